using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Support;

/// <summary>Ladders that pass <see cref="Ladder.Validate"/>.</summary>
internal static class RandomLadders
{
    public static IReadOnlyList<Ladder> Known(TimeSpan settle) =>
        [KnownLadders.Polca(settle), KnownLadders.OneThresholdLow(settle), KnownLadders.OneThresholdAll(settle), KnownLadders.NoCap(settle)];

    public static Ladder Valid(Random random, TimeSpan settle, bool? brake = null, double brakeAt = 1)
    {
        int steps = random.Next(1, 7);
        double enter = random.Between(.6, .8), low = 1, high = 1, lowMegahertz = double.PositiveInfinity, highMegahertz = double.PositiveInfinity;
        List<Rung> rungs = [];
        for (int i = 0; i < steps; i++)
        {
            enter = Math.Min(.97, enter + random.Between(0, .06));
            if (random.Chance(.5))
            {
                low *= random.Between(.8, .98);
                high = random.Chance(.4) ? Math.Max(low, high * random.Between(.85, 1)) : high;
            }
            else
            {
                lowMegahertz = Math.Min(lowMegahertz, 1410) * random.Between(.8, .98);
                highMegahertz = random.Chance(.4) ? Math.Max(lowMegahertz, Math.Min(highMegahertz, 1410) * random.Between(.85, 1)) : highMegahertz;
            }

            Ceilings ceilings = new(new ClockCeiling(new Megahertz(lowMegahertz), low), new ClockCeiling(new Megahertz(highMegahertz), high), Brake: false);
            rungs.Add(new Rung { Name = $"r{i}", EnterAt = enter, LeaveBelow = enter - random.Between(.03, .1), Settle = settle, Ceilings = ceilings });
        }

        if (brake ?? random.Chance(.7))
        {
            ClockCeiling floor = new(new Megahertz(210), Math.Min(low, .2));
            rungs.Add(new Rung { Name = "brake", EnterAt = brakeAt, LeaveBelow = random.Between(.7, .9), Settle = settle, Ceilings = new Ceilings(floor, floor, Brake: true) });
        }

        Ladder ladder = new() { Name = "random", Hold = random.Between(20, 90).Seconds(), Rungs = rungs };
        ladder.Validate().ShouldBeEmpty();
        return ladder;
    }

    /// <summary>The same ladder, whose rungs also ask for watts at prices: rising from rung to rung, at times only from the second on; of high priority only beside a ceiling for low.</summary>
    public static Ladder Priced(Random random, Ladder ladder)
    {
        double low = 0, high = 0;
        List<Rung> rungs = [];
        foreach (Rung rung in ladder.Rungs)
        {
            low = random.Chance(.7) ? Math.Min(Core.Control.Ceilings.HighestPrice, low + random.Between(.05, .6)) : low;
            high = random.Chance(.4) && !rung.Ceilings.Low.IsFree ? Math.Min(low, high + random.Between(0, .5)) : high;
            rungs.Add(rung.IsBrake ? rung : rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(low, high) } });
        }

        Ladder priced = ladder with { Name = $"{ladder.Name} with prices", Rungs = rungs };
        priced.Validate().ShouldBeEmpty();
        return priced;
    }

    public static Ceilings Ceilings(Random random)
    {
        ClockCeiling low = Ceiling(random), high = ClockCeiling.Loosest(low, Ceiling(random));
        return new Ceilings(low, high, random.Chance(.1)) { Price = random.Chance(.3) ? new PerPriority<double>(random.Between(0, 1), random.Chance(.5) ? random.Between(0, 1) : 0) : default };
    }

    public static ClockCeiling Ceiling(Random random) => random.Next(4) switch
    {
        0 => ClockCeiling.Free,
        1 => ClockCeiling.At(random.Next(200, 2000)),
        2 => ClockCeiling.OfMaximum(random.Between(.1, 1)),
        _ => new ClockCeiling(new Megahertz(random.Next(200, 2000)), random.Between(.1, 1)),
    };
}

/// <summary>Assertions on ceilings.</summary>
internal static class CeilingsAssertions
{
    public static void ShouldBeAtLeastAsTightAs(this Ceilings actual, Ceilings other, string? story = null) =>
        actual.IsAtLeastAsTightAs(other).ShouldBeTrue($"{actual} is looser than {other}. {story}");
}
