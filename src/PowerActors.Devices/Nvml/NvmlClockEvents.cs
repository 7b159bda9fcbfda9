namespace PowerActors.Devices.Nvml;

/// <summary>Why a GPU's clocks are where they are: NVML's clock event (formerly throttle) reasons, several at once.</summary>
[Flags]
public enum NvmlClockEvents : ulong
{
    /// <summary>The clocks are as high as they can be.</summary>
    None = 0,

    /// <summary>Nothing runs.</summary>
    GpuIdle = 0x1,

    /// <summary>Application clocks, or a clock lock, hold them.</summary>
    ApplicationsClocksSetting = 0x2,

    /// <summary>The power limit holds them.</summary>
    SwPowerCap = 0x4,

    /// <summary>The hardware halves them or worse: heat, the power brake, or a power supply too weak.</summary>
    HwSlowdown = 0x8,

    /// <summary>Held to those of the other GPUs of a group.</summary>
    SyncBoost = 0x10,

    /// <summary>The driver lowers them for heat.</summary>
    SwThermalSlowdown = 0x20,

    /// <summary>The hardware lowers them for heat.</summary>
    HwThermalSlowdown = 0x40,

    /// <summary>The power brake: a signal from outside, such as a power supply's, holds them.</summary>
    HwPowerBrakeSlowdown = 0x80,

    /// <summary>A display's clock holds them.</summary>
    DisplayClockSetting = 0x100,
}

/// <summary>Names of the reasons, as <c>nvidia-smi</c> writes them.</summary>
public static class NvmlClockEventNames
{
    /// <summary>Every reason that is known, with the last part of its element's name in <c>nvidia-smi -q -x</c>.</summary>
    public static IReadOnlyList<(NvmlClockEvents Event, string Name)> All { get; } =
    [
        (NvmlClockEvents.GpuIdle, "gpu_idle"),
        (NvmlClockEvents.ApplicationsClocksSetting, "applications_clocks_setting"),
        (NvmlClockEvents.SwPowerCap, "sw_power_cap"),
        (NvmlClockEvents.HwSlowdown, "hw_slowdown"),
        (NvmlClockEvents.HwThermalSlowdown, "hw_thermal_slowdown"),
        (NvmlClockEvents.HwPowerBrakeSlowdown, "hw_power_brake_slowdown"),
        (NvmlClockEvents.SyncBoost, "sync_boost"),
        (NvmlClockEvents.SwThermalSlowdown, "sw_thermal_slowdown"),
        (NvmlClockEvents.DisplayClockSetting, "display_clocks_setting"),
    ];

    /// <summary>The active reasons, by name.</summary>
    public static IEnumerable<string> Active(NvmlClockEvents events) => All.Where(known => (events & known.Event) != NvmlClockEvents.None).Select(static known => known.Name);
}
