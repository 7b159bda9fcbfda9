namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>A GPU that a service lists as a processor.</summary>
/// <param name="Resource">The processor.</param>
/// <param name="Name">Its name as people read it.</param>
/// <param name="Model">Product as the service writes it; null when it does not.</param>
/// <param name="System">The system that it belongs to.</param>
/// <param name="Chassis">The chassis that the service links it to.</param>
public sealed record RedfishGpuInfo(string Resource, string Name, string? Model, string System, IReadOnlyList<string> Chassis)
{
    /// <summary>Meters of this GPU alone, the best first.</summary>
    public IReadOnlyList<RedfishMeterInfo> Meters { get; init; } = [];

    /// <summary>Controls of this GPU alone: clock limits before power limits, those that can be set before those that cannot.</summary>
    public IReadOnlyList<RedfishControlInfo> Controls { get; init; } = [];
}

/// <summary>Something that was linked to and could not be read.</summary>
/// <param name="Resource">Its path.</param>
/// <param name="Problem">What went wrong, in one line.</param>
/// <param name="IsMissing">True when the service says that there is no such thing: a dead link.</param>
public sealed record RedfishProblem(string Resource, string Problem, bool IsMissing);

/// <summary>Everything that discovery found at one service.</summary>
public sealed record RedfishInventory
{
    /// <summary>Product of the service, as far as it tells.</summary>
    public required string Product { get; init; }

    /// <summary>Every power meter.</summary>
    public required IReadOnlyList<RedfishMeterInfo> Meters { get; init; }

    /// <summary>Every control of a clock or a power.</summary>
    public required IReadOnlyList<RedfishControlInfo> Controls { get; init; }

    /// <summary>Every GPU, in the order of the numbers in their names.</summary>
    public required IReadOnlyList<RedfishGpuInfo> Gpus { get; init; }

    /// <summary>What could not be read, dead links included.</summary>
    public required IReadOnlyList<RedfishProblem> Problems { get; init; }

    /// <summary>How many resources were read.</summary>
    public required int Resources { get; init; }

    /// <summary>False when something could not be read that exists, or there was more than the bound allows: meters and controls may be missing here.</summary>
    public required bool IsComplete { get; init; }
}
