using PowerActors.Core.Hardware;

namespace PowerActors.Devices.Nvml;

/// <summary>What an NVML error means to somebody who must act on it.</summary>
public enum NvmlFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The process may not do that: setting needs root, and a container must be let through to the device.</summary>
    NoPermission,

    /// <summary>The device or the driver's version cannot do that; asking again is of no use.</summary>
    Unsupported,

    /// <summary>The GPU cannot be reached: it fell off the bus, needs a reset, or has no power.</summary>
    GpuLost,

    /// <summary>The driver is not loaded, was unloaded, or does not match the library.</summary>
    DriverGone,

    /// <summary>The driver did not answer in time; it may the next time.</summary>
    Timeout,

    /// <summary>Somebody uses the GPU, so that it refuses for now.</summary>
    InUse,

    /// <summary>The GPU or the driver is not ready, or has no data yet.</summary>
    NotReady,

    /// <summary>The value was refused: out of range, or not one the device knows.</summary>
    Refused,

    /// <summary>The driver failed and does not say why.</summary>
    Unknown,
}

/// <summary>From NVML's codes to states, health and sentences.</summary>
public static class NvmlFaults
{
    /// <summary>The state that a code stands for. A code of a later NVML is <see cref="NvmlFault.Unknown"/>.</summary>
    public static NvmlFault Of(NvmlReturn code) => code switch
    {
        NvmlReturn.Success or NvmlReturn.AlreadyInitialized => NvmlFault.None,
        NvmlReturn.NoPermission or NvmlReturn.OperatingSystem => NvmlFault.NoPermission,
        NvmlReturn.NotSupported or NvmlReturn.FunctionNotFound or NvmlReturn.VgpuEccNotSupported or NvmlReturn.ArgumentVersionMismatch or NvmlReturn.Deprecated
            or NvmlReturn.ResetTypeNotSupported => NvmlFault.Unsupported,
        NvmlReturn.GpuIsLost or NvmlReturn.ResetRequired or NvmlReturn.NotFound or NvmlReturn.GpuNotFound or NvmlReturn.InsufficientPower => NvmlFault.GpuLost,
        NvmlReturn.Uninitialized or NvmlReturn.DriverNotLoaded or NvmlReturn.LibraryNotFound or NvmlReturn.LibRmVersionMismatch => NvmlFault.DriverGone,
        NvmlReturn.Timeout => NvmlFault.Timeout,
        NvmlReturn.InUse => NvmlFault.InUse,
        NvmlReturn.NoData or NvmlReturn.NotReady or NvmlReturn.InvalidState => NvmlFault.NotReady,
        NvmlReturn.InvalidArgument or NvmlReturn.FreqNotSupported => NvmlFault.Refused,
        _ => NvmlFault.Unknown,
    };

    /// <summary>The health that a reading with this fault has.</summary>
    public static DeviceHealth HealthOf(NvmlFault fault) => fault switch
    {
        NvmlFault.None => DeviceHealth.Good,
        NvmlFault.GpuLost or NvmlFault.DriverGone => DeviceHealth.Lost,
        _ => DeviceHealth.Unavailable,
    };

    /// <summary>One sentence: what could not be done, why, and what would put it right.</summary>
    /// <param name="doing">What was tried, such as <c>lock the clocks</c>.</param>
    /// <param name="code">What NVML returned.</param>
    public static string Explain(string doing, NvmlReturn code) => $"cannot {doing}: {Reason(code)} (NVML {(int)code})";

    private static string Reason(NvmlReturn code) => code switch
    {
        NvmlReturn.Success => "nothing is wrong",
        NvmlReturn.Uninitialized => "the session with the driver has ended; it is opened again by itself",
        NvmlReturn.InvalidArgument => "the driver refused the value or the handle; run `poweractors gpus` for the ranges it takes",
        NvmlReturn.NotSupported => "this GPU does not support it; nothing will change that but another GPU, driver or virtualisation mode",
        NvmlReturn.NoPermission => "no permission; run as root, in a container privileged or with the capability SYS_ADMIN",
        NvmlReturn.NotFound or NvmlReturn.GpuNotFound => "no such GPU any more; `nvidia-smi -L` shows which are left",
        NvmlReturn.InsufficientPower => "the GPU's power cables are not attached properly; check them",
        NvmlReturn.DriverNotLoaded => "the NVIDIA driver is not loaded; load it with `modprobe nvidia` and look for the reason in `dmesg`",
        NvmlReturn.Timeout => "the driver did not answer in time; it is asked again",
        NvmlReturn.IrqIssue => "the kernel has a problem with the GPU's interrupts; look in `dmesg`",
        NvmlReturn.LibraryNotFound => "NVIDIA's management library was not found; install the NVIDIA driver, or let the container have it (--gpus, NVIDIA_DRIVER_CAPABILITIES=utility)",
        NvmlReturn.FunctionNotFound or NvmlReturn.ArgumentVersionMismatch => "the installed driver is too old for it; update the driver",
        NvmlReturn.CorruptedInforom => "the GPU's infoROM is corrupted; have the board replaced",
        NvmlReturn.GpuIsLost => "the GPU has fallen off the bus; look for Xid 79 in `dmesg`, then reset the GPU or restart the server",
        NvmlReturn.ResetRequired => "the GPU needs a reset; drain it and run `nvidia-smi --gpu-reset`",
        NvmlReturn.OperatingSystem => "the operating system or a control group blocks the device; let the service have /dev/nvidia*",
        NvmlReturn.LibRmVersionMismatch => "library and kernel driver are of different versions, as after an update; reload the driver, then restart this program, or restart the server",
        NvmlReturn.InUse => "the GPU is in use; it is asked again",
        NvmlReturn.Memory or NvmlReturn.InsufficientResources => "the driver is out of memory or another resource; look in `dmesg`",
        NvmlReturn.NoData or NvmlReturn.NotReady or NvmlReturn.InvalidState => "the GPU is not ready for it; it is asked again",
        NvmlReturn.FreqNotSupported => "the GPU does not know this clock; `poweractors gpus --json` lists those it knows",
        NvmlReturn.Deprecated => "the driver no longer does it; another interface of the driver must be used",
        _ => "the driver failed and does not say why; look in `dmesg`",
    };
}
