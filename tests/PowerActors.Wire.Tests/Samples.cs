using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Protocol;
using FoundGpus = PowerActors.Wire.Mapping.GpuKind;
using PlannedServer = PowerActors.Wire.Mapping.ServerFigures;

namespace PowerActors.Wire.Tests;

/// <summary>One good message of each kind.</summary>
internal static class Samples
{
    public static readonly ReportLimits Limits = ReportLimits.Of(ServerCatalog.DgxA100);

    public static readonly Core.Control.Ceilings Ceilings = new(Core.Control.ClockCeiling.At(1110), new ClockCeiling(Megahertz.Unlimited, .7), Brake: false) { Price = new PerPriority<double>(.45, .2) };

    public static readonly Core.Control.Directives.Directive Directive =
        new(new DirectiveStamp(3, 41), Ceilings, TimeSpan.FromSeconds(60)) { Shadow = true, Pin = ClockCeiling.At(900), Trail = new RungTrail(0x8203) };

    public static readonly Assignment Assignment =
        new("site/row-1/rack-2/server-3", PlannedServer.Of(ServerCatalog.DgxA100), Core.Control.Priority.High, new ControlTiming(), Ceilings, "node-1", "wss://node-1/agents/v1");

    public static readonly AgentGreeting Greeting = new(
        "site/row-1/rack-2/server-3", "0.1.0",
        [new FoundGpus("A100-SXM4-80GB", 8, new Watts(400), new Watts(100), new Megahertz(210), new Megahertz(1410), new Megahertz(15))],
        ["readback"], new DirectiveStamp(2, 7))
    {
        Holds = Directive with { Lease = TimeSpan.FromSeconds(12) },
    };

    public static readonly ReportFrame Frame = new(
        12, TimeSpan.FromSeconds(100), TimeSpan.FromMilliseconds(3), new Watts(3100),
        new PowerReport(12, new Watts(3120.5), new PerPriority<Watts>(new Watts(10), new Watts(20)), new PerPriority<Watts>(new Watts(700), new Watts(30)), new DirectiveStamp(3, 40)));

    public static readonly GpuTelemetry[] Gpus =
        [.. Enumerable.Range(0, 8).Select(static i => new GpuTelemetry(new Watts(200 + i), new Megahertz(1410 - (15 * i)), (GpuHealth)(i % 4), i % 2 == 1))];

    public static readonly GpuCaps[] Caps =
        [.. Enumerable.Range(0, 8).Select(static i => new GpuCaps(i == 0 ? Megahertz.Unlimited : new Megahertz(1110), i < 4 ? new Megahertz(1110) : null, new Watts(400), i == 7 ? null : new Watts(300)))];

    public static Report Report()
    {
        Report report = new();
        ReportMapping.Write(report, Frame, Gpus, Caps);
        ClocksMapping.Write(report, new ServerClocks(GovernorStatus.Enforce, 1, [.. Enumerable.Range(0, 8).Select(static i => new GpuClocks(new Megahertz(1005), new Watts(i), Megahertz.Unlimited))], "decode", 3));
        return report;
    }

    public static IEnumerable<Frame> All()
    {
        yield return new Frame { Handle = 1, Hello = HelloMapping.ToWire(Greeting) };
        yield return new Frame { Handle = 1, Welcome = AssignmentMapping.ToWire(Assignment) };
        yield return new Frame { Handle = 1, Refused = new Refused { Kind = RefusalKind.RefusalHello, Reason = "no" } };
        yield return new Frame { Handle = 1, Report = Report() };
        yield return new Frame { Handle = 1, Directive = DirectiveMapping.ToWire(Directive, TimeSpan.FromSeconds(9)) };
        yield return new Frame { Handle = 1, Escalation = new Escalation { Raised = true } };
        yield return new Frame { Handle = 1, Started = new Started() };
        yield return new Frame { Handle = 1, Notice = new Notice { Kind = NoticeKind.NoticeDrift, Gpu = 3, Detail = "what" } };
        yield return new Frame { Ping = new Ping { Token = 5 } };
        yield return new Frame { Pong = new Pong { Token = 5 } };
        yield return new Frame { Batch = new Batch { Frames = { new Frame { Handle = 1, Report = Report() }, new Frame { Handle = 2, Started = new Started() } } } };
    }
}
