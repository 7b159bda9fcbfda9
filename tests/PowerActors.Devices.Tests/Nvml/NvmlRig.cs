using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>A fresh pretended host, opened through the real binding. Patience is long, so that a busy machine changes no result.</summary>
internal sealed class NvmlRig : IDisposable
{
    public NvmlRig(int gpus = 2, NvmlOptions? options = null, Action? before = null)
    {
        MockNvml.Reset(gpus);
        before?.Invoke();
        Hardware = NvmlServerHardware.Open((options ?? Patient) with { Library = MockNvml.Path });
        MockNvml.ClearLog();
    }

    public static NvmlOptions Patient { get; } = new() { ReadPatience = TimeSpan.FromSeconds(60), WritePatience = TimeSpan.FromSeconds(60) };

    public NvmlServerHardware Hardware { get; }

    /// <summary>The callers' time; a test moves it.</summary>
    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public NvmlGpu Gpu(int index = 0) => Hardware.NvmlGpus[index];

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>A reading a second later.</summary>
    public GpuReading Read(int gpu = 0)
    {
        Pass(1);
        return Gpu(gpu).Read(Now);
    }

    public bool Cap(double megahertz, int gpu = 0) => Gpu(gpu).TryApply(new GpuCap(new Megahertz(megahertz), Brake: false), Now);

    public bool Brake(int gpu = 0) => Gpu(gpu).TryApply(new GpuCap(new Megahertz(288), Brake: true), Now);

    public bool Release(int gpu = 0) => Gpu(gpu).TryApply(GpuCap.Free, Now);

    /// <summary>Requested and enforced, a settle time later.</summary>
    public GpuEnforced Enforced(int gpu = 0)
    {
        Pass(2);
        return Gpu(gpu).ReadEnforced(Now);
    }

    public void Dispose() => Hardware.Dispose();
}
