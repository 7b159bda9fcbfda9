using PowerActors.Devices.Nvml.Binding;

namespace PowerActors.Devices.Nvml;

/// <summary>Everything that NVML tells of this host at one moment. Reading changes nothing and needs no privileges.</summary>
/// <param name="Library">The library that was loaded.</param>
/// <param name="NvmlVersion">Its version.</param>
/// <param name="DriverVersion">Version of the kernel driver.</param>
/// <param name="Gpus">One report per GPU, by index; a GPU that cannot be reached has one too.</param>
public sealed record NvmlInventory(string Library, string? NvmlVersion, string? DriverVersion, IReadOnlyList<NvmlGpuReport> Gpus)
{
    /// <summary>Reads it.</summary>
    /// <param name="library">Path of the library; null for the one in POWERACTORS_NVML_LIBRARY, or the system's.</param>
    /// <exception cref="NvmlException">There is no library, or no driver.</exception>
    public static NvmlInventory Read(string? library = null)
    {
        using NvmlSession session = NvmlSession.Open(library);
        NvmlGpuReport[] gpus = new NvmlGpuReport[NvmlSession.CountGpus()];
        for (int i = 0; i < gpus.Length; i++)
        {
            NvmlReturn code = NvmlMethods.DeviceGetHandleByIndex((uint)i, out nint device);
            gpus[i] = code == NvmlReturn.Success ? NvmlReports.Read(device, i) : new NvmlGpuReport { Index = i, Code = code, Unread = [new NvmlUnread("the GPU", code)] };
        }

        return new NvmlInventory(NvmlLibrary.Loaded!, NvmlSession.NvmlVersion(), NvmlSession.DriverVersion(), gpus);
    }
}
