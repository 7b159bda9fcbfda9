using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>
/// The pretended NVML of <c>mock/</c>, compiled once per test run, and its controls. A process binds to one NVML only, so all tests share it: those that use it belong to
/// the collection <see cref="NvmlCollection"/>, which runs one after the other.
/// </summary>
internal static class MockNvml
{
    private const string Controls = "mock-nvml-controls";
    private static readonly Lazy<string> Built = new(Build);

    static MockNvml() => NativeLibrary.SetDllImportResolver(
        typeof(MockNvml).Assembly, static (name, _, _) => name == Controls ? NativeLibrary.Load(Path) : IntPtr.Zero);

    /// <summary>The library, built when first asked for.</summary>
    public static string Path => Built.Value;

    /// <summary>Why it cannot be built here; null when it can.</summary>
    public static string? Obstacle { get; } = OperatingSystem.IsLinux()
        ? FindCompiler() is null ? "gcc is not installed: the pretended NVML cannot be built" : null
        : "the pretended NVML is built on Linux only";

    public static string Log => Marshal.PtrToStringUTF8(ReadLog())!;

    /// <summary>What was set since the last reset, a line per call.</summary>
    public static string[] Lines => Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static void Fail(string function, int gpu, int code, int times = -1) => FailCore(function, gpu, code, times);

    [DllImport(Controls, EntryPoint = "mock_reset")]
    public static extern void Reset(int gpus);

    [DllImport(Controls, EntryPoint = "mock_set")]
    public static extern void Set(int gpu, MockKey key, uint value);

    [DllImport(Controls, EntryPoint = "mock_get")]
    public static extern uint Get(int gpu, MockKey key);

    [DllImport(Controls, EntryPoint = "mock_name")]
    public static extern void Name(int gpu, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(Controls, EntryPoint = "mock_lock_takes")]
    public static extern void LockTakes(uint microseconds);

    [DllImport(Controls, EntryPoint = "mock_heal")]
    public static extern void Heal();

    [DllImport(Controls, EntryPoint = "mock_driver_gone")]
    public static extern void DriverGone();

    [DllImport(Controls, EntryPoint = "mock_driver_back")]
    public static extern void DriverBack();

    [DllImport(Controls, EntryPoint = "mock_hide_first")]
    public static extern void HideFirst(int hidden);

    [DllImport(Controls, EntryPoint = "mock_gate")]
    public static extern void Gate(int closed, [MarshalAs(UnmanagedType.LPUTF8Str)] string function);

    [DllImport(Controls, EntryPoint = "mock_wait_blocked")]
    public static extern void WaitBlocked(int blocked);

    [DllImport(Controls, EntryPoint = "mock_advance")]
    public static extern void Advance(uint milliseconds);

    [DllImport(Controls, EntryPoint = "mock_overlaps")]
    public static extern int Overlaps();

    [DllImport(Controls, EntryPoint = "mock_calls")]
    public static extern ulong Calls();

    [DllImport(Controls, EntryPoint = "mock_inits")]
    public static extern int Inits();

    [DllImport(Controls, EntryPoint = "mock_clear_log")]
    public static extern void ClearLog();

    [DllImport(Controls, EntryPoint = "mock_fail")]
    private static extern void FailCore([MarshalAs(UnmanagedType.LPUTF8Str)] string function, int gpu, int code, int times);

    [DllImport(Controls, EntryPoint = "mock_read_log")]
    private static extern IntPtr ReadLog();

    private static string Build()
    {
        string source = System.IO.Path.Combine(AppContext.BaseDirectory, "mock");
        string folder = Directory.CreateTempSubdirectory("poweractors-nvml-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string library = System.IO.Path.Combine(folder, "libnvidia-ml.so.1");
        ProcessStartInfo start = new(FindCompiler() ?? throw new InvalidOperationException(Obstacle)) { RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden", "-o", library, .. Directory.GetFiles(source, "*.c"), "-lpthread"])
            start.ArgumentList.Add(argument);
        using Process compiler = Process.Start(start)!;
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? library : throw new InvalidOperationException(errors);
    }

    private static string? FindCompiler() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Select(static folder => System.IO.Path.Combine(folder, "gcc")).FirstOrDefault(File.Exists);
}

/// <summary>Numbers of a pretended GPU that tests set; those of <c>mock_state.h</c>.</summary>
internal enum MockKey
{
    PowerMilliwatts = 0,
    LoadPermille = 1,
    DefaultLimit = 2,
    MinLimit = 3,
    MaxLimit = 4,
    RequestedLimit = 5,
    OutOfBandLimit = 6,
    LowestClock = 7,
    HighestClock = 8,
    ClockStep = 9,
    SustainedClock = 10,
    MemoryClock = 11,
    Events = 12,
    MigCurrent = 13,
    MigPending = 14,
    MigSupported = 15,
    Persistence = 16,
    Temperature = 17,
    Utilization = 18,
    MemoryMib = 19,
    MemoryUsedMib = 20,
    FieldsSupported = 21,
    Lost = 22,
    LockSupported = 23,
    LimitSupported = 24,
    SettleReads = 25,
    DropsLowLimit = 26,
    LockMax = 27,
}

/// <summary>A fact about the pretended NVML: skipped where it cannot be built, but not in CI, where it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NvmlFactAttribute : FactAttribute
{
    public NvmlFactAttribute() => Skip = NvmlSkip.Reason;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NvmlTheoryAttribute : TheoryAttribute
{
    public NvmlTheoryAttribute() => Skip = NvmlSkip.Reason;
}

internal static class NvmlSkip
{
    public static string? Reason => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase) && OperatingSystem.IsLinux() ? null : MockNvml.Obstacle;
}

/// <summary>Tests that share the pretended NVML, one after the other.</summary>
[CollectionDefinition("nvml")]
public sealed class NvmlCollection;
