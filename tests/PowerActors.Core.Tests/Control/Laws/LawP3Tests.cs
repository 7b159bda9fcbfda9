using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Laws;

/// <summary>P3: missing, late, duplicated, reordered or absurd data never loosens anything.</summary>
public sealed class LawP3Tests
{
    private static readonly WorstCase Server = WorstCase.Of([new ServerGroup(ServerCatalog.DgxA100, Priority.Low, 1)]);

    private static readonly double[] AbsurdWatts = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -1e300, 1e300, 1e9];

    [Fact]
    public void Domain_DuplicatedReorderedAbsurdInput_DecidesAsIfItHadNotCome() => Properties.Hold(30, random =>
    {
        // Two laws hear the same; one of them hears nonsense besides. They say the same to the letter.
        Ladder ladder = RandomLadders.Valid(random, 10.Seconds());
        RecordingEffects clean = new(), troubled = new();
        DomainSettings settings = Settings(ladder, random.Chance(.5));
        DomainLaw cleanLaw = new(settings, null, clean, new LawLedger(), TimeSpan.Zero);
        DomainLaw troubledLaw = new(settings, null, troubled, new LawLedger(), TimeSpan.Zero);
        List<(int Child, PowerReport Report)> said = [];
        List<Directive> told = [];
        long sequence = 0;
        for (int second = 2; second < 600; second += 2)
        {
            TimeSpan now = second.Seconds();
            if (random.Chance(.7))
            {
                int child = random.Next(4);
                PowerReport report = Report(++sequence, random.Between(500, 6500), random.Between(0, 1000));
                said.Add((child, report));
                cleanLaw.OnReport(child, report, now);
                troubledLaw.OnReport(child, report, now);
            }

            if (random.Chance(.1))
            {
                Directive directive = new(new DirectiveStamp(5 + (second / 100), second), RandomLadders.Ceilings(random), random.Between(5, 100).Seconds());
                told.Add(directive);
                cleanLaw.OnDirective(directive, now);
                troubledLaw.OnDirective(directive, now);
            }

            if (settings.HasMeter && random.Chance(.5))
            {
                Watts reading = new(random.Between(2000, 26000));
                cleanLaw.OnMeter(reading, now);
                troubledLaw.OnMeter(reading, now);
            }

            for (int i = 0; i < 3; i++)
                Trouble(random, troubledLaw, said, told, sequence, now);
            cleanLaw.OnTick(now);
            troubledLaw.OnTick(now);
        }

        string.Join('\n', troubled.Log.Where(static line => line != "alert FencedDirective")).ShouldBe(string.Join('\n', clean.Log));
    });

    [Fact]
    public void Domain_SilenceOfChildrenAndMeter_NeverLoosens() => Properties.Hold(30, random =>
    {
        RecordingEffects effects = new();
        LawLedger laws = new();
        DomainSettings settings = Settings(RandomLadders.Valid(random, 10.Seconds(), brake: true), hasMeter: random.Chance(.5)) with { HasParent = false };
        DomainLaw law = new(settings, null, effects, laws, TimeSpan.Zero);
        long sequence = 0;
        int second = 2;
        double load = random.Between(.3, 1.1);
        for (; second < 200; second += 2)
        {
            for (int child = 0; child < 4; child++)
                law.OnReport(child, Report(++sequence, 6500 * load * random.Between(.98, 1), random.Between(0, 500)), second.Seconds());
            if (settings.HasMeter)
                law.OnMeter(new Watts(26000 * load * random.Between(.95, 1.2)), second.Seconds());
            law.OnTick(second.Seconds());
        }

        // First the meter goes, then one child after the other, then there is nothing left but the clock.
        Ceilings before = law.InForce;
        Watts power = law.Snapshot(second.Seconds()).Power;
        for (; second < 1200; second += 2)
        {
            law.OnTick(second.Seconds());
            law.Snapshot(second.Seconds()).Power.Value.ShouldBeGreaterThanOrEqualTo(power.Value - 1e-6);
            power = law.Snapshot(second.Seconds()).Power;
        }

        law.InForce.ShouldBeAtLeastAsTightAs(before);
        law.Rung.ShouldBe(settings.Ladder.Top);
        law.Snapshot(second.Seconds()).SilentChildren.ShouldBe(4);
        power.Value.ShouldBeGreaterThanOrEqualTo(4 * 6820 * .99);
        laws.Violations.ShouldBeEmpty();
    });

    [Fact]
    public void Ledger_AnyHistory_FaultyInputNeverLowersTheSum() => Properties.Hold(200, random =>
    {
        ChildLedger ledger = new([Server, Server, Server], 15.Seconds(), TimeSpan.Zero, 40.Seconds(), 5.Seconds());
        long[] newest = new long[3];
        TimeSpan now = TimeSpan.Zero;
        for (int step = 0; step < 200; step++)
        {
            now += random.Between(0, 4).Seconds();
            int child = random.Next(3);
            Watts before = ledger.Total;
            switch (random.Next(4))
            {
                case 0:
                    newest[child] += random.Next(1, 3);
                    ledger.Receive(child, Report(newest[child], random.Between(0, 6800), random.Between(0, 3000)), now).ShouldBeTrue();
                    break;
                case 1:
                    ledger.Receive(child, Report(newest[child] - random.Next(0, 3), random.Between(0, 6800), 0), now).ShouldBeFalse();
                    ledger.Total.ShouldBe(before);
                    break;
                case 2:
                    ledger.Receive(child, Absurd(random, newest[child] + 1), now).ShouldBeFalse();
                    ledger.Total.ShouldBe(before);
                    break;
                default:
                    ledger.Tick(now);
                    ledger.Total.Value.ShouldBeGreaterThanOrEqualTo(before.Value - 1e-6);
                    break;
            }

            ledger.Total.Value.ShouldBe(ledger.SumAfresh().Value, 1e-6);
        }
    });

    [Fact]
    public void Meter_LostAtAnyRatio_PowerDoesNotFall() => Properties.Hold(300, random =>
    {
        Watts sum = new(random.Chance(.1) ? 0 : random.Between(1, 1e5)), reading = new(random.Between(0, 2e5));
        PowerEstimate estimate = PowerEstimate.FromReading(reading, sum, 10.Seconds());
        Watts with = estimate.Resolve(sum, 15.Seconds(), 12.Seconds()), without = estimate.Resolve(sum, 15.Seconds(), 100.Seconds());
        without.Value.ShouldBeGreaterThanOrEqualTo(with.Value * (1 - 1e-12));
        double.IsFinite(without.Value).ShouldBeTrue();
    });

    private static DomainSettings Settings(Ladder ladder, bool hasMeter) => new()
    {
        Path = "row",
        Limit = new Watts(4 * 6500),
        Ladder = ladder,
        Children = [Server, Server, Server, Server],
        FailSafe = new Ceilings(ClockCeiling.OfMaximum(.5), ClockCeiling.OfMaximum(.5), Brake: false),
        Timing = Plans.Timing,
        HasMeter = hasMeter,
    };

    private static void Trouble(Random random, DomainLaw law, List<(int Child, PowerReport Report)> said, List<Directive> told, long sequence, TimeSpan now)
    {
        switch (random.Next(5))
        {
            case 0 when said.Count > 0:
                (int child, PowerReport report) = random.Pick(said);
                if (said.FindLast(one => one.Child == child).Report.Sequence >= report.Sequence)
                    law.OnReport(child, report, now);
                break;
            case 1:
                law.OnReport(random.Next(4), Absurd(random, sequence + random.Next(1, 9)), now);
                break;
            case 2:
                law.OnMeter(new Watts(random.Pick(AbsurdWatts)), now);
                break;
            case 3 when told.Count > 0:
                law.OnDirective(random.Pick(told), now);
                break;
            case 4 when told.Count > 0:
                law.OnDirective(AbsurdDirective(random, told[^1].Stamp), now);
                break;
        }
    }

    private static Directive AbsurdDirective(Random random, DirectiveStamp newest)
    {
        DirectiveStamp next = newest with { Sequence = newest.Sequence + 1 };
        Directive good = new(next, Ceilings.Free, 60.Seconds());
        return random.Next(5) switch
        {
            0 => good with { Lease = random.Pick([TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.MaxValue, -1.Seconds()]) },
            1 => good with { Ceilings = new Ceilings(ClockCeiling.At(random.Pick([double.NaN, -1, double.NegativeInfinity])), ClockCeiling.Free, Brake: false) },
            2 => good with { Ceilings = new Ceilings(ClockCeiling.Free, ClockCeiling.OfMaximum(random.Pick([double.NaN, -1, 1.5, double.PositiveInfinity])), Brake: false) },
            3 => good with { Stamp = new DirectiveStamp(newest.Epoch - random.Next(1, 9), long.MaxValue) },
            _ => good with { Stamp = new DirectiveStamp(long.MinValue, random.Next()) },
        };
    }

    private static PowerReport Report(long sequence, double watts, double withheld) =>
        new(sequence, new Watts(watts), new PerPriority<Watts>(new Watts(withheld), Watts.Zero), default, DirectiveStamp.None);

    private static PowerReport Absurd(Random random, long sequence)
    {
        Watts absurd = new(random.Pick(AbsurdWatts));
        PowerReport report = Report(sequence, 100, 0);
        return random.Next(3) switch
        {
            0 => report with { Power = absurd },
            1 => report with { Withheld = random.Chance(.5) ? new PerPriority<Watts>(absurd, Watts.Zero) : new PerPriority<Watts>(Watts.Zero, absurd) },
            _ => report with { Sheddable = random.Chance(.5) ? new PerPriority<Watts>(absurd, Watts.Zero) : new PerPriority<Watts>(Watts.Zero, absurd) },
        };
    }
}
