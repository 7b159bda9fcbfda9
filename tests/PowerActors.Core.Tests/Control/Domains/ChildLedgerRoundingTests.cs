using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

/// <summary>
/// Running sums gather rounding errors. A sum that should be nothing at all must not come out as a little less than nothing: a parent would call such a report absurd, and its child silent.
/// </summary>
public class ChildLedgerRoundingTests
{
    [Fact]
    public void Sums_WhenEveryChildHasGoneBackToNothing_AreNeverNegative()
    {
        Random random = new(7);
        ChildLedger ledger = new([.. Enumerable.Repeat(WorstCase.Of(GpuCatalog.A100Sxm80, Priority.Low), 8)], TimeSpan.FromSeconds(15), TimeSpan.Zero);
        long sequence = 0;
        for (int round = 0; round < 2000; round++)
        {
            for (int child = 0; child < 8; child++)
                Report(child, random.NextDouble() * 300, random.NextDouble() * 100, random.NextDouble() * 100);
            for (int child = 0; child < 8; child++)
                Report(child, 0, 0, 0);
            ledger.Total.Value.ShouldBeGreaterThanOrEqualTo(0);
            ledger.Withheld.Low.Value.ShouldBeGreaterThanOrEqualTo(0);
            ledger.Withheld.High.Value.ShouldBeGreaterThanOrEqualTo(0);
            ledger.Sheddable.Low.Value.ShouldBeGreaterThanOrEqualTo(0);
            ledger.Sheddable.High.Value.ShouldBeGreaterThanOrEqualTo(0);
        }

        void Report(int child, double power, double withheld, double sheddable)
        {
            PowerReport report = new(
                ++sequence, new Watts(power), new PerPriority<Watts>(new Watts(withheld), Watts.Zero), new PerPriority<Watts>(new Watts(sheddable), Watts.Zero), DirectiveStamp.None);
            ledger.Receive(child, report, TimeSpan.Zero).ShouldBeTrue();
        }
    }
}
