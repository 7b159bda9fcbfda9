using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Sessions.Support;

/// <summary>A small row with times short enough to wait for: 2 racks of 2 servers of 4 A100, idle at about half of the row's limit.</summary>
internal static class TestSite
{
    public static readonly ServerModel Model = new()
    {
        Name = "test",
        Gpu = GpuCatalog.A100Sxm80,
        GpuCount = 4,
        Nameplate = new Watts(2000),
        NonGpuIdle = new Watts(400),
        NonGpuBusy = new Watts(400),
    };

    public static readonly Ceilings FailSafe = new(ClockCeiling.At(810), ClockCeiling.At(810), Brake: false);

    public static readonly ControlTiming Timing = new()
    {
        Telemetry = TimeSpan.FromMilliseconds(100),
        Heartbeat = TimeSpan.FromMilliseconds(300),
        Staleness = TimeSpan.FromSeconds(1),
        Lease = TimeSpan.FromSeconds(3),
        ClockLatency = TimeSpan.FromMilliseconds(200),
        BrakeLatency = TimeSpan.FromMilliseconds(200),
    };

    public static string Server(int rack, int server) => $"site/row/rack-{rack}/server-{server}";

    public static TopologyPlan Plan(double rowLimit = 5200)
    {
        TopologyDomain row = new()
        {
            Kind = DomainKind.Row,
            Name = "row",
            Limit = new Watts(rowLimit),
            Breaker = TripCurve.Row,
            Ladder = KnownLadders.Polca(Timing.ClockLatency) with { Hold = TimeSpan.FromMinutes(1) },
            HasMeter = false,
            Domains = [.. Enumerable.Range(1, 2).Select(static rack => new TopologyDomain
            {
                Kind = DomainKind.Rack,
                Name = $"rack-{rack}",
                HasMeter = false,
                Servers = [.. Enumerable.Range(1, 2).Select(static server => new TopologyServer { Name = $"server-{server}", Model = Model, Priority = (Priority)(server % 2) })],
            })],
        };
        return new TopologyPlan { Root = new TopologyDomain { Kind = DomainKind.Site, Name = "site", HasMeter = false, Domains = [row] }, FailSafe = FailSafe, Timing = Timing };
    }
}
