using PowerActors.Core.Units;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Protocol;

namespace PowerActors.Wire.Tests.Mapping;

public class MappingTests
{
    [Fact]
    public void Directive_ThereAndBack_IsTheSame()
    {
        DirectiveMapping.Read(DirectiveMapping.ToWire(Samples.Directive, TimeSpan.FromSeconds(9)), out Core.Control.Directives.Directive read, out TimeSpan sentAt).ShouldBeNull();
        read.ShouldBe(Samples.Directive);
        sentAt.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public void Directive_WithNothingInIt_LoosensNothing()
    {
        DirectiveMapping.Read(new Protocol.Directive(), out _, out _).ShouldNotBeNull();
        Protocol.Directive bare = new() { Epoch = 1, Sequence = 1, LeaseUs = 1000, Ceilings = new Ceilings() };
        DirectiveMapping.Read(bare, out Core.Control.Directives.Directive read, out _).ShouldBeNull();
        read.Ceilings.Low.Absolute.ShouldBe(Megahertz.Zero);
        read.Ceilings.High.Absolute.ShouldBe(Megahertz.Zero);
    }

    /// <summary>A node or an agent of a build that knows no prices: nothing is asked, and the ceilings are the same.</summary>
    [Fact]
    public void Directive_WithoutPrices_AsksForNothing()
    {
        Protocol.Directive wire = DirectiveMapping.ToWire(Samples.Directive, TimeSpan.Zero);
        (wire.Ceilings.LowPrice, wire.Ceilings.HighPrice) = (0, 0); // what is 0 is not sent
        wire.CalculateSize().ShouldBeLessThan(DirectiveMapping.ToWire(Samples.Directive, TimeSpan.Zero).CalculateSize() - 16);
        DirectiveMapping.Read(wire, out Core.Control.Directives.Directive read, out _).ShouldBeNull();
        read.Ceilings.ShouldBe(Samples.Ceilings with { Price = default });
    }

    public static TheoryData<string, Action<Protocol.Directive>> WrongDirectives => new()
    {
        { "lease of 0", static d => d.LeaseUs = 0 },
        { "lease of -5", static d => d.LeaseUs = -5 },
        { "at most 10 minutes", static d => d.LeaseUs = 601_000_000 },
        { "stamp -1.", static d => d.Epoch = -1 },
        { "epoch 8388608; at most 8388607", static d => d.Epoch = 1 << 23 },
        { "NaN MHz for low", static d => d.Ceilings.LowMhz = double.NaN },
        { "-1 MHz for high", static d => d.Ceilings.HighMhz = -1 },
        { "1.5 of the maximum", static d => d.Ceilings.HighShare = 1.5 },
        { "NaN of the maximum", static d => d.Ceilings.LowShare = double.NaN },
        { "a price of -0.1", static d => d.Ceilings.LowPrice = -.1 },
        { "and 10.5 for watts", static d => d.Ceilings.HighPrice = 10.5 },
        { "a price of NaN", static d => d.Ceilings.LowPrice = double.NaN },
        { "no ceilings", static d => d.Ceilings = null },
        { "for pinned", static d => d.Pin.Share = -.1 },
        { "sent at -1", static d => d.SentAtUs = -1 },
        { "sent at 9223372036854775807", static d => d.SentAtUs = long.MaxValue },
    };

    [Theory]
    [MemberData(nameof(WrongDirectives))]
    public void Directive_Wrong_IsRefusedWithTheReason(string reason, Action<Protocol.Directive> spoil)
    {
        Protocol.Directive wire = DirectiveMapping.ToWire(Samples.Directive, TimeSpan.Zero);
        spoil(wire);
        DirectiveMapping.Read(wire, out _, out _).ShouldNotBeNull().ShouldContain(reason);
    }

    [Fact]
    public void Assignment_ThereAndBack_IsTheSame()
    {
        AssignmentMapping.Read(AssignmentMapping.ToWire(Samples.Assignment), out Assignment? read).ShouldBeNull();
        read.ShouldBe(Samples.Assignment);
    }

    public static TheoryData<string, Action<Welcome>> WrongAssignments => new()
    {
        { "path", static w => w.Path = "" },
        { "path", static w => w.Path = "site//server" },
        { "path", static w => w.Path = "site/$temp" },
        { "protocol version 2", static w => w.ProtocolVersion = 2 },
        { "priority 7", static w => w.Priority = (Priority)7 },
        { "0 GPUs", static w => w.Server.GpuCount = 0 },
        { "4000000000 GPUs", static w => w.Server.GpuCount = 4_000_000_000 },
        { "NaN", static w => w.Server.NameplateWatts = double.NaN },
        { "are not GPU", static w => w.Server.NonGpuIdleWatts = -1 },
        { "times that do not fit", static w => w.Timing.StalenessUs = 1 },
        { "times that do not fit", static w => w.Timing.LeaseUs = w.Timing.TelemetryUs },
        { "times that do not fit", static w => w.Timing.TelemetryUs = long.MaxValue },
        { "deadband of 2", static w => w.Timing.Deadband = 2 },
        { "no ceilings", static w => w.FailSafe = null },
        { "no server", static w => w.Server = null },
        { "no server or no times", static w => w.Timing = null },
    };

    [Theory]
    [MemberData(nameof(WrongAssignments))]
    public void Assignment_Wrong_IsRefusedWithTheReason(string reason, Action<Welcome> spoil)
    {
        Welcome wire = AssignmentMapping.ToWire(Samples.Assignment);
        spoil(wire);
        AssignmentMapping.Read(wire, out _).ShouldNotBeNull().ShouldContain(reason);
    }

    [Fact]
    public void Greeting_ThereAndBack_IsTheSame()
    {
        HelloMapping.Read(HelloMapping.ToWire(Samples.Greeting), out AgentGreeting? read).ShouldBeNull();
        read!.Gpus.ShouldBe(Samples.Greeting.Gpus);
        read.Capabilities.ShouldBe(Samples.Greeting.Capabilities);
        (read with { Gpus = Samples.Greeting.Gpus, Capabilities = Samples.Greeting.Capabilities }).ShouldBe(Samples.Greeting);
    }

    [Fact]
    public void Report_ThereAndBack_IsTheSame()
    {
        Report wire = Samples.Report();
        ReportMapping.Read(wire, Samples.Limits, out ReportFrame frame).ShouldBeNull();
        frame.ShouldBe(Samples.Frame);
        ReportMapping.Gpus(wire).ShouldBe(Samples.Gpus);
        ReportMapping.Caps(wire).ShouldBe(Samples.Caps);
    }

    public static TheoryData<string, Action<Report>> WrongReports => new()
    {
        { "the server has 8 GPUs", static r => r.Watts.RemoveAt(0) },
        { "the server has 8 GPUs", static r => r.State.Add(0) },
        { "number 0", static r => r.Sequence = 0 },
        { "µs ago", static r => r.AgeUs = -1 },
        { "µs ago", static r => r.ReadAtUs = long.MinValue },
        { "NaN W at", static r => r.Watts[3] = float.NaN },
        { "for GPU 7", static r => r.Watts[7] = 5000 },
        { "MHz for GPU 0", static r => r.ClockMhz[0] = float.PositiveInfinity },
        { "caps", static r => r.Caps.RequestedMhz.Add(1) },
        { "caps", static r => r.Caps.EnforcedWatts[0] = -1 },
        { "a report of NaN W", static r => r.PowerWatts = double.NaN },
        { "a report of -1 W", static r => r.PowerWatts = -1 },
        { "withheld NaN", static r => r.WithheldLowWatts = double.NaN },
        { "sheddable", static r => r.SheddableHighWatts = 1e9 },
        { "a report of", static r => r.AcknowledgedEpoch = -4 },
    };

    [Theory]
    [MemberData(nameof(WrongReports))]
    public void Report_Wrong_IsRefusedWithTheReason(string reason, Action<Report> spoil)
    {
        Report wire = Samples.Report();
        spoil(wire);
        ReportMapping.Read(wire, Samples.Limits, out _).ShouldNotBeNull().ShouldContain(reason);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-5)]
    [InlineData(1e12)]
    public void Report_OfAMeterThatTalksNonsense_IsTakenWithoutIt(double watts)
    {
        Report wire = Samples.Report();
        wire.MeterWatts = watts;
        ReportMapping.Read(wire, Samples.Limits, out ReportFrame frame).ShouldBeNull();
        frame.Meter.ShouldBeNull();
    }
}
