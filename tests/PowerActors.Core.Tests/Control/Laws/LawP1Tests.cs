using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Laws;

/// <summary>P1: no domain's breaker trips, under any single fault, if the plan passed validation.</summary>
public sealed class LawP1Tests
{
    private static readonly TimeSpan Settle = Plans.Timing.ClockLatency;

    public enum Fault
    {
        None,
        LostServer,
        MuteServer,
        StuckServer,
        LostMeter,
        LowMeter,
        LostDirectives,
        Restart,
        MuteFromTheStart,
    }

    [Theory]
    [InlineData(Fault.None)]
    [InlineData(Fault.LostServer)]
    [InlineData(Fault.MuteServer)]
    [InlineData(Fault.StuckServer)]
    [InlineData(Fault.LostMeter)]
    [InlineData(Fault.LowMeter)]
    [InlineData(Fault.LostDirectives)]
    [InlineData(Fault.Restart)]
    [InlineData(Fault.MuteFromTheStart)]
    public void Row_ValidPlanAndOneFault_NeverTrips(Fault fault) => Properties.Hold(15, random =>
    {
        Ladder ladder = random.Chance(.5) ? random.Pick(RandomLadders.Known(Settle)) : RandomLadders.Valid(random, Settle, brake: true, brakeAt: random.Between(.98, 1.15));
        if (random.Chance(.3))
            ladder = RandomLadders.Priced(random, ladder); // No limit counts on what is given up.
        if (TightestValid(random, ladder, hasMeter: fault is Fault.LostMeter or Fault.LowMeter || random.Chance(.3)) is not { } plan)
            return;
        Rig rig = new(plan, random);
        Drive(rig, random, fault);
        rig.Laws.Violations.ShouldBeEmpty();
    });

    [Fact]
    public void Racks_BreakerWithoutLadderUnderARowWithABrake_NeverTrips() => Properties.Hold(15, random =>
    {
        // A rack that cannot brake by itself escalates: its row brakes it.
        TopologyDomain Rack(string name, Ladder ladder)
        {
            int servers = random.Next(5, 9);
            return new TopologyDomain
            {
                Kind = DomainKind.Rack,
                Name = name,
                Limit = new Watts(6820 * servers * random.Between(.65, 1)),
                Breaker = random.Pick(TripCurve.Known),
                Ladder = ladder,
                HasMeter = random.Chance(.5),
                Servers = Plans.Servers(servers, random.Next(0, servers)),
            };
        }

        TopologyDomain row = new()
        {
            Kind = DomainKind.Row,
            Name = "row",
            Ladder = KnownLadders.Polca(Settle),
            Domains = [Rack("a", Ladder.None), Rack("b", RandomLadders.Valid(random, Settle, brake: false))],
        };
        TopologyPlan plan = Plans.Of(row with { Limit = row.WorstCase().Under(Ceilings.Free) });
        if (TopologyCheck.Run(plan).Faults.Count > 0)
            return;
        Rig rig = new(plan, random);
        Drive(rig, random, random.Pick([Fault.None, Fault.MuteServer, Fault.StuckServer, Fault.LostMeter]));
        rig.Laws.Violations.ShouldBeEmpty();
    });

    [Fact]
    public void Row_RestartedWhileNobodyAboveAnswers_StillBrakes()
    {
        TopologyDomain row = Plans.Row(10, .62, KnownLadders.NoCap(Settle), TripCurve.ExtremelyInverse).Root; // trips in 43 s, long before the lease is over
        TopologyPlan plan = Plans.Of(new TopologyDomain { Kind = DomainKind.Site, Name = "site", Domains = [row] });
        Rig rig = new(plan, new Random(1));
        foreach (PlantServer server in rig.Servers)
            server.Load = .5;
        rig.Run(30.Seconds());
        rig.Root.IsAlive = false;
        rig.Root.Children[0].Restart();
        rig.Run(4.Seconds());
        foreach (PlantServer server in rig.Servers)
            server.Load = 1;
        rig.Run(300.Seconds());

        rig.HasTripped.ShouldBeFalse();
        rig.Root.Children[0].Law.InForce.Brake.ShouldBeTrue();
    }

    [Fact]
    public void Row_ManyShortOverloads_DoNotAddUpToATrip()
    {
        // 160 % of the limit: 26 s cold. Each overload lasts 7 s; the load returns whenever the brake has been released.
        TopologyPlan plan = Plans.Row(10, 6820 / 6500.0 / 1.6, KnownLadders.NoCap(Settle), TripCurve.Row);
        TopologyCheck.Run(plan).Faults.ShouldBeEmpty();
        Rig rig = new(plan, new Random(1));
        bool high = true;
        rig.Run(4.Hours(), _ =>
        {
            bool braked = rig.Servers.Any(static server => server.Acting.Brake);
            high = high ? !braked : !braked && rig.Root.Law.Rung == 0;
            foreach (PlantServer server in rig.Servers)
                server.Load = high ? 1 : .3;
        });

        rig.HasTripped.ShouldBeFalse();
        rig.Root.RungChanges.Count.ShouldBeGreaterThan(20);
    }

    /// <summary>The tightest limit that the check of the topology lets through, among some tried at random.</summary>
    private static TopologyPlan? TightestValid(Random random, Ladder ladder, bool hasMeter)
    {
        int servers = random.Next(4, 14), low = random.Next(0, servers + 1);
        TripCurve curve = random.Pick(TripCurve.Known);
        TopologyPlan? tightest = null;
        for (double share = 1.05; share > .45; share -= random.Between(.01, .05))
        {
            TopologyPlan plan = Plans.Row(servers, share, ladder, curve, hasMeter, low);
            if (TopologyCheck.Run(plan).Faults.Count > 0)
                break;
            tightest = plan;
        }

        return tightest;
    }

    private static void Drive(Rig rig, Random random, Fault fault)
    {
        PlantServer[] servers = [.. rig.Servers];
        PlantServer victim = random.Pick(servers);
        RigDomain place = rig.Domains.First(domain => domain.Servers.Contains(victim));
        double faultAt = fault == Fault.MuteFromTheStart ? 0 : random.Between(1, 400), faultEnds = random.Chance(.5) ? faultAt + random.Between(10, 300) : 1e9;
        double worstFrom = faultAt + random.Between(-20, 20), worstUntil = worstFrom + random.Between(30, 600);
        double period = random.Between(60, 400), lowLoad = random.Between(.2, .9), highLoad = random.Between(.8, 1);
        bool faulty = false;
        rig.Run(1500.Seconds(), now =>
        {
            double t = now.TotalSeconds;
            double load = t >= worstFrom && t < worstUntil ? 1 : t % period < period / 2 ? lowLoad : highLoad;
            foreach (PlantServer server in servers)
                server.Load = Math.Min(1, load * random.Between(.94, 1.02)); // Real loads do not come back to the very same place, in step with their caps.
            bool on = t >= faultAt && t < faultEnds;
            if (on != faulty)
                Set(faulty = on);
            rig.HasTripped.ShouldBeFalse($"{fault} at {faultAt:0} s, tripped at {t} s with {rig.Root.Power} of {rig.Root.Description.Limit} ({rig.Root.Description.Breaker?.Name})");
        });

        void Set(bool on)
        {
            switch (fault)
            {
                case Fault.LostServer:
                    victim.IsLost = on;
                    break;
                case Fault.MuteServer or Fault.MuteFromTheStart:
                    victim.IsMute = on;
                    break;
                case Fault.StuckServer:
                    victim.IsStuck = on;
                    break;
                case Fault.LostMeter:
                    place.Meter = on ? static _ => null : static power => power;
                    break;
                case Fault.LowMeter:
                    place.Meter = on ? static power => power * .3 : static power => power;
                    break;
                case Fault.LostDirectives when on:
                    place.LoseDirectives = servers.Length;
                    break;
                case Fault.Restart when on:
                    place.Restart();
                    break;
            }
        }
    }
}
