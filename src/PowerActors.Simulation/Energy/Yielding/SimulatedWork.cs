using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Tree;

namespace PowerActors.Simulation.Energy.Yielding;

/// <summary>Knows what the work of a simulated server loses: the figures that the simulation runs by, and how much of its time the server spent on prompts since it was last asked.</summary>
internal sealed class SimulatedWork(WorkCosts costs, WorkTally tally) : IWorkProfile
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private long _prompt;
    private long _busy;
    private double _share = -1;
    private TimeSpan _at;

    public Megahertz ClockFor(double price, TimeSpan now)
    {
        tally.Advance(now.Ticks);
        long busy = tally.BusyTicks - _busy;
        if (busy > 0)
        {
            double lately = (tally.PromptTicks - _prompt) / (double)busy, weight = Math.Min(1, (now - _at) / Window);
            _share = _share < 0 ? lately : _share + ((lately - _share) * weight);
        }

        (_prompt, _busy, _at) = (tally.PromptTicks, tally.BusyTicks, now);
        return _share < 0 ? Megahertz.Unlimited : costs.ClockFor(price, _share);
    }

    /// <summary>The table of a GPU and model, at the settable clocks that were measured.</summary>
    public static WorkCosts CostsOf(GpuPhysics physics)
    {
        const int StepsBetween = 3;
        const double LowestShare = .35;
        GpuModel model = physics.Model;
        ServerActivity prompt = new(InferencePhase.Prompt, 2048, 0), decode = new(InferencePhase.Decode, 0, 2);
        List<WorkCost> steps = [];
        for (Megahertz clock = model.MaxClock; clock >= model.MaxClock * LowestShare; clock -= model.ClockStep * StepsBetween)
        {
            steps.Add(new WorkCost(
                clock, physics.PromptSlowdownAt(clock), physics.DecodeSlowdownAt(clock), physics.MilliwattsAt(prompt, clock) * 1e-3, physics.MilliwattsAt(decode, clock) * 1e-3));
        }

        steps.Reverse();
        return new WorkCosts(steps);
    }
}

/// <summary>How long a server was busy, and of that with prompts.</summary>
internal sealed class WorkTally
{
    private InferencePhase _phase;
    private long _since;

    public long PromptTicks { get; private set; }

    public long BusyTicks { get; private set; }

    public void Change(InferencePhase phase, long nowTicks)
    {
        Advance(nowTicks);
        _phase = phase;
    }

    public void Advance(long nowTicks)
    {
        long passed = nowTicks - _since;
        _since = nowTicks;
        if (_phase == InferencePhase.Idle)
            return;
        BusyTicks += passed;
        if (_phase != InferencePhase.Decode)
            PromptTicks += passed;
    }
}
