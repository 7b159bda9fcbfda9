using Google.Protobuf.Collections;
using PowerActors.Core.Units;

namespace PowerActors.Wire.Mapping;

/// <summary>Whether a server governs its clocks.</summary>
public enum GovernorStatus
{
    /// <summary>It does not.</summary>
    Off,

    /// <summary>It decides and applies nothing.</summary>
    Shadow,

    /// <summary>It does.</summary>
    Enforce,
}

/// <summary>What is done with one GPU's clock to save energy.</summary>
/// <param name="Governor">The ceiling that the governor holds, or in shadow mode would; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="Saved">What that saves by its estimate, or would save.</param>
/// <param name="Phase">The ceiling that the phase of its processes has; <see cref="Megahertz.Unlimited"/> for none.</param>
public readonly record struct GpuClocks(Megahertz Governor, Watts Saved, Megahertz Phase);

/// <summary>What a server itself does with its clocks to save energy.</summary>
/// <param name="Governor">Whether it has a governor.</param>
/// <param name="Stale">Model servers whose metrics are missing: the governor has let go of their GPUs.</param>
/// <param name="Gpus">One per GPU.</param>
/// <param name="Phase">The phase that its processes are in; empty for none, <c>?</c> for one that no plan names.</param>
/// <param name="PhaseChanges">Changes of the phases' ceiling since the agent started.</param>
public sealed record ServerClocks(GovernorStatus Governor, int Stale, IReadOnlyList<GpuClocks> Gpus, string Phase, long PhaseChanges);

/// <summary>Clocks on the wire. Nothing in them decides anything: they are shown.</summary>
public static class ClocksMapping
{
    private const int LongestPhase = 64;
    private const int MostStale = WireLimits.Gpus;

    /// <summary>Adds them to a report.</summary>
    public static void Write(Protocol.Report wire, ServerClocks clocks)
    {
        Protocol.Clocks written = new() { Governor = (uint)clocks.Governor, Stale = (uint)clocks.Stale, Phase = clocks.Phase, PhaseChanges = clocks.PhaseChanges };
        foreach (GpuClocks gpu in clocks.Gpus)
        {
            written.GovernorMhz.Add((float)gpu.Governor.Value);
            written.SavedWatts.Add((float)gpu.Saved.Value);
            written.PhaseMhz.Add((float)gpu.Phase.Value);
        }

        wire.Clocks = written;
    }

    /// <summary>What cannot be right about a report's clocks; null for nothing, or where it has none.</summary>
    /// <param name="wire">The report.</param>
    /// <param name="limits">What is believed of this server.</param>
    public static string? Problem(Protocol.Report wire, in ReportLimits limits)
    {
        if (wire.Clocks is not { } clocks)
            return null;
        if (clocks.Governor > (uint)GovernorStatus.Enforce || clocks.Stale > MostStale || clocks.PhaseChanges < 0 || clocks.Phase.Length > LongestPhase || clocks.Phase.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return "a report whose governor or phase cannot be read";
        return AreClocks(clocks.GovernorMhz, limits.GpuCount) && AreClocks(clocks.PhaseMhz, limits.GpuCount) && AreWatts(clocks.SavedWatts, limits)
            ? null
            : $"a report whose governor's clocks are not one for each of {limits.GpuCount} GPUs, or beyond what can be";
    }

    /// <summary>The clocks of a report that has passed; null when it carries none.</summary>
    public static ServerClocks? Read(Protocol.Report wire)
    {
        if (wire.Clocks is not { } clocks)
            return null;
        GpuClocks[] gpus = new GpuClocks[clocks.GovernorMhz.Count];
        for (int i = 0; i < gpus.Length; i++)
            gpus[i] = new GpuClocks(new Megahertz(clocks.GovernorMhz[i]), new Watts(clocks.SavedWatts[i]), new Megahertz(clocks.PhaseMhz[i]));
        return new ServerClocks((GovernorStatus)clocks.Governor, (int)clocks.Stale, gpus, clocks.Phase, clocks.PhaseChanges);
    }

    private static bool AreClocks(RepeatedField<float> values, int gpus) => values.Count == gpus && values.All(static value => value > 0 && (value <= WireLimits.HighestClock.Value || float.IsPositiveInfinity(value)));

    private static bool AreWatts(RepeatedField<float> values, ReportLimits limits) => values.Count == limits.GpuCount && values.All(value => value >= 0 && value <= limits.GpuPower.Value * 100);
}
