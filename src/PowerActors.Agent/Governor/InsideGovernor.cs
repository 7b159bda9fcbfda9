using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Tree;

namespace PowerActors.Agent.Governor;

/// <summary>A governor that sees its server's requests without asking anybody, as that of a simulated server does, and what the clocks cost that it chooses from.</summary>
/// <param name="Governor">The governor.</param>
/// <param name="Costs">What its clocks cost.</param>
public sealed record InsideGovernor(IClockGovernor Governor, ClockCosts Costs)
{
    /// <summary>Looks once per watch until it is stopped.</summary>
    internal async Task RunAsync(IReadOnlyList<GpuModel> gpus, GovernorSight sight, Action<GovernorStanding> publish, TimeProvider time, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(Governor.Watch, time);
        try
        {
            do
                publish(Look(gpus, sight, time.GetElapsedTime(0)));
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was told to.
        }
    }

    private GovernorStanding Look(IReadOnlyList<GpuModel> gpus, GovernorSight sight, TimeSpan now)
    {
        Megahertz wish = Governor.Look(sight.Cap, now);
        Watts[] saved = new Watts[gpus.Count];
        for (int i = 0; i < saved.Length; i++)
            saved[i] = GovernorSaving.Of(gpus[i], sight[i], sight.Cap, wish, Costs, isHeld: true);
        return new GovernorStanding(GovernorMode.Enforce, [.. Enumerable.Repeat(wish, gpus.Count)], saved, Stale: 0);
    }
}
