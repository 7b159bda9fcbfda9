using System.Diagnostics;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Commands;

/// <summary>
/// The real command on the real driver against nvidia-smi; reads only. In a process of its own, since a process binds to one NVML and the others use the pretended one.
/// </summary>
public sealed class RealGpuTests
{
    [RealGpuFact]
    public void Gpus_OnARealHost_TellsWhatNvidiaSmiTells()
    {
        using Process smi = new() { StartInfo = new ProcessStartInfo("nvidia-smi", ["-q", "-x"]) { RedirectStandardOutput = true, UseShellExecute = false } };
        smi.Start();
        string xml = smi.StandardOutput.ReadToEnd();
        smi.WaitForExit();
        using Process own = GpusCommandTests.ProcessOf("gpus", "--json");
        own.StartInfo.Environment.Remove("POWERACTORS_NVML_LIBRARY");
        own.Start();
        string json = own.StandardOutput.ReadToEnd();
        own.WaitForExit();
        own.ExitCode.ShouldBe(ExitCode.Done);
        (List<string> differences, int compared) = SmiComparison.Compare(xml, json);
        differences.ShouldBeEmpty();
        compared.ShouldBeGreaterThan(20);
    }
}

/// <summary>A fact about a real GPU: skipped where there is none. CI machines have none, so that it is skipped there too.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealGpuFactAttribute : FactAttribute
{
    public RealGpuFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(static folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "nvidia-smi.exe" : "nvidia-smi"))))
            Skip = "no nvidia-smi here: there is no NVIDIA GPU to compare with";
    }
}
