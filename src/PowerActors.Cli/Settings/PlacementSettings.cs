using PowerActors.Core.Placement;
using PowerActors.Core.Settings;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Settings;

/// <summary>The section <c>placement</c>: GPUs and CPUs that settings add to the built-in ones, or change under the same name.</summary>
internal static class PlacementSettings
{
    private const int MostCores = 1024;

    /// <summary>Reads the section, and throws when anything in the settings is wrong.</summary>
    public static PowerTable Read(LoadedSettings settings)
    {
        SettingsReader reader = settings.Section("placement");
        PowerTable table = PowerTable.BuiltIn;
        foreach ((string name, SettingsReader gpu) in reader.Named("gpus"))
        {
            if (Draws(gpu, table.FindGpu(name) is { } known ? (known.Idle, known.Tdp) : null) is { } draws)
                table = table.With(new GpuPower(name, draws.Idle, draws.Tdp));
        }

        foreach ((string name, SettingsReader cpu) in reader.Named("cpus"))
        {
            CpuPower? known = table.FindCpu(name);
            int? cores = cpu.Int32("cores", 1, MostCores) ?? known?.Cores;
            if (cores is null)
                cpu.RequireWritten("cores", "write its physical cores, such as 16");
            if (Draws(cpu, known is null ? null : (known.Idle, known.Tdp)) is { } draws && cores is { } count)
                table = table.With(new CpuPower(name, count, draws.Idle, draws.Tdp));
        }

        if (reader.Text("cpu") is { } usual)
        {
            if (table.FindCpu(usual) is { } cpu)
                table = table.WithDefaultCpu(cpu);
            else
                reader.Fault("cpu", $"is the unknown CPU '{usual}'; {reader.Faults.Suggest(usual, table.Cpus.Select(static known => known.Name))}");
        }

        reader.RefuseUnknown();
        settings.Faults.ThrowIfAny();
        return table;
    }

    private static (Watts Idle, Watts Tdp)? Draws(SettingsReader reader, (Watts Idle, Watts Tdp)? known)
    {
        Watts? idle = reader.Power("idle") ?? known?.Idle;
        Watts? tdp = reader.Power("tdp") ?? known?.Tdp;
        if (idle is null)
            reader.RequireWritten("idle", "write its draw with nothing allocated, such as \"30 W\"");
        if (tdp is null)
            reader.RequireWritten("tdp", "write its draw with anything allocated, such as \"150 W\"");
        reader.Has("cores");
        reader.RefuseUnknown();
        if (idle is not { } low || tdp is not { } high)
            return null;
        if (low <= high)
            return (low, high);
        reader.Fault("idle", $"is {low} and tdp {high}; idle must not be above tdp");
        return null;
    }
}
