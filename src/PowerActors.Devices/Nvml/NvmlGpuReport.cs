using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>Whether a GPU is, and will be after its next reset, split into instances.</summary>
/// <param name="IsOn">Now.</param>
/// <param name="IsOnAfterReset">After the next reset.</param>
public readonly record struct NvmlMig(bool IsOn, bool IsOnAfterReset);

/// <summary>Something that could not be read.</summary>
/// <param name="What">What it is, such as <c>the power</c>.</param>
/// <param name="Code">What NVML returned.</param>
public readonly record struct NvmlUnread(string What, NvmlReturn Code)
{
    /// <summary>One sentence.</summary>
    public override string ToString() => NvmlFaults.Explain($"read {What}", Code);
}

/// <summary>Everything that NVML tells of one GPU at one moment. Null is what it does not tell; <see cref="Unread"/> says why.</summary>
public sealed record NvmlGpuReport
{
    /// <summary>NVML's index on this host; it may change at a restart, <see cref="Uuid"/> does not.</summary>
    public required int Index { get; init; }

    /// <summary>Product name, empty when it could not be read.</summary>
    public string Name { get; init; } = "";

    /// <summary>Identity of this very GPU, empty when it could not be read.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Serial number of the board, where it has one.</summary>
    public string? Serial { get; init; }

    /// <summary>PCI address: domain, bus, device, function.</summary>
    public string? PciBusId { get; init; }

    /// <summary>True when the driver keeps the GPU ready, and its settings, while no program uses it.</summary>
    public bool? PersistenceMode { get; init; }

    /// <summary>Null where the GPU cannot be split.</summary>
    public NvmlMig? Mig { get; init; }

    /// <summary>Power of the instant.</summary>
    public Watts? InstantPower { get; init; }

    /// <summary>Mean power over a second; not on A100.</summary>
    public Watts? AveragePower { get; init; }

    /// <summary>Power as the oldest of NVML's functions tells it: a mean on Ampere and later, except A100.</summary>
    public Watts? PowerUsage { get; init; }

    /// <summary>Power limit that a program on this host asked for.</summary>
    public Watts? RequestedLimit { get; init; }

    /// <summary>Power limit in force, the tightest of all.</summary>
    public Watts? EnforcedLimit { get; init; }

    /// <summary>What can be set.</summary>
    public NvmlRanges Ranges { get; init; } = new([], null, null, null);

    /// <summary>Energy since the driver was loaded.</summary>
    public Joules? TotalEnergy { get; init; }

    /// <summary>Graphics clock now.</summary>
    public Megahertz? GraphicsClock { get; init; }

    /// <summary>Clock of the streaming multiprocessors now.</summary>
    public Megahertz? SmClock { get; init; }

    /// <summary>Memory clock now.</summary>
    public Megahertz? MemoryClock { get; init; }

    /// <summary>Highest graphics clock.</summary>
    public Megahertz? MaxGraphicsClock { get; init; }

    /// <summary>Highest clock of the streaming multiprocessors.</summary>
    public Megahertz? MaxSmClock { get; init; }

    /// <summary>Highest memory clock.</summary>
    public Megahertz? MaxMemoryClock { get; init; }

    /// <summary>Why the clocks are where they are.</summary>
    public NvmlClockEvents? Events { get; init; }

    /// <summary>Temperature of the GPU in degrees Celsius.</summary>
    public int? Temperature { get; init; }

    /// <summary>Share of the last sample period in which a kernel ran, percent.</summary>
    public uint? GpuUtilization { get; init; }

    /// <summary>Share of the last sample period in which memory was read or written, percent.</summary>
    public uint? MemoryUtilization { get; init; }

    /// <summary>All memory, bytes.</summary>
    public ulong? MemoryTotal { get; init; }

    /// <summary>What driver and firmware keep for themselves, bytes.</summary>
    public ulong? MemoryReserved { get; init; }

    /// <summary>Memory in use, bytes.</summary>
    public ulong? MemoryUsed { get; init; }

    /// <summary>Memory not in use, bytes.</summary>
    public ulong? MemoryFree { get; init; }

    /// <summary>The product as plans reckon with it; null when the GPU could not be reached.</summary>
    public GpuModel? Model { get; init; }

    /// <summary>True when the product was measured, false when its curves are cautious guesses.</summary>
    public bool IsKnownModel { get; init; }

    /// <summary>What could not be read, other than what this GPU does not support.</summary>
    public IReadOnlyList<NvmlUnread> Unread { get; init; } = [];

    /// <summary>What reading its power returned.</summary>
    public NvmlReturn Code { get; init; }

    /// <summary>Whether its power can be read.</summary>
    public DeviceHealth Health => NvmlFaults.HealthOf(NvmlFaults.Of(Code));

    /// <summary>The best figure of its power: of the instant, else the oldest function's.</summary>
    public Watts? Draw => InstantPower ?? PowerUsage;
}
