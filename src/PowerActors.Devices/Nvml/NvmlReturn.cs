namespace PowerActors.Devices.Nvml;

/// <summary>What an NVML function returned: <c>nvmlReturn_t</c>, with NVML's numbers (NVML API reference, "Device structs and enums").</summary>
public enum NvmlReturn
{
    /// <summary>It was done.</summary>
    Success = 0,

    /// <summary>NVML was not initialised, or was shut down.</summary>
    Uninitialized = 1,

    /// <summary>An argument is invalid: a value out of range, or a handle of an earlier session.</summary>
    InvalidArgument = 2,

    /// <summary>This device cannot do that.</summary>
    NotSupported = 3,

    /// <summary>The caller may not do that.</summary>
    NoPermission = 4,

    /// <summary>Kept by NVML for history: initialising again is allowed.</summary>
    AlreadyInitialized = 5,

    /// <summary>No such object.</summary>
    NotFound = 6,

    /// <summary>The buffer is too small.</summary>
    InsufficientSize = 7,

    /// <summary>The GPU's external power cables are not attached properly.</summary>
    InsufficientPower = 8,

    /// <summary>The NVIDIA driver is not loaded.</summary>
    DriverNotLoaded = 9,

    /// <summary>The driver did not answer in time.</summary>
    Timeout = 10,

    /// <summary>The kernel has a problem with the GPU's interrupts.</summary>
    IrqIssue = 11,

    /// <summary>The library was not found.</summary>
    LibraryNotFound = 12,

    /// <summary>This version of the library lacks the function.</summary>
    FunctionNotFound = 13,

    /// <summary>The GPU's infoROM is corrupted.</summary>
    CorruptedInforom = 14,

    /// <summary>The GPU has fallen off the bus.</summary>
    GpuIsLost = 15,

    /// <summary>The GPU must be reset before it can be used again.</summary>
    ResetRequired = 16,

    /// <summary>The operating system or a control group blocks the device.</summary>
    OperatingSystem = 17,

    /// <summary>Library and kernel driver are of different versions.</summary>
    LibRmVersionMismatch = 18,

    /// <summary>Somebody uses the GPU, so that this cannot be done now.</summary>
    InUse = 19,

    /// <summary>Out of memory.</summary>
    Memory = 20,

    /// <summary>There is no data.</summary>
    NoData = 21,

    /// <summary>A virtual GPU cannot do that while ECC is on.</summary>
    VgpuEccNotSupported = 22,

    /// <summary>Out of a critical resource that is not memory.</summary>
    InsufficientResources = 23,

    /// <summary>The frequency is not supported.</summary>
    FreqNotSupported = 24,

    /// <summary>The version of a struct is not known to this library.</summary>
    ArgumentVersionMismatch = 25,

    /// <summary>The function is deprecated and does nothing any more.</summary>
    Deprecated = 26,

    /// <summary>The system is not ready.</summary>
    NotReady = 27,

    /// <summary>No such GPU.</summary>
    GpuNotFound = 28,

    /// <summary>The device is in the wrong state for that.</summary>
    InvalidState = 29,

    /// <summary>The device does not support this kind of reset.</summary>
    ResetTypeNotSupported = 30,

    /// <summary>The driver failed and does not say why.</summary>
    Unknown = 999,
}
