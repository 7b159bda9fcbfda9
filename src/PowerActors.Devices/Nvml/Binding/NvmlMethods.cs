using System.Runtime.InteropServices;

namespace PowerActors.Devices.Nvml.Binding;

/// <summary>
/// The functions of NVML that are used, by their names in the library (signatures: NVML API reference). All signatures are blittable, so that a call costs no
/// allocation. Handles are only valid within the session that gave them.
/// </summary>
internal static unsafe partial class NvmlMethods
{
    /// <summary>What <see cref="NvmlLibrary"/> resolves.</summary>
    public const string Library = "nvml";

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    public static partial NvmlReturn Init();

    [LibraryImport(Library, EntryPoint = "nvmlShutdown")]
    public static partial NvmlReturn Shutdown();

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetDriverVersion")]
    public static partial NvmlReturn SystemGetDriverVersion(byte* version, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetNVMLVersion")]
    public static partial NvmlReturn SystemGetNvmlVersion(byte* version, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCount_v2")]
    public static partial NvmlReturn DeviceGetCount(out uint count);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByIndex_v2")]
    public static partial NvmlReturn DeviceGetHandleByIndex(uint index, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByUUID")]
    public static partial NvmlReturn DeviceGetHandleByUuid(byte* uuid, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetName")]
    public static partial NvmlReturn DeviceGetName(nint device, byte* name, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUUID")]
    public static partial NvmlReturn DeviceGetUuid(nint device, byte* uuid, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetSerial")]
    public static partial NvmlReturn DeviceGetSerial(nint device, byte* serial, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPciInfo_v3")]
    public static partial NvmlReturn DeviceGetPciInfo(nint device, out NvmlPciInfo pci);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetFieldValues")]
    public static partial NvmlReturn DeviceGetFieldValues(nint device, int count, NvmlFieldValue* values);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerUsage")]
    public static partial NvmlReturn DeviceGetPowerUsage(nint device, out uint milliwatts);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTotalEnergyConsumption")]
    public static partial NvmlReturn DeviceGetTotalEnergyConsumption(nint device, out ulong millijoules);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerManagementLimit")]
    public static partial NvmlReturn DeviceGetPowerManagementLimit(nint device, out uint milliwatts);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerManagementDefaultLimit")]
    public static partial NvmlReturn DeviceGetPowerManagementDefaultLimit(nint device, out uint milliwatts);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerManagementLimitConstraints")]
    public static partial NvmlReturn DeviceGetPowerManagementLimitConstraints(nint device, out uint least, out uint most);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetEnforcedPowerLimit")]
    public static partial NvmlReturn DeviceGetEnforcedPowerLimit(nint device, out uint milliwatts);

    /// <summary>The form with a plain number; <c>_v2</c> takes a struct.</summary>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceSetPowerManagementLimit")]
    public static partial NvmlReturn DeviceSetPowerManagementLimit(nint device, uint milliwatts);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetClockInfo")]
    public static partial NvmlReturn DeviceGetClockInfo(nint device, NvmlClock type, out uint megahertz);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMaxClockInfo")]
    public static partial NvmlReturn DeviceGetMaxClockInfo(nint device, NvmlClock type, out uint megahertz);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetSupportedMemoryClocks")]
    public static partial NvmlReturn DeviceGetSupportedMemoryClocks(nint device, ref uint count, uint* megahertz);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetSupportedGraphicsClocks")]
    public static partial NvmlReturn DeviceGetSupportedGraphicsClocks(nint device, uint memoryClock, ref uint count, uint* megahertz);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceSetGpuLockedClocks")]
    public static partial NvmlReturn DeviceSetGpuLockedClocks(nint device, uint least, uint most);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceResetGpuLockedClocks")]
    public static partial NvmlReturn DeviceResetGpuLockedClocks(nint device);

    /// <summary>Drivers since 535; before, <see cref="DeviceGetCurrentClocksThrottleReasons"/>.</summary>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCurrentClocksEventReasons")]
    public static partial NvmlReturn DeviceGetCurrentClocksEventReasons(nint device, out NvmlClockEvents events);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCurrentClocksThrottleReasons")]
    public static partial NvmlReturn DeviceGetCurrentClocksThrottleReasons(nint device, out NvmlClockEvents events);

    /// <summary>Drivers since 565; before, <see cref="DeviceGetTemperature"/>, which is deprecated.</summary>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTemperatureV")]
    public static partial NvmlReturn DeviceGetTemperatureV(nint device, ref NvmlTemperature temperature);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTemperature")]
    public static partial NvmlReturn DeviceGetTemperature(nint device, uint sensor, out uint celsius);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUtilizationRates")]
    public static partial NvmlReturn DeviceGetUtilizationRates(nint device, out NvmlUtilization utilization);

    /// <summary>Drivers since 510; before, <see cref="DeviceGetMemoryInfo"/>, whose used memory includes what is reserved.</summary>
    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo_v2")]
    public static partial NvmlReturn DeviceGetMemoryInfoV2(nint device, ref NvmlMemoryV2 memory);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    public static partial NvmlReturn DeviceGetMemoryInfo(nint device, out NvmlMemory memory);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMigMode")]
    public static partial NvmlReturn DeviceGetMigMode(nint device, out uint current, out uint pending);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPersistenceMode")]
    public static partial NvmlReturn DeviceGetPersistenceMode(nint device, out uint mode);
}
