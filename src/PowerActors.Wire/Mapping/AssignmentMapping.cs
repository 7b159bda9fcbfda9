using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Wire.Mapping;

/// <summary>What the topology says of a server, without its GPUs: those the agent knows better.</summary>
/// <param name="Model">Product name.</param>
/// <param name="GpuCount">How many GPUs stand in it.</param>
/// <param name="Nameplate">The vendor's maximum.</param>
/// <param name="NonGpuIdle">The part that is not GPU, with idle GPUs.</param>
/// <param name="NonGpuBusy">The same under usual full load.</param>
public sealed record ServerFigures(string Model, int GpuCount, Watts Nameplate, Watts NonGpuIdle, Watts NonGpuBusy)
{
    /// <summary>Taken from a product.</summary>
    public static ServerFigures Of(ServerModel model) => new(model.Name, model.GpuCount, model.Nameplate, model.NonGpuIdle, model.NonGpuBusy);

    /// <summary>The product with the GPUs that were found.</summary>
    public ServerModel With(GpuModel gpu) => new()
    {
        Name = Model,
        Gpu = gpu,
        GpuCount = GpuCount,
        Nameplate = Nameplate,
        NonGpuIdle = NonGpuIdle,
        NonGpuBusy = NonGpuBusy,
    };
}

/// <summary>What an agent needs to know to guard its server, and to go on guarding it alone.</summary>
/// <param name="Path">The server's path in the topology: the same on both ends.</param>
/// <param name="Server">What the topology says of it.</param>
/// <param name="Priority">The priority of its work.</param>
/// <param name="Timing">The times that the tree keeps to.</param>
/// <param name="FailSafe">What its GPUs fall to when nothing was heard for a lease.</param>
/// <param name="Owner">The node that owns it, or empty.</param>
/// <param name="OwnerUrl">Where that is reached, or empty.</param>
public sealed record Assignment(string Path, ServerFigures Server, Priority Priority, ControlTiming Timing, Ceilings FailSafe, string Owner = "", string OwnerUrl = "");

/// <summary>Assignments on the wire.</summary>
public static class AssignmentMapping
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>For the wire.</summary>
    public static Protocol.Welcome ToWire(Assignment assignment) => new()
    {
        ProtocolVersion = WireLimits.ProtocolVersion,
        Path = assignment.Path,
        Server = new Protocol.ServerFigures
        {
            Model = assignment.Server.Model,
            GpuCount = (uint)assignment.Server.GpuCount,
            NameplateWatts = assignment.Server.Nameplate.Value,
            NonGpuIdleWatts = assignment.Server.NonGpuIdle.Value,
            NonGpuBusyWatts = assignment.Server.NonGpuBusy.Value,
        },
        Priority = assignment.Priority == Priority.Low ? Protocol.Priority.Low : Protocol.Priority.High,
        Timing = new Protocol.Timing
        {
            TelemetryUs = Microseconds.From(assignment.Timing.Telemetry),
            HeartbeatUs = Microseconds.From(assignment.Timing.Heartbeat),
            StalenessUs = Microseconds.From(assignment.Timing.Staleness),
            LeaseUs = Microseconds.From(assignment.Timing.Lease),
            ClockLatencyUs = Microseconds.From(assignment.Timing.ClockLatency),
            BrakeLatencyUs = Microseconds.From(assignment.Timing.BrakeLatency),
            Deadband = assignment.Timing.Deadband,
        },
        FailSafe = CeilingsMapping.ToWire(assignment.FailSafe),
        Owner = assignment.Owner,
        OwnerUrl = assignment.OwnerUrl,
    };

    /// <summary>From the wire (or a file), or what is wrong with it.</summary>
    public static string? Read(Protocol.Welcome? wire, out Assignment? assignment)
    {
        assignment = null;
        if (wire?.Server is null || wire.Timing is null)
            return "no server or no times";
        if (wire.ProtocolVersion != WireLimits.ProtocolVersion)
            return $"protocol version {wire.ProtocolVersion}; this build speaks {WireLimits.ProtocolVersion}";
        if (wire.Path.Length is 0 or > WireLimits.TextLength || wire.Path.Split('/').Any(static part => part.Length == 0 || part[0] == '$'))
            return "a path that names no server; one such as site/row-1/rack-3/server-9 would be right";
        if (wire.Server.Model.Length > WireLimits.TextLength || wire.Owner.Length > WireLimits.TextLength || wire.OwnerUrl.Length > WireLimits.TextLength)
            return $"a name longer than {WireLimits.TextLength} characters";
        if (wire.Priority is not (Protocol.Priority.Low or Protocol.Priority.High))
            return $"the priority {(int)wire.Priority}; 0 (low) or 1 (high) would be right";
        if (Read(wire.Server, out ServerFigures figures) is { } figuresProblem)
            return figuresProblem;
        if (Read(wire.Timing, out ControlTiming timing) is { } timingProblem)
            return timingProblem;
        if (CeilingsMapping.Read(wire.FailSafe, out Ceilings failSafe) is { } failSafeProblem)
            return $"a fail-safe with {failSafeProblem}";
        Priority priority = wire.Priority == Protocol.Priority.Low ? Priority.Low : Priority.High;
        assignment = new Assignment(wire.Path, figures, priority, timing, failSafe, wire.Owner, wire.OwnerUrl);
        return null;
    }

    private static string? Read(Protocol.ServerFigures wire, out ServerFigures figures)
    {
        figures = new ServerFigures(wire.Model, (int)Math.Min(wire.GpuCount, WireLimits.Gpus + 1), new Watts(wire.NameplateWatts), new Watts(wire.NonGpuIdleWatts), new Watts(wire.NonGpuBusyWatts));
        if (figures.GpuCount is 0 or > WireLimits.Gpus)
            return $"a server of {wire.GpuCount} GPUs; 1 to {WireLimits.Gpus} are taken";
        return figures.NonGpuIdle.IsPlausible && figures.NonGpuBusy >= figures.NonGpuIdle && figures.Nameplate >= figures.NonGpuBusy && figures.Nameplate <= WireLimits.HighestPower
            ? null
            : $"a server of {wire.NameplateWatts} W of which {wire.NonGpuIdleWatts} to {wire.NonGpuBusyWatts} W are not GPU";
    }

    private static string? Read(Protocol.Timing wire, out ControlTiming timing)
    {
        timing = new ControlTiming();
        if (!Microseconds.TryRead(wire.TelemetryUs, Shortest, Longest, out TimeSpan telemetry)
            || !Microseconds.TryRead(wire.HeartbeatUs, telemetry, Longest, out TimeSpan heartbeat)
            || !Microseconds.TryRead(wire.StalenessUs, heartbeat + telemetry, Longest, out TimeSpan staleness)
            || !Microseconds.TryRead(wire.LeaseUs, telemetry * 3, DirectiveGate.LongestLease, out TimeSpan lease)
            || !Microseconds.TryRead(wire.ClockLatencyUs, TimeSpan.Zero, Longest, out TimeSpan clock)
            || !Microseconds.TryRead(wire.BrakeLatencyUs, TimeSpan.Zero, Longest, out TimeSpan brake))
        {
            return $"times that do not fit together (telemetry {wire.TelemetryUs}, heartbeat {wire.HeartbeatUs}, staleness {wire.StalenessUs}, lease {wire.LeaseUs}, latencies {wire.ClockLatencyUs} and {wire.BrakeLatencyUs} µs)";
        }

        if (wire.Deadband is not (>= 0 and <= .1))
            return $"a deadband of {wire.Deadband}; it must be from 0 to 0.1";
        timing = new ControlTiming
        {
            Telemetry = telemetry,
            Heartbeat = heartbeat,
            Staleness = staleness,
            Lease = lease,
            ClockLatency = clock,
            BrakeLatency = brake,
            Deadband = wire.Deadband,
        };
        return null;
    }
}
