using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Directives;

public sealed class DirectiveGateTests
{
    private static readonly Ceilings Capped = new(ClockCeiling.At(1110), ClockCeiling.At(1305), Brake: false);
    private static readonly Ceilings FailSafe = new(ClockCeiling.OfMaximum(.5), ClockCeiling.OfMaximum(.5), Brake: false);

    [Fact]
    public void InForce_LeaseOver_IsTheTighterOfFailSafeAndTheLastWord()
    {
        DirectiveGate gate = Hear(Capped);
        gate.InForce(FailSafe, 59.Seconds()).ShouldBe(Capped);
        gate.InForce(FailSafe, 60.Seconds()).ShouldBe(Ceilings.Tightest(Capped, FailSafe));
        Hear(Capped with { Brake = true }).InForce(FailSafe, 1.Hours()).Brake.ShouldBeTrue();
    }

    [Fact]
    public void InForce_NeverHeard_IsFreeForOneLeaseAndThenTheFailSafe()
    {
        DirectiveGate gate = DirectiveGate.Silent(10.Seconds(), 60.Seconds());
        gate.HasHeard.ShouldBeFalse();
        gate.InForce(FailSafe, 69.Seconds()).ShouldBe(Ceilings.Free);
        gate.InForce(FailSafe, 70.Seconds()).ShouldBe(FailSafe);
    }

    [Fact]
    public void Receive_Refused_DoesNotRenewTheLease()
    {
        DirectiveGate gate = Hear(Capped);
        (DirectiveGate after, DirectiveVerdict verdict) = gate.Receive(new Directive(new DirectiveStamp(3, 3), Ceilings.Free, 60.Seconds()), 50.Seconds());
        verdict.ShouldBe(DirectiveVerdict.OutOfDate);
        after.ShouldBe(gate);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(601)]
    public void Receive_LeaseOutOfRange_IsAbsurd(int seconds) =>
        Hear(Capped).Receive(new Directive(new DirectiveStamp(3, 4), Ceilings.Free, seconds.Seconds()), 1.Seconds()).Verdict.ShouldBe(DirectiveVerdict.Absurd);

    [Theory]
    [InlineData(-.1, 0)]
    [InlineData(0, 10.1)]
    [InlineData(double.NaN, 0)]
    public void Receive_PriceOutOfRange_IsAbsurd(double low, double high) =>
        Hear(Capped).Receive(new Directive(new DirectiveStamp(3, 4), Capped with { Price = new PerPriority<double>(low, high) }, 60.Seconds()), 1.Seconds()).Verdict.ShouldBe(DirectiveVerdict.Absurd);

    [Fact]
    public void InForce_LeaseOver_KeepsThePrice()
    {
        Ceilings priced = Capped with { Price = new PerPriority<double>(.4, .2) };
        Hear(priced).InForce(FailSafe, 1.Hours()).Price.ShouldBe(priced.Price);
    }

    [Fact]
    public void Receive_OlderEpochAfterARestart_IsFenced()
    {
        DirectiveGate gate = DirectiveGate.Silent(TimeSpan.Zero, 60.Seconds()) with { Fence = 3 };
        gate.Receive(new Directive(new DirectiveStamp(2, 9), Ceilings.Free, 60.Seconds()), 1.Seconds()).Verdict.ShouldBe(DirectiveVerdict.Fenced);
        (DirectiveGate after, DirectiveVerdict verdict) = gate.Receive(new Directive(new DirectiveStamp(3, 1), Capped, 60.Seconds()), 1.Seconds());
        verdict.ShouldBe(DirectiveVerdict.Accepted);
        after.NewestEpoch.ShouldBe(3);
    }

    [Fact]
    public void DirectiveStamp_Order_IsEpochThenSequence()
    {
        (new DirectiveStamp(2, 0) > new DirectiveStamp(1, long.MaxValue)).ShouldBeTrue();
        (new DirectiveStamp(1, 1) < new DirectiveStamp(1, 2)).ShouldBeTrue();
        (new DirectiveStamp(1, 1) <= new DirectiveStamp(1, 1) && new DirectiveStamp(1, 1) >= new DirectiveStamp(1, 1)).ShouldBeTrue();
    }

    private static DirectiveGate Hear(Ceilings ceilings) =>
        DirectiveGate.Silent(TimeSpan.Zero, 60.Seconds()).Receive(new Directive(new DirectiveStamp(3, 3), ceilings, 60.Seconds()), TimeSpan.Zero).Gate;
}
