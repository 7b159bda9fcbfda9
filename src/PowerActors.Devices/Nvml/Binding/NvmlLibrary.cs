using System.Reflection;
using System.Runtime.InteropServices;

namespace PowerActors.Devices.Nvml.Binding;

/// <summary>
/// Finds NVIDIA's management library: the path given, else the one in the environment variable, else the system's. A process uses one library; it stays loaded, and
/// a driver reload does not change that.
/// </summary>
internal static class NvmlLibrary
{
    /// <summary>Names a library other than the system's.</summary>
    public const string PathVariable = "POWERACTORS_NVML_LIBRARY";

    // Everything newer drivers added, and what an old one may lack, is asked for by name before it is called.
    private static readonly string[] Required =
    [
        "nvmlInit_v2", "nvmlShutdown", "nvmlSystemGetDriverVersion", "nvmlSystemGetNVMLVersion", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2",
        "nvmlDeviceGetHandleByUUID", "nvmlDeviceGetName", "nvmlDeviceGetUUID", "nvmlDeviceGetSerial", "nvmlDeviceGetPciInfo_v3", "nvmlDeviceGetFieldValues",
        "nvmlDeviceGetPowerUsage", "nvmlDeviceGetTotalEnergyConsumption", "nvmlDeviceGetPowerManagementLimit", "nvmlDeviceGetPowerManagementDefaultLimit",
        "nvmlDeviceGetPowerManagementLimitConstraints", "nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceSetPowerManagementLimit", "nvmlDeviceGetClockInfo",
        "nvmlDeviceGetMaxClockInfo", "nvmlDeviceGetSupportedMemoryClocks", "nvmlDeviceGetSupportedGraphicsClocks", "nvmlDeviceSetGpuLockedClocks",
        "nvmlDeviceResetGpuLockedClocks", "nvmlDeviceGetTemperature", "nvmlDeviceGetUtilizationRates", "nvmlDeviceGetMemoryInfo", "nvmlDeviceGetPersistenceMode",
    ];

    private static readonly Lock Gate = new();
    private static nint _handle;

    /// <summary>The name or path that is loaded; null before the first <see cref="Load"/>.</summary>
    public static string? Loaded { get; private set; }

    public static bool HasClockEvents { get; private set; }

    public static bool HasClockThrottleReasons { get; private set; }

    public static bool HasTemperatureV { get; private set; }

    public static bool HasMemoryV2 { get; private set; }

    public static bool HasMig { get; private set; }

    /// <summary>Loads the library, once.</summary>
    /// <param name="path">Path, or null for the environment's or the system's.</param>
    /// <exception cref="NvmlException">It is not there, lacks a function, or the process already uses another one.</exception>
    public static void Load(string? path)
    {
        path = NullIfEmpty(path) ?? NullIfEmpty(Environment.GetEnvironmentVariable(PathVariable));
        lock (Gate)
        {
            if (_handle != 0 && (path is null || path == Loaded))
                return;
            (nint handle, string name) = Find(path);
            if (_handle != 0 && handle != _handle)
                throw new NvmlException($"cannot open NVML: this process already uses '{Loaded}', not '{name}'; restart it to change", NvmlFault.Refused, NvmlReturn.InvalidArgument);
            if (_handle != 0)
                return;
            if (Required.FirstOrDefault(function => !NativeLibrary.TryGetExport(handle, function, out _)) is { } missing)
                throw new NvmlException($"cannot open NVML: '{name}' has no {missing}; it is no NVML, or of a driver older than 450", NvmlFault.Unsupported, NvmlReturn.FunctionNotFound);
            HasClockEvents = Has(handle, "nvmlDeviceGetCurrentClocksEventReasons");
            HasClockThrottleReasons = Has(handle, "nvmlDeviceGetCurrentClocksThrottleReasons");
            HasTemperatureV = Has(handle, "nvmlDeviceGetTemperatureV");
            HasMemoryV2 = Has(handle, "nvmlDeviceGetMemoryInfo_v2");
            HasMig = Has(handle, "nvmlDeviceGetMigMode");
            NativeLibrary.SetDllImportResolver(typeof(NvmlLibrary).Assembly, Resolve);
            _handle = handle;
            Loaded = name;
        }
    }

    private static (nint Handle, string Name) Find(string? path)
    {
        string[] candidates = path is not null ? [path]
            : OperatingSystem.IsWindows() ? ["nvml.dll", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NVIDIA Corporation", "NVSMI", "nvml.dll")]
            : ["libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"];
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
                return (handle, candidate);
        }

        throw path is null
            ? new NvmlException("open NVML", NvmlReturn.LibraryNotFound)
            : new NvmlException($"cannot open NVML: '{path}' is not a library that can be loaded; check the path, or leave it out for the system's", NvmlFault.DriverGone, NvmlReturn.LibraryNotFound);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == NvmlMethods.Library ? _handle : 0;

    private static bool Has(nint handle, string function) => NativeLibrary.TryGetExport(handle, function, out _);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
