using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Ladders;

public sealed class LadderTests
{
    private static readonly Ladder Polca = KnownLadders.Polca(40.Seconds());

    [Fact]
    public void Validate_KnownLadders_AreRight()
    {
        foreach (Ladder ladder in RandomLadders.Known(40.Seconds()))
            ladder.Validate().ShouldBeEmpty(ladder.Name);
        Ladder.None.Validate().ShouldBeEmpty();
    }

    [Fact]
    public void Polca_Figures_AreThePapers()
    {
        Polca.Rungs.Select(static rung => (rung.Name, rung.EnterAt, rung.LeaveBelow)).ShouldBe([("T1", .80, .75), ("T2", .89, .84), ("T2h", .89, .84), ("brake", 1, .84)]);
        Polca.CeilingsOn(0).ShouldBe(Ceilings.Free);
        Polca.CeilingsOn(3).ShouldBe(new Ceilings(ClockCeiling.At(1110), ClockCeiling.At(1305), Brake: false));
        Polca.NameOf(0).ShouldBe("free");
        Polca.HasBrake.ShouldBeTrue();
    }

    public static TheoryData<string, Func<Rung, Rung>> Faults => new()
    {
        { "must be above 0 % and at most 200 %", static rung => rung with { EnterAt = 2.1 } },
        { "must be above 0 % and at most 200 %", static rung => rung with { EnterAt = double.NaN } },
        { "below its entry", static rung => rung with { LeaveBelow = rung.EnterAt } },
        { "below its entry", static rung => rung with { LeaveBelow = double.NaN } },
        { "thresholds must not fall", static rung => rung with { EnterAt = .79, LeaveBelow = .7 } },
        { "must not be negative", static rung => rung with { Settle = -1.Seconds() } },
        { "only the last rung may be a brake", static rung => rung with { Ceilings = rung.Ceilings with { Brake = true } } },
        { "law P7", static rung => rung with { Ceilings = rung.Ceilings with { High = ClockCeiling.At(600) } } },
        { "climbing must not loosen", static rung => rung with { Ceilings = Ceilings.Free } },
        { "a price must be from 0 % to 1000 %", static rung => rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(10.1, 0) } } },
        { "a price must be from 0 % to 1000 %", static rung => rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(1, double.NaN) } } },
        { "low priority must give at least at that price (law P7)", static rung => rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(.1, .2) } } },
        { "low priority must be capped first (law P7)", static rung => rung with { Ceilings = Ceilings.Free with { Price = new PerPriority<double>(.2, .2) } } },
        { "names must differ", static rung => rung with { Name = "T1" } },
        { "name of no rung", static rung => rung with { Name = "free" } },
        { "above 0 MHz", static rung => rung with { Ceilings = rung.Ceilings with { Low = ClockCeiling.At(0) } } },
        { "above 0 MHz", static rung => rung with { Ceilings = rung.Ceilings with { Low = ClockCeiling.At(double.NaN) } } },
        { "at most 100 %", static rung => rung with { Ceilings = rung.Ceilings with { High = ClockCeiling.OfMaximum(1.5) } } },
        { "at most 100 %", static rung => rung with { Ceilings = rung.Ceilings with { Low = ClockCeiling.OfMaximum(-.1) } } },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Validate_OneFault_IsNamedWithItsRung(string words, Func<Rung, Rung> spoil)
    {
        Ladder spoilt = Polca with { Rungs = [.. Polca.Rungs.Select((rung, i) => i == 1 ? spoil(rung) : rung)] };
        spoilt.Validate().ShouldContain(fault => fault.Rung == 1 && fault.Fault.Contains(words, StringComparison.Ordinal), $"{words}: {string.Join('\n', spoilt.Validate())}");
    }

    [Fact]
    public void Validate_PriceThatFallsOnClimbing_IsRefused()
    {
        Ladder ladder = Polca with { Rungs = [.. Polca.Rungs.Select(static (rung, i) => i == 0 ? rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(.3, 0) } } : rung)] };
        (int rung, string fault) = ladder.Validate().ShouldHaveSingleItem();
        (rung, fault).ShouldBe((1, "rung 'T2' (low 1110 MHz, high free) is looser than 'T1' (low 1275 MHz and 30 % for watts, high free); climbing must not loosen"));
        (ladder.AsksForWatts, Polca.AsksForWatts).ShouldBe((true, false));
    }

    [Fact]
    public void Validate_SeveralFaults_AreToldTogether() =>
        (Polca with { Hold = -1.Seconds(), Rungs = [.. Polca.Rungs.Select(static rung => rung with { Settle = -1.Seconds() })] }).Validate().Count.ShouldBe(5);
}
