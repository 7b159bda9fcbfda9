using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Simulation.Energy.Governor;

/// <summary>The same requests under the same ladder, without a governor and with one.</summary>
/// <param name="Without">No governor.</param>
/// <param name="With">The governor.</param>
public sealed record LadderPair(SimulationResult Without, SimulationResult With)
{
    /// <summary>Seconds that domains stood on any rung.</summary>
    /// <param name="result">A run.</param>
    public static double OnRungs(SimulationResult result) => result.Capping.RungSeconds.Where(static pair => pair.Key != "free").Sum(static pair => pair.Value);
}

/// <summary>What a clock governor spares the ladder: what it gives back is headroom, so that rungs are climbed later and less.</summary>
public static class LadderStudy
{
    /// <summary>Runs both, one after the other; they share the uncapped reference that latencies are held against.</summary>
    /// <param name="options">The run; its own governor is left out of account.</param>
    /// <param name="governor">The governor.</param>
    /// <param name="progress">Told the name of each run before it starts; may be null.</param>
    public static LadderPair Run(SimulationOptions options, GovernorOptions governor, Action<string>? progress = null)
    {
        UncappedReference reference = new(options);
        return new LadderPair(RunOne("without", null), RunOne("with", governor));

        SimulationResult RunOne(string name, GovernorOptions? with)
        {
            progress?.Invoke(name);
            using SimulationRun run = new(options with { Reference = reference, Hardware = options.Hardware with { Governor = with } });
            return run.Execute();
        }
    }
}
