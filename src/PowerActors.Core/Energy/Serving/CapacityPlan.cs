using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>A server as far as it holds instances.</summary>
/// <param name="Gpus">GPUs in it, 1 or more.</param>
/// <param name="BaseLoad">Draw of the part that is not GPU as soon as the server is held, busy or not.</param>
/// <param name="GpuIdle">Draw of a GPU in it that no instance uses.</param>
public sealed record ServerShape(int Gpus, Watts BaseLoad, Watts GpuIdle);

/// <summary>Instances that run alike.</summary>
/// <param name="Count">How many.</param>
/// <param name="Point">Setting and load of each.</param>
public sealed record InstanceGroup(int Count, OperatingPoint Point);

/// <summary>Instances that together serve a load at the least power.</summary>
public sealed record CapacityPlan
{
    /// <summary>The load they were asked to serve, tokens per second.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>What runs, the busiest first.</summary>
    public required IReadOnlyList<InstanceGroup> Groups { get; init; }

    /// <summary>Servers held.</summary>
    public required int Servers { get; init; }

    /// <summary>GPUs in them that no instance uses.</summary>
    public required int IdleGpus { get; init; }

    /// <summary>Power of the instances' GPUs.</summary>
    public required Watts Instances { get; init; }

    /// <summary>Power of the rest: idle GPUs, and the part of every held server that is not GPU.</summary>
    public required Watts Held { get; init; }

    /// <summary>Loads were split in steps of so many tokens per second.</summary>
    public required double Step { get; init; }

    /// <summary>All of it.</summary>
    public Watts Power => Instances + Held;

    /// <summary>Energy of a token.</summary>
    public Joules PerToken => new(Power.Value / TokensPerSecond);
}
