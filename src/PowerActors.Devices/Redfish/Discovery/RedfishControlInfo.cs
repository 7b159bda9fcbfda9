namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>What a control limits.</summary>
public enum RedfishControlKind
{
    /// <summary>A clock; values in megahertz.</summary>
    Clock,

    /// <summary>A power; values in watts.</summary>
    Power,
}

/// <summary>How a control is set.</summary>
public enum RedfishControlShape
{
    /// <summary>A Control resource with one set point: <c>PATCH {"SetPoint": v}</c>.</summary>
    SetPoint,

    /// <summary>A Control resource with a range: <c>PATCH {"SettingMax": v}</c>; the set point, where there is one, is what is in force.</summary>
    Range,

    /// <summary><c>PATCH {"PowerLimitWatts": {"SetPoint": v}}</c> of EnvironmentMetrics.</summary>
    EnvironmentLimit,

    /// <summary><c>PATCH {"OperatingSpeedRangeMHz": {"SettingMax": v}}</c> of a Processor.</summary>
    SpeedRange,

    /// <summary><c>PATCH {"PowerControl": [{"PowerLimit": {"LimitInWatts": v}}]}</c> of the older Power resource.</summary>
    LegacyLimit,

    /// <summary>HPE Apollo: the action ConfigurePowerLimit with zone and watts.</summary>
    HpeZoneLimit,

    /// <summary>Nothing that can be set one machine at a time, such as the cap of a federated group; listed only.</summary>
    ReadOnly,
}

/// <summary>A control that a Redfish service offers: something that limits a clock or a power.</summary>
public sealed record RedfishControlInfo
{
    /// <summary>The resource and a JSON pointer to the control in it; an empty pointer where the resource is the control.</summary>
    public string Uri => Pointer.Length == 0 ? Resource : $"{Resource}#{Pointer}";

    /// <summary>The resource to read and to change.</summary>
    public required string Resource { get; init; }

    /// <summary>Where in the resource the control stands (RFC 6901); empty for the whole.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>What it limits.</summary>
    public required RedfishControlKind Kind { get; init; }

    /// <summary>How it is set.</summary>
    public required RedfishControlShape Shape { get; init; }

    /// <summary>Its name as people read it.</summary>
    public required string Name { get; init; }

    /// <summary>Megahertz or watts per unit of the service's numbers: 1e-6 where it counts in hertz. All values here are megahertz or watts already.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The limit in force; null when there is none, or the service does not tell.</summary>
    public double? Enforced { get; init; }

    /// <summary>The limit that was asked for last, by whomever; null when none was, or the service does not tell it apart.</summary>
    public double? Requested { get; init; }

    /// <summary>Lower end of the range that is asked for, for a control with a range.</summary>
    public double? RequestedMin { get; init; }

    /// <summary>Least that may be asked for; null when the service does not say.</summary>
    public double? Min { get; init; }

    /// <summary>Most that may be asked for; null when the service does not say.</summary>
    public double? Max { get; init; }

    /// <summary>ControlMode as the service writes it; null when it has none.</summary>
    public string? Mode { get; init; }

    /// <summary>Target of the action that takes the limit away; null when there is none.</summary>
    public string? ResetTarget { get; init; }

    /// <summary>Target of the action that sets the limit, where setting is an action.</summary>
    public string? SetTarget { get; init; }

    /// <summary>The zone, where a resource has several.</summary>
    public int Zone { get; init; }

    /// <summary>Why it cannot be set; null when, as far as can be seen, it can.</summary>
    public string? NotSettable { get; init; }

    /// <summary>True when nothing speaks against setting it.</summary>
    public bool IsSettable => NotSettable is null;

    /// <summary>The control that this one is a view of; null when it is none.</summary>
    public string? Source { get; init; }

    /// <summary>What part of the machine it is about: <c>GPU</c>, <c>Accelerator</c>, <c>CPU</c>, <c>Chassis</c>; null when the service does not say.</summary>
    public string? Context { get; init; }

    /// <summary>The chassis or processor that it belongs to.</summary>
    public string Owner { get; init; } = "";

    /// <summary>What the owner is: <c>Chassis</c>, <c>Processor</c>.</summary>
    public string OwnerType { get; init; } = "";

    /// <summary>Other resources that the service relates it to.</summary>
    public IReadOnlyList<string> Related { get; init; } = [];

    /// <summary>The unit of the values.</summary>
    public string Unit => Kind == RedfishControlKind.Clock ? "MHz" : "W";

    /// <summary>True when a value lies in the range, as far as the service tells one.</summary>
    /// <param name="value">Megahertz or watts.</param>
    public bool Allows(double value) => double.IsFinite(value) && value >= (Min ?? 0) && value <= (Max ?? double.PositiveInfinity);
}
