using PowerActors.Core.Control.Laws;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Laws;

public sealed class LawLedgerTests
{
    [Fact]
    public void Check_AnyOutcome_IsCountedAndReturned()
    {
        LawLedger ledger = new();
        ledger.Check(Law.P3, holds: true).ShouldBeTrue();
        ledger.Check(Law.P3, holds: false).ShouldBeFalse();
        ledger.ChecksOf(Law.P3).ShouldBe(2);
        ledger.ChecksOf(Law.P4).ShouldBe(0);
        ledger.TotalChecks.ShouldBe(2);
        ledger.ViolationCount.ShouldBe(0);
    }

    [Fact]
    public void Violate_ManyTimes_KeepsTheFirstHundredAndCountsAll()
    {
        LawLedger ledger = new();
        List<LawViolation> heard = [];
        ledger.Violated += heard.Add;
        for (int i = 0; i < 150; i++)
            ledger.Violate(Law.P9, "row", i.Seconds(), $"{i}");
        ledger.ViolationCount.ShouldBe(150);
        heard.Count.ShouldBe(150);
        ledger.Violations.Select(static violation => violation.Detail).ShouldBe(Enumerable.Range(0, 100).Select(static i => $"{i}"));
    }
}
