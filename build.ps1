#!/usr/bin/env pwsh
# Restore, build, test, pack: the same commands as the README, for those who like one script.
param([switch] $SkipTests)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

function Invoke-Step([string[]] $arguments) {
    & dotnet @arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

Invoke-Step @('restore', 'PowerActors.sln')
Invoke-Step @('build', 'PowerActors.sln', '-c', 'Release', '--no-restore')
if (-not $SkipTests) { Invoke-Step @('test', 'PowerActors.sln', '-c', 'Release', '--no-build') }
Invoke-Step @('pack', 'PowerActors.sln', '-c', 'Release', '--no-build', '-o', 'artifacts')
