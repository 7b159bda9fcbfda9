namespace PowerActors.Core.Hardware;

/// <summary>All the hardware of one server, real or simulated.</summary>
public interface IServerHardware
{
    /// <summary>Its GPUs, in the order of their indices.</summary>
    IReadOnlyList<IGpuDevice> Gpus { get; }

    /// <summary>The server's own meter (its power supplies), or null.</summary>
    IPowerMeter? Meter { get; }
}
