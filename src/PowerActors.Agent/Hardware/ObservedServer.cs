using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Hardware;

/// <summary>A server's devices, with a note of what each was asked for last: what the agent reports, and what it compares with what the device says it holds.</summary>
internal sealed class ObservedServer : IServerHardware
{
    private readonly IServerHardware _hardware;

    public ObservedServer(IServerHardware hardware)
    {
        _hardware = hardware;
        Observed = [.. hardware.Gpus.Select(static gpu => new ObservedGpu(gpu))];
    }

    public IReadOnlyList<ObservedGpu> Observed { get; }

    public IReadOnlyList<IGpuDevice> Gpus => Observed;

    public IPowerMeter? Meter => _hardware.Meter;

    public void ReadGpus(TimeSpan now, Span<GpuReading> readings) => _hardware.ReadGpus(now, readings);
}

/// <summary>One of them.</summary>
internal sealed class ObservedGpu(IGpuDevice device) : IGpuDevice
{
    public GpuModel Model => device.Model;

    public IGpuDevice Device => device;

    public bool CanReadBack => device is IGpuReadback;

    /// <summary>The cap it took last; null before the first.</summary>
    public GpuCap? Asked { get; private set; }

    /// <summary>When that was.</summary>
    public TimeSpan AskedAt { get; private set; }

    /// <summary>What the device said it holds, when it was asked last.</summary>
    public GpuEnforced Enforced { get; private set; }

    /// <summary>How the last comparison ended.</summary>
    public CapVerdict Verdict { get; private set; }

    public GpuReading Read(TimeSpan now) => device.Read(now);

    public bool TryApply(GpuCap cap, TimeSpan now)
    {
        if (!device.TryApply(cap, now))
            return false;
        Asked = cap;
        AskedAt = now;
        return true;
    }

    public bool TryGovern(Megahertz ceiling, TimeSpan now) => device.TryGovern(ceiling, now);

    /// <summary>Asks the device what it holds, and asks it again for what it should, where it holds looser.</summary>
    /// <param name="patience">How long after a cap was asked for it may not yet be in force.</param>
    /// <param name="now">The present.</param>
    /// <returns>The verdict, where it is another than the last time; else null.</returns>
    public CapVerdict? Reconcile(TimeSpan patience, TimeSpan now)
    {
        if (device is not IGpuReadback readback)
            return null;
        Enforced = readback.ReadEnforced(now);
        if (Asked is not { } asked || now - AskedAt < patience)
            return null;
        CapVerdict verdict = CapComparison.Judge(asked, Enforced, Model);
        if (verdict == CapVerdict.Drifted && device.TryApply(asked, now))
            AskedAt = now;
        CapVerdict before = Verdict;
        Verdict = verdict;
        return verdict == before ? null : verdict;
    }
}
