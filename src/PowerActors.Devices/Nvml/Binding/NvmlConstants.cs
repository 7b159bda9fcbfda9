namespace PowerActors.Devices.Nvml.Binding;

/// <summary>Ids of <c>nvmlDeviceGetFieldValues</c> (<c>NVML_FI_DEV_...</c>). Energy in millijoules, power in milliwatts.</summary>
internal static class NvmlFields
{
    /// <summary>Since the driver was loaded; Volta and later.</summary>
    public const uint TotalEnergy = 83;

    /// <summary>Mean over one second; Ampere and later, except GA100 (the A100).</summary>
    public const uint PowerAverage = 185;

    /// <summary>Of this instant.</summary>
    public const uint PowerInstant = 186;

    /// <summary>Limit in force, the tightest of all, out-of-band ones too.</summary>
    public const uint PowerCurrentLimit = 190;

    /// <summary>Limit that NVML or another program on this host asked for.</summary>
    public const uint PowerRequestedLimit = 192;
}

/// <summary><c>nvmlClockType_t</c>.</summary>
internal enum NvmlClock : uint
{
    Graphics = 0,
    Sm = 1,
    Memory = 2,
}

/// <summary>Sizes of NVML's text buffers.</summary>
internal static class NvmlSizes
{
    public const int Name = 96;
    public const int Uuid = 96;
    public const int Serial = 30;
    public const int Version = 80;
}
