using PowerActors.Core.Units;
using PowerActors.Wire.Mapping;

namespace PowerActors.Api.Models;

/// <summary>What a server does with its clocks to save energy, below its caps. Megahertz; null for no ceiling.</summary>
/// <param name="Governor"><c>off</c>, <c>shadow</c> or <c>enforce</c>.</param>
/// <param name="StaleModelServers">Model servers whose metrics are missing: the governor has let go of their GPUs.</param>
/// <param name="GovernorMegahertz">Per GPU the ceiling that the governor holds, or in shadow mode would.</param>
/// <param name="SavedWatts">What that saves on all GPUs by estimate, or would.</param>
/// <param name="Phase">The phase that its processes are in; empty for none, <c>?</c> for one that no plan names.</param>
/// <param name="PhaseMegahertz">Per GPU the ceiling of that phase.</param>
/// <param name="PhaseChanges">Changes of clocks for phases since the agent started.</param>
public sealed record ClocksModel(
    string Governor, int StaleModelServers, IReadOnlyList<double?> GovernorMegahertz, double SavedWatts, string Phase, IReadOnlyList<double?> PhaseMegahertz, long PhaseChanges)
{
    internal static ClocksModel? Of(ServerClocks? clocks) => clocks is null ? null : new ClocksModel(
        clocks.Governor.ToString().ToLowerInvariant(),
        clocks.Stale,
        [.. clocks.Gpus.Select(static gpu => Finite(gpu.Governor))],
        clocks.Gpus.Sum(static gpu => gpu.Saved.Value),
        clocks.Phase,
        [.. clocks.Gpus.Select(static gpu => Finite(gpu.Phase))],
        clocks.PhaseChanges);

    private static double? Finite(Megahertz clock) => double.IsFinite(clock.Value) ? clock.Value : null;
}
