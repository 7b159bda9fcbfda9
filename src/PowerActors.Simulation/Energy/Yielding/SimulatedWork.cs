using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Tree;

namespace PowerActors.Simulation.Energy.Yielding;

/// <summary>Knows what the work of a simulated server loses: the figures that the simulation itself runs by, and how the server lately split its time between prompts and decode.</summary>
/// <param name="costs">What its work costs at each clock.</param>
/// <param name="physics">What its GPUs draw.</param>
internal sealed class SimulatedWork(WorkCosts costs, GpuPhysics physics) : IWorkProfile
{
    /// <summary>What lies longer back counts less and less: long against single requests, short against a change of load.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Fold = TimeSpan.FromMinutes(1);

    private readonly double _milliwatts = physics.TdpMilliwatts;
    private ServerActivity _activity;
    private long _since;
    private Spent _lately;
    private Spent _before;
    private TimeSpan _foldedAt;

    /// <summary>What its time was made of lately; null before there was any.</summary>
    public WorkMix? Mix
    {
        get
        {
            Spent all = _before.With(_lately);
            double busy = all.PromptTicks + all.TokenTicks;
            return busy + all.IdleTicks <= 0 ? null : new WorkMix(Mean(all.PromptTicks, busy), Mean(all.PromptDraw, all.PromptTicks), Mean(all.TokenDraw, all.TokenTicks))
            {
                BusyShare = busy / (busy + all.IdleTicks),
            };
        }
    }

    /// <summary>Another kind of iteration runs from now on.</summary>
    public void Change(in ServerActivity activity, long nowTicks)
    {
        Advance(nowTicks);
        _activity = activity;
    }

    public void See(ReadOnlySpan<GpuReading> readings, TimeSpan now)
    {
        Advance(now.Ticks);
        if (now - _foldedAt < Fold)
            return;
        _before = _before.Faded(1 - Math.Min(1, (now - _foldedAt) / Memory)).With(_lately);
        _lately = default;
        _foldedAt = now;
    }

    public Megahertz ClockFor(double price) => Mix is { } mix ? costs.ClockFor(price, mix) : Megahertz.Unlimited;

    /// <summary>The table of a GPU and a served model.</summary>
    public static WorkCosts CostsOf(GpuPhysics physics)
    {
        // Clocks below a third of the highest were not measured while serving; every third step is as fine as the measurements are.
        const double LowestShare = .35;
        const int StepsBetween = 3;
        GpuModel model = physics.Model;
        ServerActivity prompt = new(InferencePhase.Prompt, 2048, 0), decode = new(InferencePhase.Decode, 0, 16); // the clock's effect is the same share for any size
        List<WorkCost> steps = [];
        for (Megahertz clock = model.RoundDown(model.SustainedClock); clock >= model.MaxClock * LowestShare; clock -= model.ClockStep * StepsBetween)
            steps.Add(At(clock));
        if (steps[0].Clock < model.MaxClock)
            steps.Insert(0, At(model.MaxClock));
        steps.Reverse();
        return new WorkCosts(steps);

        WorkCost At(Megahertz clock) => new(clock, physics.PromptSlowdownAt(clock), physics.DecodeSlowdownAt(clock), Draw(prompt, clock), Draw(decode, clock)) { Idle = WorkCosts.IdleShare(model, clock) };
        double Draw(in ServerActivity activity, Megahertz clock) => clock >= model.MaxClock ? 1 : Math.Max(.01, AboveIdle(physics, activity, clock) / AboveIdle(physics, activity, model.MaxClock));
    }

    /// <summary>Above an idle GPU at the lowest clock, so that whatever a lower clock saves counts.</summary>
    private static double AboveIdle(GpuPhysics physics, in ServerActivity activity, Megahertz clock) =>
        physics.MilliwattsAt(activity, clock) - physics.IdleMilliwatts;

    private void Advance(long nowTicks)
    {
        double passed = nowTicks - _since;
        _since = nowTicks;
        if (passed <= 0)
            return;
        if (_activity.Phase == InferencePhase.Idle)
        {
            _lately = _lately with { IdleTicks = _lately.IdleTicks + passed };
            return;
        }

        double draw = passed * (AboveIdle(physics, _activity, physics.Model.MaxClock) / _milliwatts);
        _lately = _activity.Phase == InferencePhase.Decode
            ? _lately with { TokenTicks = _lately.TokenTicks + passed, TokenDraw = _lately.TokenDraw + draw }
            : _lately with { PromptTicks = _lately.PromptTicks + passed, PromptDraw = _lately.PromptDraw + draw };
    }

    private static double Mean(double sum, double ticks) => ticks > 0 ? sum / ticks : 0;

    /// <summary>Time in each phase, and over it the draw above idle as a share of TDP.</summary>
    private readonly record struct Spent(double IdleTicks, double PromptTicks, double TokenTicks, double PromptDraw, double TokenDraw)
    {
        public Spent With(in Spent other) =>
            new(IdleTicks + other.IdleTicks, PromptTicks + other.PromptTicks, TokenTicks + other.TokenTicks, PromptDraw + other.PromptDraw, TokenDraw + other.TokenDraw);

        public Spent Faded(double kept) => new(IdleTicks * kept, PromptTicks * kept, TokenTicks * kept, PromptDraw * kept, TokenDraw * kept);
    }
}
