using PowerActors.Core.Units;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>What a meter measures.</summary>
public enum RedfishMeterKind
{
    /// <summary>A sensor of its own; what it belongs to and its context say more.</summary>
    Sensor,

    /// <summary>All that a power distribution unit, transfer switch or shelf passes on.</summary>
    Distribution,

    /// <summary>A circuit: mains, branch, feeder.</summary>
    Circuit,

    /// <summary>One phase of a circuit or an outlet.</summary>
    Phase,

    /// <summary>An outlet.</summary>
    Outlet,

    /// <summary>Several outlets together.</summary>
    OutletGroup,

    /// <summary>A whole chassis, system, processor or other part.</summary>
    Component,

    /// <summary>What a power supply takes in: what the branch in front of it sees.</summary>
    SupplyInput,

    /// <summary>What a power supply gives out, without its losses.</summary>
    SupplyOutput,

    /// <summary>One rail of a power supply.</summary>
    SupplyRail,

    /// <summary>All GPUs of a server together.</summary>
    AllGpus,
}

/// <summary>A power meter that a Redfish service offers.</summary>
public sealed record RedfishMeterInfo
{
    /// <summary>The resource and a JSON pointer to the number: <c>/redfish/v1/Chassis/1/Power#/PowerControl/0/PowerConsumedWatts</c>. What settings name it by.</summary>
    public string Uri => $"{Resource}#{Pointer}";

    /// <summary>The resource to read.</summary>
    public required string Resource { get; init; }

    /// <summary>Where in the resource the number stands (RFC 6901).</summary>
    public required string Pointer { get; init; }

    /// <summary>What it measures.</summary>
    public required RedfishMeterKind Kind { get; init; }

    /// <summary>Its name as people read it.</summary>
    public required string Name { get; init; }

    /// <summary>Watts per unit of the number: 1 for watts, 1000 for kilowatts.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The reading when it was found; null when the service had none, or nonsense.</summary>
    public Watts? Reading { get; init; }

    /// <summary>The resource that the number was taken from, when it is a copy; null when it is not.</summary>
    public string? Source { get; init; }

    /// <summary>What part of the machine it is about, as the service says it: <c>GPU</c>, <c>Chassis</c>, <c>PowerSupply</c>; null when it does not.</summary>
    public string? Context { get; init; }

    /// <summary>The chassis, processor, power supply, outlet or circuit that it belongs to.</summary>
    public string Owner { get; init; } = "";

    /// <summary>What the owner is: <c>Chassis</c>, <c>Processor</c>, <c>Outlet</c>.</summary>
    public string OwnerType { get; init; } = "";

    /// <summary>Other resources that the service relates it to.</summary>
    public IReadOnlyList<string> Related { get; init; } = [];

    /// <summary>When the service took the reading, by its own clock, as it writes it; null when it does not say.</summary>
    public string? ReadingTime { get; init; }
}
