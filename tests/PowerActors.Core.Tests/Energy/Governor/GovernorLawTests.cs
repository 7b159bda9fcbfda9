using FsCheck;
using FsCheck.Fluent;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Governor;

public class GovernorLawTests
{
    private static readonly ClockCosts Costs = new(
    [
        new(new Megahertz(600), 2.0, 2.0, .40), new(new Megahertz(800), 1.6, 1.4, .53), new(new Megahertz(1000), 1.3, 1.15, .59),
        new(new Megahertz(1200), 1.1, 1.05, .72), new(new Megahertz(1400), 1, 1, 1),
    ]);

    private static readonly GovernorSettings Settings = new() { Ttft = TimeSpan.FromSeconds(2), Tbt = TimeSpan.FromMilliseconds(100) };

    private static readonly ServedRequest Easy = new(.2, 1, .040, 1);

    [Fact]
    public void Look_NothingServedYet_StaysAtTheHighest()
    {
        Bench bench = new();
        bench.Look(100).Wish.ShouldBe(Megahertz.Unlimited);
    }

    [Fact]
    public void Look_RequestsWithRoom_LowersToTheLowestClockThatHoldsThem()
    {
        Bench bench = new() { Served = [.. Enumerable.Repeat(new ServedRequest(.2, 1, .065, 1), 20)] };
        bench.Look(60).Wish.ShouldBe(new Megahertz(800)); // 65 ms · 1.4 = 91 ms, · 2 = 130 ms
    }

    [Fact]
    public void Look_RequestMeasuredAtALowClock_IsJudgedByWhatItTakesAtTheHighest()
    {
        Bench bench = new() { Served = [.. Enumerable.Repeat(new ServedRequest(.4, 2, .091, 1.4), 20)] };
        bench.Look(60).Wish.ShouldBe(new Megahertz(800));
    }

    [Fact]
    public void Look_MoreRequestsThanTheAllowanceNeedIt_KeepsTheHigherClock()
    {
        ServedRequest tight = new(1.8, 1, .04, 1);
        new Bench { Served = [.. Enumerable.Repeat(Easy, 999), tight] }.Look(60).Wish.ShouldBe(new Megahertz(600));
        new Bench { Served = [.. Enumerable.Repeat(Easy, 90), .. Enumerable.Repeat(tight, 10)] }.Look(60).Wish.ShouldBe(Megahertz.Unlimited);
    }

    [Fact]
    public void Look_RequestsThatNoClockWouldHaveHelped_KeepNothingUp()
    {
        ServedRequest hopeless = new(5, 1, .04, 1);
        new Bench { Served = [.. Enumerable.Repeat(Easy, 50), .. Enumerable.Repeat(hopeless, 50)] }.Look(60).Wish.ShouldBe(new Megahertz(600));
    }

    [Fact]
    public void Look_PromptAtRisk_RaisesAtOnceAndHolds()
    {
        Bench bench = new() { Served = [.. Enumerable.Repeat(Easy, 20)] };
        bench.Look(60).Wish.ShouldBe(new Megahertz(600));
        bench.Slack = 1.2;
        bench.Look(1).Wish.ShouldBe(new Megahertz(1200)); // the period is not over
        bench.Slack = double.PositiveInfinity;
        bench.Look(5).Wish.ShouldBe(new Megahertz(1200));
        bench.Look((int)Settings.Hold.TotalSeconds).Wish.ShouldBe(new Megahertz(600));
    }

    [Fact]
    public void Look_BatchAtRisk_RaisesAtOnce()
    {
        Bench bench = new() { Served = [.. Enumerable.Repeat(Easy, 20)] };
        bench.Look(60);
        bench.Iteration = .09;
        bench.Look(1).Wish.ShouldBe(new Megahertz(1200));
    }

    [Fact]
    public void Look_FewInFlight_DoesNotGoBelowTheClockOfLeastWork()
    {
        // Alone, work takes draw · time: 0.80, 0.742, 0.679, 0.756, 1.
        Bench bench = new() { Served = [.. Enumerable.Repeat(Easy, 20)], InFlight = 0 };
        bench.Look(60).Wish.ShouldBe(new Megahertz(1000));
    }

    [Fact]
    public void Look_LowestClock_IsKept() =>
        new Bench { Served = [.. Enumerable.Repeat(Easy, 20)], Settings = Settings with { Lowest = new Megahertz(900) } }.Look(60).Wish.ShouldBe(new Megahertz(1000));

    [Fact]
    public void Look_AnyHistory_NeverAboveTheCapAndNeverLowersTwiceWithinAPeriod()
    {
        Gen<(int Slack, int Iteration, int Ttft, int Cap)> look =
            from slack in Gen.Choose(5, 40)
            from iteration in Gen.Choose(0, 120)
            from ttft in Gen.Choose(1, 60)
            from cap in Gen.Choose(2, 16)
            select (slack, iteration, ttft, cap);
        Prop.ForAll(look.ListOf(60).ToArbitrary(), static looks =>
        {
            Bench bench = new() { Settings = Settings with { Patience = 1 } };
            Megahertz before = Megahertz.Unlimited;
            int lowered = -100;
            int at = 0;
            foreach ((int slack, int iteration, int ttft, int cap) in looks)
            {
                bench.Slack = slack / 10.0;
                bench.Iteration = iteration / 1000.0;
                bench.Served = [new ServedRequest(ttft / 10.0, 1, .05, 1)];
                bench.Cap = cap == 16 ? Megahertz.Unlimited : new Megahertz(cap * 100);
                GovernorDecision decision = bench.Look(1);
                at++;
                if (decision.Clock > bench.Cap || decision.Clock > decision.Wish)
                    return false;
                if (decision.Wish < before)
                {
                    if (at - lowered < Settings.Period.TotalSeconds)
                        return false;
                    lowered = at;
                }

                before = decision.Wish;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Look_SteadyLoad_DoesNotFlap()
    {
        Bench bench = new();
        int changes = 0;
        Megahertz before = Megahertz.Unlimited;
        for (int i = 0; i < 3600; i++)
        {
            bench.Served = i % 5 == 0 ? [new ServedRequest(.2 + (i % 7 * .1), 1, .05 + (i % 11 * .002), 1)] : [];
            Megahertz wish = bench.Look(1).Wish;
            changes += wish == before ? 0 : 1;
            before = wish;
        }

        changes.ShouldBeLessThanOrEqualTo(3);
        before.ShouldBeLessThan(new Megahertz(1400));
    }

    [Fact]
    public void ClockCosts_TimesThatRiseWithTheClock_AreRefused() =>
        Should.Throw<ArgumentException>(static () => new ClockCosts([new(new Megahertz(600), 1, 1, .5), new(new Megahertz(800), 1.1, 1, 1)]));

    private sealed class Bench
    {
        private GovernorState _state = GovernorLaw.Start(Costs, TimeSpan.Zero);
        private TimeSpan _now;

        public GovernorSettings Settings { get; init; } = GovernorLawTests.Settings;

        public IReadOnlyList<ServedRequest> Served { get; set; } = [];

        public int InFlight { get; init; } = 50;

        public double Slack { get; set; } = double.PositiveInfinity;

        public double Iteration { get; set; }

        public Megahertz Cap { get; set; } = Megahertz.Unlimited;

        public GovernorDecision Look(int seconds)
        {
            GovernorDecision decision = default;
            for (int i = 0; i < seconds; i++)
            {
                _now += TimeSpan.FromSeconds(1);
                (_state, decision) = GovernorLaw.Look(Settings, Costs, _state, new GovernorInput(Served, InFlight, Slack, Iteration, 1, Cap), _now);
                Served = [];
            }

            return decision;
        }
    }
}
