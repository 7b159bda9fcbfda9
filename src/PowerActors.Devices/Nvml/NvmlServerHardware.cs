using PowerActors.Core.Hardware;
using PowerActors.Devices.Nvml.Binding;

namespace PowerActors.Devices.Nvml;

/// <summary>
/// The NVIDIA GPUs of this host behind one thread that calls the driver. Opening changes nothing; closing leaves the caps as they are, unless
/// <see cref="RestoreDefaults"/> is called before.
/// </summary>
public sealed class NvmlServerHardware : IServerHardware, IDisposable
{
    private readonly NvmlWorker _worker;
    private readonly NvmlGpu[] _gpus;

    private NvmlServerHardware(NvmlWorker worker, NvmlGpu[] gpus, string? nvmlVersion, string? driverVersion)
    {
        _worker = worker;
        _gpus = gpus;
        NvmlVersion = nvmlVersion;
        DriverVersion = driverVersion;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IGpuDevice> Gpus => _gpus;

    /// <summary>The same GPUs with all that NVML tells of them.</summary>
    public IReadOnlyList<NvmlGpu> NvmlGpus => _gpus;

    /// <summary>Null: NVML knows nothing of the server's power supplies.</summary>
    public IPowerMeter? Meter => null;

    /// <summary>Version of the library when the host was opened.</summary>
    public string? NvmlVersion { get; }

    /// <summary>Version of the kernel driver when the host was opened.</summary>
    public string? DriverVersion { get; }

    /// <summary>
    /// Opens NVML and finds the GPUs. One that cannot be reached counts as its neighbour's product and is lost, until it is found again.
    /// </summary>
    /// <param name="options">The usual when null.</param>
    /// <exception cref="NvmlException">There is no driver, or none of the GPUs can be reached: the message says what would put it right.</exception>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static NvmlServerHardware Open(NvmlOptions? options = null)
    {
        options ??= NvmlOptions.Default;
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        NvmlSession session = NvmlSession.Open(options.Library);
        try
        {
            return Open(session, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void ReadGpus(TimeSpan now, Span<GpuReading> readings) => _worker.Read(now, readings);

    /// <summary>Releases every cap that was set through this object: clocks are unlocked, power limits go back to their defaults.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    /// <returns>False when a GPU refused or could not be reached.</returns>
    public bool RestoreDefaults(TimeSpan now)
    {
        bool all = true;
        foreach (NvmlGpu gpu in _gpus)
        {
            if (gpu.Status.Requested is not null)
                all &= gpu.TryApply(GpuCap.Free, now);
        }

        return all;
    }

    /// <summary>Ends the session. The caps stay, as long as the driver keeps them (persistence mode).</summary>
    public void Dispose() => _worker.Dispose();

    private static NvmlServerHardware Open(NvmlSession session, NvmlOptions options)
    {
        NvmlGpuReport[] found = new NvmlGpuReport[NvmlSession.CountGpus()];
        for (int i = 0; i < found.Length; i++)
        {
            NvmlReturn code = NvmlMethods.DeviceGetHandleByIndex((uint)i, out nint device);
            found[i] = code == NvmlReturn.Success ? NvmlReports.Read(device, i) : new NvmlGpuReport { Index = i, Code = code, Unread = [new NvmlUnread("the GPU", code)] };
        }

        NvmlGpuReport? neighbour = Array.Find(found, static gpu => gpu.Model is not null);
        NvmlChannel[] channels = new NvmlChannel[found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i].Model is null && neighbour is null)
                throw new NvmlException($"open GPU {i}", found[i].Unread is [var first, ..] ? first.Code : NvmlReturn.Unknown);
            if (found[i].Model is null)
                found[i] = found[i] with { Model = neighbour!.Model, IsKnownModel = neighbour.IsKnownModel, Ranges = neighbour.Ranges };
            channels[i] = new NvmlChannel(found[i].Uuid.Length == 0 ? null : found[i].Uuid, found[i].Model!, found[i].Ranges, options.Backstop);
        }

        string? nvmlVersion = NvmlSession.NvmlVersion();
        string? driverVersion = NvmlSession.DriverVersion();
        NvmlWorker worker = new(new NvmlHost(session, channels, options), options);
        return new NvmlServerHardware(worker, [.. found.Select((report, i) => new NvmlGpu(worker, options, i, report))], nvmlVersion, driverVersion);
    }
}
