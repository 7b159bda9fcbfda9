using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Laws;

/// <summary>P2: the cap a GPU applies is never looser than the tightest live directive above it.</summary>
public sealed class LawP2Tests
{
    [Fact]
    public void Tree_DelayedLostDuplicatedReordered_NobodyIsLooserThanWhatItHolds() => Properties.Hold(12, random =>
    {
        Core.Topology.TopologyPlan plan = Plans.RandomTree(random, Ladder, random.Next(2, 5));
        Rig rig = new(plan, random) { Links = new LinkQuality(random.Between(0, .3), random.Between(0, .2), random.Between(0, 12)) };
        PlantServer[] servers = [.. rig.Servers];
        RigDomain[] domains = [.. rig.Domains];
        rig.AfterEach = () => CheckHeld(rig, servers, domains, plan.FailSafe);
        int period = random.Next(20, 200);
        rig.Run(600.Seconds(), now =>
        {
            if (now.TotalSeconds % period == 0)
            {
                foreach (PlantServer server in servers)
                    server.Load = random.Between(.1, 1);
                if (random.Chance(.3))
                    random.Pick(domains).IsAlive ^= true;
                if (random.Chance(.2))
                    random.Pick(domains).Restart();
            }
        });
        rig.Laws.Violations.Where(static violation => violation.Law is not (Core.Control.Laws.Law.P8 or Core.Control.Laws.Law.P9)).ShouldBeEmpty();

        // The queues drain, everyone lives, the load stands still.
        rig.Links = new LinkQuality();
        foreach (RigDomain domain in domains)
            domain.IsAlive = true;
        rig.Run(plan.Timing.Lease + 30.Seconds());
        foreach (RigDomain domain in domains)
        {
            foreach (PlantServer server in domain.Servers)
            {
                for (RigDomain? above = domain; above is not null; above = above.Parent)
                    server.Gate.InForce(plan.FailSafe, rig.Now).IsAtLeastAsTightAs(above.Law.Own).ShouldBeTrue($"below {above.Law.Own}");
            }
        }
    });

    private static Core.Control.Ladders.Ladder Ladder(Random random)
    {
        Core.Control.Ladders.Ladder ladder = random.Chance(.5) ? random.Pick(RandomLadders.Known(Plans.Timing.ClockLatency)) : RandomLadders.Valid(random, Plans.Timing.ClockLatency);
        return random.Chance(.5) ? RandomLadders.Priced(random, ladder) : ladder;
    }

    private static void CheckHeld(Rig rig, PlantServer[] servers, RigDomain[] domains, Ceilings failSafe)
    {
        foreach (PlantServer server in servers)
        {
            if (server.Newest is { } newest)
                server.Gate.InForce(failSafe, rig.Now).ShouldBeAtLeastAsTightAs(Due(newest, failSafe, rig.Now));
        }

        foreach (RigDomain domain in domains)
        {
            // What a domain tells those below is as tight as the newest word from above; while it is new itself and has heard nothing it says nothing but brake.
            if (domain.Law.Accepted > DirectiveStamp.None && domain.Law.Issued.Sequence > 0 && domain.IsAlive)
                domain.Law.InForce.ShouldBeAtLeastAsTightAs(domain.Received[domain.Law.Accepted]);
        }
    }

    /// <summary>Of all that was received the newest counts; after its lease, the tighter of it and the fail-safe. Written apart from the gate.</summary>
    private static Ceilings Due((TimeSpan At, Directive Directive) newest, Ceilings failSafe, TimeSpan now)
    {
        Ceilings said = newest.Directive.Ceilings;
        return now < newest.At + newest.Directive.Lease
            ? said
            : new Ceilings(Tighter(said.Low, failSafe.Low), Tighter(said.High, failSafe.High), said.Brake || failSafe.Brake) { Price = said.Price };

        static ClockCeiling Tighter(ClockCeiling a, ClockCeiling b) =>
            new(new Megahertz(Math.Min(a.Absolute.Value, b.Absolute.Value)), Math.Min(a.Share, b.Share));
    }
}
