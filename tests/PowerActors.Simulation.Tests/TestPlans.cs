using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests;

/// <summary>Rows to run, built without settings.</summary>
internal static class TestPlans
{
    public static TopologyPlan Row(int servers, int nameplateServers, Ladder? ladder = null, ControlTiming? timing = null, bool allHigh = false)
    {
        timing ??= new ControlTiming();
        List<TopologyDomain> racks = [];
        foreach (int[] members in Enumerable.Range(0, servers).Chunk(4))
        {
            racks.Add(new TopologyDomain
            {
                Kind = DomainKind.Rack,
                Name = $"rack-{racks.Count + 1}",
                HasMeter = false,
                Servers = [.. members.Select(i => new TopologyServer
                {
                    Name = $"server-{i + 1}",
                    Model = ServerCatalog.DgxA100,
                    Priority = allHigh || i % 2 == 1 ? Priority.High : Priority.Low,
                })],
            });
        }

        TopologyDomain row = new()
        {
            Kind = DomainKind.Row,
            Name = "row-1",
            Limit = ServerCatalog.DgxA100.Nameplate * nameplateServers,
            Breaker = TripCurve.Row,
            Ladder = ladder ?? KnownLadders.Polca(timing.ClockLatency),
            Domains = racks,
        };
        TopologyDomain site = new() { Kind = DomainKind.Site, Name = "lab", Domains = [row], HasMeter = false };
        return new TopologyPlan { Root = site, FailSafe = FailSafe.Highest(site), Timing = timing };
    }

    public static SimulationOptions Synthetic(TopologyPlan plan, TimeSpan duration, double requestsPerServer, ulong seed, int nameplateServers = 40)
    {
        PerformanceModel performance = PerformanceModel.Shipped("bloom-176b");
        int servers = plan.Root.AllServers().Count();
        return new SimulationOptions
        {
            Plan = plan,
            Policy = plan.Root.Domains[0].Ladder.Name,
            NameplateServers = nameplateServers,
            Load = new SyntheticLoad(SyntheticLoadOptions.ForServers(servers, requestsPerServer, performance, duration) with { Seed = seed }),
            Performance = _ => performance,
            Seed = seed,
            Duration = duration,
        };
    }
}
