using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Placement.Power;

/// <summary>A site of 100 kW with two rows of 50 kW; nodes 0 and 1 stand in row 1, node 2 in row 2. Low priority may fill 80 %, high 89 %.</summary>
public sealed class PowerLedgerTests
{
    private static readonly Watts Kilowatt = Watts.FromKilowatts(1);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1000);

    private static PowerDomains Domains { get; } = new(
        [
            new() { Path = "site", Limit = 100 * Kilowatt },
            new() { Path = "site/row-1", Above = 0, Limit = 50 * Kilowatt },
            new() { Path = "site/row-2", Above = 0, Limit = 50 * Kilowatt },
        ],
        [("a", 1), ("b", 1), ("c", 2)]);

    [Fact]
    public void Ask_TaskThatFitsBelowTheThreshold_IsAllowedWithTheTightestDomainsHeadroom()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);

        PowerAnswer answer = ledger.Ask(0, Priority.High, 2 * Kilowatt, Start);

        answer.IsAllowed.ShouldBeTrue();
        answer.Domain.ShouldBe(1);
        answer.Headroom.ShouldBe((44.5 - 32) / 44.5, 1e-9);
    }

    [Fact]
    public void Ask_TaskThatWouldPassTheThreshold_IsRefusedWithTheWattsItLacksInWords()
    {
        PowerLedger ledger = Heard(row1: 39, row2: 10);

        PowerAnswer answer = ledger.Ask(0, Priority.Low, 2 * Kilowatt, Start);

        answer.Verdict.ShouldBe(PowerVerdict.OverThreshold);
        answer.Lacks.Value.ShouldBe(1000, 1e-6);
        ledger.Explain(answer).ShouldBe("site/row-1 lacks 1 kW: low-priority work may fill it to 40 kW (80 % of 50 kW); it draws 39 kW, and the task would add 2 kW");
        ledger.Ask(0, Priority.High, 2 * Kilowatt, Start).IsAllowed.ShouldBeTrue("high priority may pass the rung that caps low priority only");
        ledger.Ask(2, Priority.Low, 2 * Kilowatt, Start).IsAllowed.ShouldBeTrue("the other row has room");
    }

    [Fact]
    public void Ask_RowHasRoomButTheSiteHasNot_NamesTheSite()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 39.5);
        ledger.See(0, new DomainReading(Start, 79 * Kilowatt, 100 * Kilowatt, Watts.Zero, 0));

        PowerAnswer answer = ledger.Ask(0, Priority.Low, 2 * Kilowatt, Start);

        answer.Domain.ShouldBe(0);
        answer.Lacks.Value.ShouldBe(1000, 1e-6);
    }

    [Fact]
    public void Ask_CapsWithholdPower_CountsWhatComesBack()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);
        ledger.See(1, new DomainReading(Start, 36 * Kilowatt, 50 * Kilowatt, 5 * Kilowatt, 1));

        ledger.Ask(0, Priority.Low, Kilowatt, Start).Lacks.Value.ShouldBe(2000, 1e-6);
    }

    [Fact]
    public void Ask_BudgetBelowTheLimit_CountsTheBudget()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);
        ledger.See(1, new DomainReading(Start, 30 * Kilowatt, 40 * Kilowatt, Watts.Zero, 0));

        ledger.Ask(0, Priority.Low, 3 * Kilowatt, Start).Lacks.Value.ShouldBe(1000, 1e-6);
    }

    [Fact]
    public void Ask_TaskAddsNoDraw_IsAllowedEvenOverTheThreshold()
    {
        PowerLedger ledger = Heard(row1: 49, row2: 10);

        ledger.Ask(0, Priority.Low, Watts.Zero, Start).IsAllowed.ShouldBeTrue();
        new PowerLedger(Domains).Ask(0, Priority.Low, Watts.Zero, Start).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Ask_DomainNeverHeardOrTooLongAgo_IsRefused()
    {
        new PowerLedger(Domains).Ask(0, Priority.High, Kilowatt, Start).Verdict.ShouldBe(PowerVerdict.NotHeard);

        PowerLedger ledger = Heard(row1: 30, row2: 10);
        ledger.Ask(0, Priority.High, Kilowatt, Start + TimeSpan.FromSeconds(15)).IsAllowed.ShouldBeTrue();
        ledger.Ask(0, Priority.High, Kilowatt, Start + TimeSpan.FromSeconds(16)).Verdict.ShouldBe(PowerVerdict.NotHeard);
    }

    [Fact]
    public void See_ReadingThatIsNoPower_ChangesNothing()
    {
        PowerLedger ledger = Heard(row1: 39.5, row2: 10);

        ledger.See(1, new DomainReading(Start, new Watts(double.NaN), 50 * Kilowatt, Watts.Zero, 0));
        ledger.See(1, new DomainReading(Start, new Watts(-1), 50 * Kilowatt, Watts.Zero, 0));

        ledger.Ask(0, Priority.Low, Kilowatt, Start).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void Note_PlacementOnItsWay_CountsInEveryDomainAboveUntilItsTimeIsOver()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);
        ledger.Note("pod-1", 0, 6 * Kilowatt, Start);
        ledger.Note("pod-2", 1, 3 * Kilowatt, Start + TimeSpan.FromSeconds(5));

        ledger.OnTheWay(0, Start + TimeSpan.FromSeconds(6)).Value.ShouldBe(9000);
        ledger.OnTheWay(2, Start + TimeSpan.FromSeconds(6)).Value.ShouldBe(0);
        ledger.Ask(0, Priority.Low, 2 * Kilowatt, Start + TimeSpan.FromSeconds(6)).Lacks.Value.ShouldBe(1000, 1e-6);
        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(181)).Value.ShouldBe(3000);
        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(186)).Value.ShouldBe(0);
    }

    [Fact]
    public void Note_SameNameAgain_CountsOnce()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);

        ledger.Note("pod", 0, 6 * Kilowatt, Start);
        ledger.Note("pod", 2, 4 * Kilowatt, Start);

        ledger.OnTheWay(1, Start).Value.ShouldBe(0);
        ledger.OnTheWay(2, Start).Value.ShouldBe(4000);
        ledger.Forget("pod", Start);
        ledger.OnTheWay(0, Start).Value.ShouldBe(0);
        ledger.Count.ShouldBe(0);
    }

    [Fact]
    public void SeeNode_MeasuredRise_IsNoLongerOnItsWayOnceTheDomainsHaveHeardOfItToo()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);
        ledger.SeeNode(0, 2 * Kilowatt, Start);
        ledger.Note("pod", 0, 6 * Kilowatt, Start);

        ledger.SeeNode(0, 6 * Kilowatt, Start + TimeSpan.FromSeconds(4));
        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(4)).Value.ShouldBe(6000);
        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(10)).Value.ShouldBe(2000, 1e-9);
        ledger.SeeNode(0, 9 * Kilowatt, Start + TimeSpan.FromSeconds(12));
        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(12)).Value.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void SeeNode_OneAbsurdReading_HidesNothingForGood()
    {
        PowerLedger ledger = Heard(row1: 30, row2: 10);
        ledger.SeeNode(0, 2 * Kilowatt, Start);
        ledger.Note("pod", 0, 6 * Kilowatt, Start);

        ledger.SeeNode(0, 500 * Kilowatt, Start + TimeSpan.FromSeconds(11));
        ledger.SeeNode(0, 2 * Kilowatt, Start + TimeSpan.FromSeconds(13));
        ledger.SeeNode(0, new Watts(double.NaN), Start + TimeSpan.FromSeconds(13));

        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(13)).Value.ShouldBe(6000, 1e-9);
    }

    [Fact]
    public void SeeNode_TwoPlacementsAndTheRiseOfOne_LeavesTheOtherOnItsWay()
    {
        PowerLedger ledger = Heard(row1: 10, row2: 10);
        ledger.SeeNode(0, 2 * Kilowatt, Start);
        ledger.Note("one", 0, 6 * Kilowatt, Start);
        ledger.Note("two", 0, 4 * Kilowatt, Start + TimeSpan.FromSeconds(20));
        ledger.SeeNode(0, 8 * Kilowatt, Start + TimeSpan.FromSeconds(40));

        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(40)).Value.ShouldBe(4000, 1e-9);
        ledger.OnTheWay(1, Start + TimeSpan.FromSeconds(181)).Value.ShouldBe(4000, 1e-9, "the first has ended, and its rise with it");
    }

    [Fact]
    public void ThresholdOf_Ladders_IsTheFirstRungThatCapsThePriorityAndBelowTheBrake()
    {
        TimeSpan settle = TimeSpan.FromSeconds(40);

        PowerDomain.ThresholdOf(KnownLadders.Polca(settle)).ShouldBe(new PerPriority<double>(.80, .89));
        PowerDomain.ThresholdOf(KnownLadders.OneThresholdAll(settle)).ShouldBe(new PerPriority<double>(.89, .89));
        PowerDomain.ThresholdOf(KnownLadders.NoCap(settle)).ShouldBe(new PerPriority<double>(.89, .89));
        PowerDomain.ThresholdOf(Ladder.None).ShouldBe(new PerPriority<double>(.89, .89));
    }

    [Fact]
    public void Ask_RandomLife_OnTheWayIsTheSumOfWhatWasNotedAndNotOver()
    {
        Random random = new(11);
        PowerLedger ledger = new(Domains);
        List<(string Id, int Node, double Watts, TimeSpan At)> noted = [];
        TimeSpan now = Start;
        for (int i = 0; i < 5000; i++)
        {
            now += TimeSpan.FromSeconds(random.NextDouble() * 10);
            if (random.Next(3) > 0)
            {
                double watts = random.Next(1, 5000);
                int node = random.Next(3);
                ledger.Note($"p{i}", node, new Watts(watts), now);
                noted.Add(($"p{i}", node, watts, now));
            }
            else if (noted.Count > 0)
            {
                int at = random.Next(noted.Count);
                ledger.Forget(noted[at].Id, now);
                noted.RemoveAt(at);
            }

            noted.RemoveAll(placement => placement.At + TimeSpan.FromSeconds(180) <= now);
            ledger.OnTheWay(0, now).Value.ShouldBe(noted.Sum(static placement => placement.Watts), 1e-6);
            ledger.OnTheWay(2, now).Value.ShouldBe(noted.Where(static placement => placement.Node == 2).Sum(static placement => placement.Watts), 1e-6);
            ledger.Count.ShouldBe(noted.Count);
        }
    }

    private static PowerLedger Heard(double row1, double row2)
    {
        PowerLedger ledger = new(Domains);
        ledger.See(0, new DomainReading(Start, (row1 + row2) * Kilowatt, 100 * Kilowatt, Watts.Zero, 0));
        ledger.See(1, new DomainReading(Start, row1 * Kilowatt, 50 * Kilowatt, Watts.Zero, 0));
        ledger.See(2, new DomainReading(Start, row2 * Kilowatt, 50 * Kilowatt, Watts.Zero, 0));
        return ledger;
    }
}
