using PowerActors.Devices.Nvml.Binding;

namespace PowerActors.Devices.Nvml;

/// <summary>
/// One initialisation of NVML. Its handles die with it; after a driver reload or a lost GPU a new one is opened. NVML counts initialisations, so several may be open
/// in a process. Not thread-safe: whoever owns it calls from one thread at a time.
/// </summary>
internal sealed class NvmlSession : IDisposable
{
    private bool _isOpen = true;

    private NvmlSession()
    {
    }

    /// <summary>Loads the library and initialises it.</summary>
    /// <param name="library">Path, or null for the environment's or the system's.</param>
    /// <exception cref="NvmlException">There is no library, or no driver.</exception>
    public static NvmlSession Open(string? library)
    {
        NvmlLibrary.Load(library);
        NvmlReturn code = NvmlMethods.Init();
        return code is NvmlReturn.Success or NvmlReturn.AlreadyInitialized ? new NvmlSession() : throw new NvmlException("open NVML", code);
    }

    /// <summary>How many GPUs the driver sees.</summary>
    /// <exception cref="NvmlException">It does not say.</exception>
    public static int CountGpus()
    {
        NvmlReturn code = NvmlMethods.DeviceGetCount(out uint count);
        return code == NvmlReturn.Success ? (int)count : throw new NvmlException("count the GPUs", code);
    }

    /// <summary>Identities of the GPUs that can be reached.</summary>
    public static unsafe IEnumerable<string> Uuids()
    {
        List<string> uuids = [];
        uint count = NvmlMethods.DeviceGetCount(out uint found) == NvmlReturn.Success ? found : 0;
        for (uint i = 0; i < count; i++)
        {
            if (NvmlMethods.DeviceGetHandleByIndex(i, out nint device) == NvmlReturn.Success
                && NvmlCalls.Text(NvmlMethods.DeviceGetUuid, device, NvmlSizes.Uuid, out string? uuid) == NvmlReturn.Success)
                uuids.Add(uuid!);
        }

        return uuids;
    }

    /// <summary>Version of the kernel driver, null when it does not say.</summary>
    public static unsafe string? DriverVersion()
    {
        NvmlCalls.Text(static (_, buffer, length) => NvmlMethods.SystemGetDriverVersion(buffer, length), 0, NvmlSizes.Version, out string? version);
        return version;
    }

    /// <summary>Version of the library, null when it does not say.</summary>
    public static unsafe string? NvmlVersion()
    {
        NvmlCalls.Text(static (_, buffer, length) => NvmlMethods.SystemGetNvmlVersion(buffer, length), 0, NvmlSizes.Version, out string? version);
        return version;
    }

    public void Dispose()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        NvmlMethods.Shutdown();
    }
}
