using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Laws;

/// <summary>
/// P8: when load falls, every cap is released within rungs × hold. P9: a single step in load changes the rung at most (ladder length + 1) times. Both for plants whose caps have
/// any effect, from none to far more than the hysteresis, and estimates of what is withheld that are exact, too high, or too low by less than half the hysteresis.
/// </summary>
public sealed class LawP8P9Tests
{
    /// <summary>A rung's effect must be visible before the next is climbed: the latency, a tick, and a heartbeat where it is smaller than the deadband.</summary>
    private static readonly TimeSpan Settle = Plans.Timing.ClockLatency + Plans.Timing.Heartbeat + (Plans.Timing.Telemetry * 2);

    public enum Estimate
    {
        Exact,
        TooHigh,
        TooLow,
    }

    [Theory]
    [InlineData(Estimate.Exact)]
    [InlineData(Estimate.TooHigh)]
    [InlineData(Estimate.TooLow)]
    public void Step_KnownLadders_ChangesRungAtMostLengthPlusOneTimes(Estimate estimate) =>
        Properties.Hold(25, random => Step(random, random.Pick(RandomLadders.Known(random.Chance(.5) ? Plans.Timing.ClockLatency : Settle)), estimate));

    [Theory]
    [InlineData(Estimate.Exact)]
    [InlineData(Estimate.TooHigh)]
    [InlineData(Estimate.TooLow)]
    public void Step_RandomLadders_ChangesRungAtMostLengthPlusOneTimes(Estimate estimate) =>
        Properties.Hold(25, random => Step(random, RandomLadders.Valid(random, Settle), estimate));

    /// <summary>What is given up at a price is withheld like the rest, and only the work knows how much of it a rung gives back: all of it counts.</summary>
    [Theory]
    [InlineData(Estimate.Exact)]
    [InlineData(Estimate.TooHigh)]
    [InlineData(Estimate.TooLow)]
    public void Step_LaddersWithPrices_ChangesRungAtMostLengthPlusOneTimes(Estimate estimate) =>
        Properties.Hold(25, random => Step(random, RandomLadders.Priced(random, RandomLadders.Valid(random, Settle)), estimate));

    [Fact]
    public void LoadFalls_LaddersWithPrices_IsReleasedWithinRungsTimesHold() =>
        Properties.Hold(30, random => Fall(random, RandomLadders.Priced(random, random.Chance(.5) ? RandomLadders.Valid(random, Settle) : random.Pick(RandomLadders.Known(Settle)))));

    [Fact]
    public void LoadFalls_KnownLadders_IsReleasedWithinRungsTimesHold() =>
        Properties.Hold(30, random => Fall(random, random.Pick(RandomLadders.Known(Plans.Timing.ClockLatency))));

    [Fact]
    public void LoadFalls_RandomLadders_IsReleasedWithinRungsTimesHold() =>
        Properties.Hold(30, random => Fall(random, RandomLadders.Valid(random, Settle)));

    /// <summary>Ladders whose hold is shorter than the latency: what a rung gives back is still withheld when the next is looked at.</summary>
    [Theory]
    [InlineData(1551)]
    [InlineData(5715)]
    [InlineData(817506336)]
    public void LoadFalls_HoldShorterThanTheLatency_DoesNotFlap(int seed)
    {
        Random random = new(seed);
        Fall(random, RandomLadders.Valid(random, Settle));
    }

    [Fact]
    public void Flapping_NothingSaidToBeWithheld_IsReportedAsP9()
    {
        // A cap takes a fifth of the draw and the servers say that nothing is withheld: the rung is left, climbed again, and so on for ever.
        Rig rig = Make(new Random(3), KnownLadders.OneThresholdAll(Settle), depth: .8, static (_, server) => server.WithheldFactor = 0);
        SetLoad(rig, .95);
        rig.Run(3.Hours());

        rig.Root.RungChanges.Count.ShouldBeGreaterThan(20);
        rig.Laws.Violations.ShouldContain(static violation => violation.Law == Law.P9);
    }

    [Fact]
    public void LoadThatGoesUpAndDownByItself_IsNotTakenForFlapping() => Properties.Hold(10, random =>
    {
        Rig rig = Make(random, KnownLadders.Polca(Settle), depth: random.Between(.1, .6));
        double period = random.Between(300, 900);
        rig.Run(2.Hours(), now => SetLoad(rig, (now.TotalSeconds % period < period / 2 ? .97 : .6) + random.Between(-.03, .03)));

        rig.Laws.ChecksOf(Law.P9).ShouldBeGreaterThan(5);
        rig.Laws.Violations.ShouldBeEmpty();
    });

    private static void Step(Random random, Ladder ladder, Estimate estimate)
    {
        double hysteresis = ladder.Rungs.Min(static rung => rung.EnterAt - rung.LeaveBelow);
        double depth = random.Between(0, .95);

        // Held back is at most the dynamic part of the draw, that is 1.2 × depth of the limit at the loads below; the error stays within half the hysteresis.
        double factor = estimate switch
        {
            Estimate.Exact => 1,
            Estimate.TooHigh => random.Between(1, 1.5),
            _ => 1 - Math.Min(1, .45 * hysteresis / (1.2 * Math.Max(depth, .001))),
        };
        Rig rig = Make(random, ladder, depth, (_, server) => server.WithheldFactor = factor);
        double before = random.Between(.4, 1.2), after = random.Between(.4, 1.2);
        SetLoad(rig, before);
        rig.Run(((ladder.Top + 2) * (ladder.Hold + Settle)) + 200.Seconds());
        int settled = rig.Root.RungChanges.Count;
        SetLoad(rig, after);
        rig.Run(((ladder.Top + 2) * (ladder.Hold + Settle)) + 200.Seconds());
        int changes = rig.Root.RungChanges.Count - settled;
        rig.Run(1.Hours());

        string story = $"{ladder.Name}, {before:P0} to {after:P0}, depth {depth:0.00}, factor {factor:0.000}: {string.Join(' ', rig.Root.RungChanges)}";
        changes.ShouldBeLessThanOrEqualTo(ladder.Top + 1, story);
        (rig.Root.RungChanges.Count - settled - changes).ShouldBe(0, story);
        rig.Laws.Violations.ShouldBeEmpty(story);
    }

    private static void Fall(Random random, Ladder ladder)
    {
        Rig rig = Make(random, ladder, random.Between(0, .95));
        SetLoad(rig, random.Between(.85, 1.3));
        rig.Run(random.Between(50, 1500).Seconds());
        double low = ladder.Rungs.Min(static rung => rung.LeaveBelow) * random.Between(.1, .97);
        SetLoad(rig, low);

        // Two ticks for each rung (its quiet begins at the first look after the change), and the first report of the fall. A meter shows what a rung gave back before the children
        // have reported that they withhold less: for a moment both count, and the quiet begins anew. So with a meter each rung takes a latency more.
        TimeSpan slack = (Plans.Timing.Telemetry * (2 * ladder.Top)) + Plans.Timing.Heartbeat + (Plans.Timing.Telemetry * 2)
            + (rig.Root.Description.HasMeter ? (Plans.Timing.ClockLatency + Plans.Timing.Heartbeat) * ladder.Top : TimeSpan.Zero);
        rig.Run((ladder.Top * ladder.Hold) + slack);
        rig.Root.Law.Rung.ShouldBe(0, $"{ladder.Name} at {low:P1}: {string.Join(' ', rig.Root.RungChanges)}");
        rig.Run(Plans.Timing.ClockLatency + Plans.Timing.Telemetry);
        rig.Servers.ShouldAllBe(static server => server.Acting.IsFree);
        rig.Laws.Violations.ShouldBeEmpty();
    }

    /// <summary>
    /// A row whose draw falls with the clock as the most clock-sensitive work's does, but by <paramref name="depth"/> of that: so the share of a release that a step gives
    /// back is exact, whatever the size of the release.
    /// </summary>
    private static Rig Make(Random random, Ladder ladder, double depth, Action<Rig, PlantServer>? with = null)
    {
        TopologyPlan plan = Plans.Row(random.Next(2, 9), 1, ladder, hasMeter: random.Chance(.5));
        Rig rig = new(plan, random);
        foreach (PlantServer server in rig.Servers)
        {
            Watts nameplate = server.Description.Model.Nameplate;
            GpuModel gpu = server.Description.Model.Gpu;
            server.Draw = clock => nameplate * (1 - (depth * (1 - UncappedEstimate.KeptShare(gpu, clock))));
            if (ladder.AsksForWatts && random.Chance(.8))
            {
                // Each has work of its own, that gives up more the higher the price.
                double dear = random.Between(.1, 1.5);
                server.Yield = price => price < dear / 2 ? Megahertz.Unlimited : gpu.RoundDown(Megahertz.Max(gpu.MaxClock * .35, gpu.MaxClock * (1 - (.4 * price / dear))));
            }

            with?.Invoke(rig, server);
        }

        return rig;
    }

    private static void SetLoad(Rig rig, double load)
    {
        foreach (PlantServer server in rig.Servers)
            server.Load = load;
    }
}
