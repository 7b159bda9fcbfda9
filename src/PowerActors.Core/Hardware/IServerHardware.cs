namespace PowerActors.Core.Hardware;

/// <summary>All the hardware of one server, real or simulated.</summary>
public interface IServerHardware
{
    /// <summary>Its GPUs, in the order of their indices.</summary>
    IReadOnlyList<IGpuDevice> Gpus { get; }

    /// <summary>The server's own meter (its power supplies), or null.</summary>
    IPowerMeter? Meter { get; }

    /// <summary>Reads all GPUs in one go: drivers serialise their calls behind one lock anyway.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    /// <param name="readings">Filled with one reading per GPU.</param>
    void ReadGpus(TimeSpan now, Span<GpuReading> readings)
    {
        for (int i = 0; i < readings.Length; i++)
            readings[i] = Gpus[i].Read(now);
    }
}
