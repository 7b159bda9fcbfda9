using PowerActors.Core.Control.Directives;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Wire.Mapping;

/// <summary>GPUs of one product in a server, as the agent found them.</summary>
/// <param name="Model">Product name.</param>
/// <param name="Count">How many.</param>
/// <param name="Tdp">Thermal design power.</param>
/// <param name="MinPowerCap">Lowest power cap the driver takes.</param>
/// <param name="MinClock">Lowest settable clock.</param>
/// <param name="MaxClock">Highest settable clock.</param>
/// <param name="ClockStep">Distance between settable clocks.</param>
public sealed record GpuKind(string Model, int Count, Watts Tdp, Watts MinPowerCap, Megahertz MinClock, Megahertz MaxClock, Megahertz ClockStep)
{
    /// <summary>The kinds of a server's GPUs, alike ones together, in the order of their indices.</summary>
    public static IReadOnlyList<GpuKind> Of(IReadOnlyList<IGpuDevice> gpus) =>
        [.. gpus.GroupBy(static gpu => gpu.Model).Select(static kind => new GpuKind(
            kind.Key.Name, kind.Count(), kind.Key.Tdp, kind.Key.MinPowerCap, kind.Key.MinClock, kind.Key.MaxClock, kind.Key.ClockStep))];
}

/// <summary>How an agent introduces a server.</summary>
/// <param name="Server">Path in the topology, or empty: the one that its credentials name.</param>
/// <param name="AgentVersion">The agent's build.</param>
/// <param name="Gpus">What stands in it.</param>
/// <param name="Capabilities">What it can do beyond the minimum.</param>
/// <param name="Newest">The newest directive it remembers.</param>
public sealed record AgentGreeting(string Server, string AgentVersion, IReadOnlyList<GpuKind> Gpus, IReadOnlyList<string> Capabilities, DirectiveStamp Newest)
{
    /// <summary>The directive that it still holds, with what is left of its lease; null when there is none.</summary>
    public Directive? Holds { get; init; }

    /// <summary>How many GPUs there are.</summary>
    public int GpuCount => Gpus.Sum(static kind => kind.Count);
}

/// <summary>Greetings on the wire.</summary>
public static class HelloMapping
{
    private const int MostKinds = 64;
    private const int MostCapabilities = 64;

    /// <summary>For the wire.</summary>
    public static Protocol.Hello ToWire(AgentGreeting greeting)
    {
        Protocol.Hello hello = new()
        {
            ProtocolVersion = WireLimits.ProtocolVersion,
            Server = greeting.Server,
            AgentVersion = greeting.AgentVersion,
            NewestEpoch = greeting.Newest.Epoch,
            NewestSequence = greeting.Newest.Sequence,
        };
        if (greeting.Holds is { } holds)
            hello.Holds = DirectiveMapping.ToWire(holds, TimeSpan.Zero);
        hello.Capabilities.Add(greeting.Capabilities);
        foreach (GpuKind kind in greeting.Gpus)
        {
            hello.Gpus.Add(new Protocol.GpuKind
            {
                Model = kind.Model,
                Count = (uint)kind.Count,
                TdpWatts = kind.Tdp.Value,
                MinPowerCapWatts = kind.MinPowerCap.Value,
                MinClockMhz = kind.MinClock.Value,
                MaxClockMhz = kind.MaxClock.Value,
                ClockStepMhz = kind.ClockStep.Value,
            });
        }

        return hello;
    }

    /// <summary>From the wire, or what is wrong with it.</summary>
    public static string? Read(Protocol.Hello wire, out AgentGreeting? greeting)
    {
        greeting = null;
        if (wire.ProtocolVersion != WireLimits.ProtocolVersion)
            return $"protocol version {wire.ProtocolVersion}; this build speaks {WireLimits.ProtocolVersion}";
        if (wire.Server.Length > WireLimits.TextLength || wire.AgentVersion.Length > WireLimits.TextLength)
            return $"a name longer than {WireLimits.TextLength} characters";
        if (wire.Gpus.Count > MostKinds || wire.Capabilities.Count > MostCapabilities || wire.Capabilities.Any(static c => c.Length > WireLimits.TextLength))
            return $"more than {MostKinds} kinds of GPU or {MostCapabilities} capabilities";
        if (wire.NewestEpoch < 0 || wire.NewestSequence < 0)
            return $"the stamp {wire.NewestEpoch}.{wire.NewestSequence}; neither part may be negative";
        if (wire.NewestEpoch > WireLimits.HighestClaimedEpoch)
            return $"the stamp {wire.NewestEpoch}.{wire.NewestSequence}; no node has told an epoch above {WireLimits.HighestClaimedEpoch}";
        Directive? holds = null;
        if (wire.Holds is { } held)
        {
            if (DirectiveMapping.Read(held, out Directive read, out _) is { } wrong)
                return wrong;
            holds = read;
        }

        List<GpuKind> kinds = new(wire.Gpus.Count);
        long gpus = 0;
        foreach (Protocol.GpuKind kind in wire.Gpus)
        {
            gpus += kind.Count;
            if (kind.Count is 0 or > WireLimits.Gpus || gpus > WireLimits.Gpus)
                return $"{gpus} GPUs; 1 to {WireLimits.Gpus} are taken";
            if (Problem(kind) is { } problem)
                return problem;
            kinds.Add(new GpuKind(
                kind.Model, (int)kind.Count, new Watts(kind.TdpWatts), new Watts(kind.MinPowerCapWatts),
                new Megahertz(kind.MinClockMhz), new Megahertz(kind.MaxClockMhz), new Megahertz(kind.ClockStepMhz)));
        }

        greeting = new AgentGreeting(wire.Server, wire.AgentVersion, kinds, [.. wire.Capabilities], new DirectiveStamp(wire.NewestEpoch, wire.NewestSequence)) { Holds = holds };
        return null;
    }

    private static string? Problem(Protocol.GpuKind kind)
    {
        if (kind.Model.Length is 0 or > WireLimits.TextLength)
            return "a GPU without a name, or with an endless one";
        if (!(kind.TdpWatts > 0 && kind.TdpWatts <= WireLimits.HighestPower.Value) || !(kind.MinPowerCapWatts >= 0 && kind.MinPowerCapWatts <= kind.TdpWatts))
            return $"GPUs of {kind.TdpWatts} W with a lowest cap of {kind.MinPowerCapWatts} W";
        return kind.MinClockMhz >= 0 && kind.MaxClockMhz >= kind.MinClockMhz && kind.MaxClockMhz <= WireLimits.HighestClock.Value && kind.ClockStepMhz >= 0 && kind.ClockStepMhz <= kind.MaxClockMhz
            ? null
            : $"clocks from {kind.MinClockMhz} to {kind.MaxClockMhz} MHz in steps of {kind.ClockStepMhz}";
    }
}
