using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Simulation.Energy.Governor;

/// <summary>The table of clocks that a governor of simulated servers chooses from: the figures that the simulation itself runs by, as a profile of the real ones would be.</summary>
public static class ServingClockCosts
{
    /// <summary>Clocks below a third of the highest were not measured while serving; no objective was ever held there.</summary>
    private const double LowestShare = .35;

    private const int StepsBetween = 3;

    private static readonly ServerActivity Decode = new(InferencePhase.Decode, 0, 2);

    /// <summary>Tabulates a GPU's clocks.</summary>
    public static ClockCosts Of(GpuPhysics physics)
    {
        GpuModel model = physics.Model;
        double top = Dynamic(model.MaxClock);
        double least = physics.IdleMilliwattsAt(model.RoundDown(model.MaxClock * LowestShare));
        List<ClockCost> steps = [];
        Megahertz clock = model.RoundDown(model.SustainedClock);
        if (model.MaxClock > clock)
            steps.Add(At(model.MaxClock));
        for (; clock >= model.MaxClock * LowestShare; clock -= model.ClockStep * StepsBetween)
            steps.Add(At(clock));
        steps.Reverse();
        return new ClockCosts(steps);

        ClockCost At(Megahertz at) => new(at, physics.PromptSlowdownAt(at), physics.DecodeSlowdownAt(at), Dynamic(at) / top)
        {
            Idle = (physics.IdleMilliwattsAt(at) - least) / top,
        };

        double Dynamic(Megahertz at) => physics.MilliwattsAt(Decode, at) - physics.IdleMilliwattsAt(at);
    }
}
