using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Phases;

public class PhaseLawTests
{
    private static readonly PhaseSettings Settings = new();

    /// <summary>Forward at 1400 of 1400 MHz, backward at 1100, decode at 900: the resting clock is the baseline's.</summary>
    private static readonly PhasePlan Plan = new(
        new Megahertz(1400),
        [new("forward", new Megahertz(1400), 10, 4000, 10, 4000), new("backward", new Megahertz(1100), 20.1, 6000, 20, 8000), new("decode", new Megahertz(900), 30.2, 5000, 30, 9000)]);

    [Fact]
    public void Enter_PhaseThatLasts_GetsItsClockOnceItHasLastedLongEnough()
    {
        PhaseLaw law = new(Plan, Settings, gpus: 1);
        law.Enter(2, At(1)).ShouldBeFalse("how long it lasts is not known");
        law.Ceiling.ShouldBe(Megahertz.Unlimited);
        law.NextAt.ShouldBeGreaterThan(At(1));
        law.Look(law.NextAt).ShouldBeTrue();
        law.Ceiling.ShouldBe(new Megahertz(900));
        law.Enter(0, At(5)).ShouldBeTrue("the next needs a higher clock, at once");
        law.Ceiling.ShouldBe(Megahertz.Unlimited);
    }

    [Fact]
    public void Enter_PhaseKnownToLast_GetsItsClockAtOnce()
    {
        PhaseLaw law = new(Plan, Settings, gpus: 1);
        double now = 0;
        for (int i = 0; i < 4; i++)
        {
            law.Enter(0, At(now += 1));
            law.Enter(1, At(now += 1));
        }

        law.Ceiling.ShouldBe(new Megahertz(1100));
    }

    [Fact]
    public void Enter_PhaseKnownToBeShort_ChangesNothing()
    {
        PhaseLaw law = new(Plan, Settings, gpus: 8); // 46 ms a change, 1.26 s for backward to be worth it
        for (int i = 0; i < 1000; i++)
        {
            law.Enter(0, At(i * .2));
            law.Enter(1, At((i * .2) + .1));
            if (law.NextAt <= At((i * .2) + .2))
                law.Look(law.NextAt);
        }

        law.Changes.ShouldBe(0);
    }

    [Fact]
    public void NeededSeconds_EightGpusBehindOneLock_IsSevenTimesThatOfOne() // 46.5 ms against 6.6
    {
        PhaseLaw one = new(Plan, Settings, 1), eight = new(Plan, Settings, 8);
        (eight.NeededSeconds(1) / one.NeededSeconds(1)).ShouldBe(eight.Latency / one.Latency, 1e-9);
        eight.Latency.TotalMilliseconds.ShouldBe(46.5, 1e-9);
        double.IsPositiveInfinity(one.NeededSeconds(0)).ShouldBeTrue("forward is at the baseline's clock");
    }

    [Fact]
    public void Enter_NoneForAMoment_KeepsTheClockUntilItLingersTooLong()
    {
        PhaseLaw law = new(Plan, Settings, gpus: 1);
        law.Enter(2, At(1));
        law.Look(law.NextAt);
        law.Enter(PhaseLaw.None, At(5));
        law.Ceiling.ShouldBe(new Megahertz(900));
        law.Enter(2, At(5.05));
        law.Changes.ShouldBe(1);
        law.Enter(PhaseLaw.None, At(6));
        law.NextAt.ShouldBe(At(6) + Settings.Linger);
        law.Look(law.NextAt).ShouldBeTrue();
        law.Ceiling.ShouldBe(Megahertz.Unlimited);
    }

    [Fact]
    public void Enter_PhaseThatThePlanDoesNotKnow_GetsTheHighestClockAtOnce()
    {
        PhaseLaw law = new(Plan, Settings, gpus: 1);
        law.Enter(2, At(1));
        law.Look(law.NextAt);
        law.Enter(PhaseLaw.Unplanned, At(3)).ShouldBeTrue();
        law.Ceiling.ShouldBe(Megahertz.Unlimited);
    }

    [Fact]
    public void Enter_AllPhasesBelowTheBaseline_RestsAtTheHighestOfThePlan()
    {
        PhasePlan plan = new(new Megahertz(1400), [Plan.Phases[1], Plan.Phases[2]]);
        PhaseLaw law = new(plan, Settings, gpus: 8);
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 500; i++)
        {
            now += TimeSpan.FromMilliseconds(10); // far too short to be worth changes of their own
            law.Enter(i % 2, now);
        }

        law.Ceiling.ShouldBe(new Megahertz(1100));
        law.Changes.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Run_AnyPeriodicJob_IsNeverWorseThanNotChangingBeyondTheBound(int gpus)
    {
        int saved = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            double slowdown = random.Next(3) switch { 0 => 0, 1 => .006, _ => .05 };
            PhasedJob job = new(random, slowdown);
            (double time, double energy) = job.Run(Settings, gpus, seconds: 20);
            energy.ShouldBeLessThan(1.01, $"seed {seed}");
            (time - 1).ShouldBeLessThan(slowdown + (Settings.TimeLoss * (1 + slowdown)) + 1e-6, $"seed {seed}");
            ShouldKeepTheBudget(job.Changes, Settings.Budget);
            saved += energy < .98 ? 1 : 0;
        }

        saved.ShouldBeGreaterThan(40, "else nothing was tried");
    }

    [Fact]
    public void Enter_AnyHints_NeverMoreChangesThanTheBudgetAndNeverSlowerThanThePhaseIsPlanned()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            PhaseSettings settings = Settings with { Budget = 2 + random.Next(5), TimeLoss = .5, Hysteresis = 0, Patience = 1, SwitchTime = TimeSpan.FromMilliseconds(.5), Settle = TimeSpan.Zero };
            PhasePlan plan = random.Next(2) == 0 ? Plan : new PhasePlan(Plan.Baseline, [Plan.Phases[1], Plan.Phases[2]]);
            PhaseLaw law = new(plan, settings, 1);
            List<TimeSpan> changes = [];
            TimeSpan now = TimeSpan.Zero;
            for (int i = 0; i < 2000; i++)
            {
                now += TimeSpan.FromTicks(random.Next(1, random.Next(4) == 0 ? 5_000_000 : 200_000));
                TimeSpan due = law.NextAt;
                if (due <= now && law.Look(due))
                    changes.Add(due);
                int phase = random.Next(-2, plan.Phases.Count);
                if (law.Enter(phase, now))
                    changes.Add(now);
                if (law.Phase >= 0)
                    law.Ceiling.ShouldBeGreaterThanOrEqualTo(plan.Phases[law.Phase].Clock);
                else
                    law.Ceiling.ShouldBe(Megahertz.Unlimited);
            }

            changes.Count.ShouldBeGreaterThan(10);
            ShouldKeepTheBudget(changes, settings.Budget);
        }
    }

    [Fact]
    public void Enter_Flood_AllocatesNothing()
    {
        PhaseLaw law = new(Plan, Settings, 8);
        for (int i = 0; i < 1000; i++)
            law.Enter(i % 3, TimeSpan.FromMicroseconds(i));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1000; i < 1_000_000; i++)
            law.Enter(i % 3, TimeSpan.FromMicroseconds(i));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void HostPhases_SeveralProcesses_TheHighestClockCounts()
    {
        HostPhases host = new(Plan);
        host.Effective.ShouldBe(PhaseLaw.None);
        host.Enter(1, 2);
        host.Enter(2, 1);
        host.Effective.ShouldBe(1);
        host.Enter(3, PhaseLaw.Unplanned);
        host.Effective.ShouldBe(PhaseLaw.Unplanned);
        host.Leave(3);
        host.Enter(2, PhaseLaw.None);
        host.Effective.ShouldBe(2);
        host.Leave(1);
        host.Effective.ShouldBe(PhaseLaw.None);
    }

    private static void ShouldKeepTheBudget(List<TimeSpan> changes, int budget)
    {
        for (int i = budget; i < changes.Count; i++)
            (changes[i] - changes[i - budget]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(.999));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
