using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Domains;

/// <summary>What giving a rung back would cost decides whether it is left: seen from outside, by the rung on which a domain of POLCA's ladder comes to rest.</summary>
public sealed class ReleaseSharesTests
{
    private const double Load = .7;

    // T2 is left only where load and what it gives back stay below the middle of its hysteresis, 84 % to 89 %.
    private const double Room = .865 - Load;
    private static readonly WorstCase A100 = LawBench.Server;
    private static readonly WorstCase H100 = WorstCase.Of([new ServerGroup(ServerCatalog.DgxH100, Priority.Low, 1)]);
    private static readonly Ceilings T1 = LawBench.Row.Ladder.CeilingsOn(1);
    private static readonly Ceilings T2 = LawBench.Row.Ladder.CeilingsOn(2);

    [Fact]
    public void MixedFleet_OneStep_CostsTheGreatestShareOfAnyChild()
    {
        double a = A100.ReleasedShare(Priority.Low, T2, T1), h = H100.ReleasedShare(Priority.Low, T2, T1);
        Math.Abs(a - h).ShouldBeGreaterThan(.05);
        double withheld = Room / ((a + h) / 2); // too much for the one kind, little enough for the other
        WorstCase dear = a > h ? A100 : H100, cheap = a > h ? H100 : A100;
        RestsOn([cheap, cheap], rung: 2, new(withheld, 0)).ShouldBe(1);
        RestsOn([dear, dear], rung: 2, new(withheld, 0)).ShouldBe(2);
        RestsOn([cheap, dear], rung: 2, new(withheld, 0)).ShouldBe(2);
        RestsOn([dear, cheap], rung: 2, new(withheld, 0)).ShouldBe(2);
    }

    [Fact]
    public void EachPriority_OneStep_CostsItsOwnShare()
    {
        // From T2h to T2 gives high priority back all it has and low priority nothing.
        WorstCase both = WorstCase.Of([new ServerGroup(ServerCatalog.DgxA100, Priority.Low, 1), new ServerGroup(ServerCatalog.DgxA100, Priority.High, 1)]);
        RestsOn([both, both], rung: 3, new(0, Room + .01)).ShouldBe(3);
        RestsOn([both, both], rung: 3, new(0, Room - .01)).ShouldBeLessThan(3);
        RestsOn([both, both], rung: 3, new(1, 0)).ShouldBe(2);
    }

    /// <summary>What was given up beyond a ceiling only the work knows: where less of it is asked for, all that is withheld may come back.</summary>
    [Fact]
    public void Priced_OneStep_CostsAllThatIsWithheld()
    {
        double share = A100.ReleasedShare(Priority.Low, T2, T1);
        Ceilings priced = Ceilings.Free with { Price = new PerPriority<double>(.4, 0) };
        RestsOn([A100], rung: 2, new((Room / share) - .01, 0), Ceilings.Free).ShouldBe(1);
        RestsOn([A100], rung: 2, new((Room / share) - .01, 0), priced).ShouldBe(2);
        RestsOn([A100], rung: 2, new(Room - .01, 0), priced).ShouldBeLessThan(2);
    }

    [Fact]
    public void RungLeft_NextStep_IsWeighedAfresh()
    {
        double share = A100.ReleasedShare(Priority.Low, T2, T1);
        share.ShouldBeInRange(.1, .9);
        RestsOn([A100], rung: 3, new((Room / share) + .01, 0)).ShouldBe(2);
        RestsOn([A100], rung: 3, new((Room / share) - .01, 0)).ShouldBe(1);
    }

    [Fact]
    public void RungLeft_HeldTighterFromAbove_IsWeighedAfresh()
    {
        Ceilings brake = LawBench.Row.Ladder.CeilingsOn(3) with { Brake = true }; // tighter than either rung: only what would hold instead changes
        double one = A100.ReleasedShare(Priority.Low, brake, T2), two = A100.ReleasedShare(Priority.Low, brake, T1);
        RestsOn([A100], rung: 3, new(Room / ((one + two) / 2), 0), brake).ShouldBe(2);
    }

    [Fact]
    public void LooserWordFromAbove_SameRung_IsWeighedAfresh()
    {
        double braked = A100.ReleasedShare(Priority.Low, T2 with { Brake = true }, T1), free = A100.ReleasedShare(Priority.Low, T2, T1);
        double withheld = Room / ((braked + free) / 2);
        RestsOn([A100], rung: 2, new(withheld, 0), T2 with { Brake = true }).ShouldBe(2);
        RestsOn([A100], rung: 2, new(withheld, 0), Ceilings.Free).ShouldBe(1);
        RestsOn([A100], rung: 2, new(withheld, 0), T2 with { Brake = true }, Ceilings.Free).ShouldBe(1);
    }

    /// <summary>The rung that holds after two holds of POLCA's ladder under each word from above, at one load and with one share of the limit withheld.</summary>
    private static int RestsOn(WorstCase[] children, int rung, PerPriority<double> withheld, params Ceilings[] fromAbove)
    {
        DomainSettings settings = LawBench.Row with { Children = children, Limit = new Watts(6500 * children.Length), HasParent = fromAbove.Length > 0 };
        LawLedger laws = new();
        DomainLaw law = new(settings, new DomainMemory(1, rung, []), new RecordingEffects(), laws, TimeSpan.Zero);
        Watts share = settings.Limit / children.Length;
        TimeSpan now = TimeSpan.Zero;
        long sequence = 0;
        for (int word = 0; word < Math.Max(1, fromAbove.Length); word++)
        {
            if (fromAbove.Length > 0)
                law.OnDirective(new Directive(new DirectiveStamp(1, word + 1), fromAbove[word], DirectiveGate.LongestLease), now);
            for (TimeSpan end = now + 200.Seconds(); now < end;)
            {
                now += 2.Seconds();
                sequence++;
                for (int child = 0; child < children.Length; child++)
                    law.OnReport(child, new PowerReport(sequence, share * Load, new PerPriority<Watts>(share * withheld.Low, share * withheld.High), default, DirectiveStamp.None), now);
                law.OnTick(now);
            }
        }

        laws.Violations.ShouldBeEmpty();
        return law.Rung;
    }
}
