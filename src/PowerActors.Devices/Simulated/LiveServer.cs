using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// A simulated server whose time is its caller's: each call moves it on to the present, so that caps take effect when they would on real hardware. Whoever loads it may do so from another
/// thread.
/// </summary>
public sealed class LiveServer : IServerHardware
{
    private readonly Lock _gate = new();
    private readonly SimulatedServer _server;
    private readonly Device[] _gpus;
    private long _nowTicks;

    /// <summary>A server that is on and idle.</summary>
    /// <param name="model">Its product.</param>
    /// <param name="actuators">How long caps take to act.</param>
    /// <param name="physics">Draw and slowdown of its GPUs, where many servers share one; made for the product when null.</param>
    public LiveServer(ServerModel model, ActuatorProfile actuators, GpuPhysics? physics = null)
    {
        _server = new SimulatedServer(0, model, physics ?? GpuPhysics.For(model.Gpu, "llama2-70b"), actuators);
        _gpus = [.. _server.Gpus.Select(gpu => new Device(this, gpu))];
        Meter = new LiveMeter(this);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IGpuDevice> Gpus => _gpus;

    /// <inheritdoc/>
    public IPowerMeter? Meter { get; }

    /// <summary>What it draws, as of the last call.</summary>
    public Watts Power
    {
        get
        {
            lock (_gate)
                return new Watts(_server.PowerMilliwatts / 1e3);
        }
    }

    /// <summary>Caps that act on its GPUs, as of the last call.</summary>
    public IReadOnlyList<GpuCap> CapsInForce
    {
        get
        {
            lock (_gate)
                return [.. _server.Gpus.Select(static gpu => gpu.CapInForce)];
        }
    }

    /// <summary>Sets what it is doing from now on.</summary>
    public void SetActivity(in ServerActivity activity)
    {
        lock (_gate)
            _server.SetActivity(activity, _nowTicks);
    }

    /// <summary>Does something to the server itself, such as breaking it.</summary>
    public void With(Action<SimulatedServer, TimeSpan> action)
    {
        lock (_gate)
            action(_server, new TimeSpan(_nowTicks));
    }

    /// <inheritdoc/>
    public void ReadGpus(TimeSpan now, Span<GpuReading> readings)
    {
        lock (_gate)
        {
            _server.TickNonGpu(MoveTo(now));
            _server.ReadGpus(now, readings);
        }
    }

    /// <summary>Time must not run backwards: a caller that starts anew, with a clock from zero, goes on from where the last one was.</summary>
    private long MoveTo(TimeSpan now)
    {
        _nowTicks = Math.Max(_nowTicks, now.Ticks);
        _server.AdvanceTo(_nowTicks);
        return _nowTicks;
    }

    private sealed class Device(LiveServer server, SimulatedGpu gpu) : IGpuDevice, IGpuReadback
    {
        public GpuModel Model => gpu.Model;

        public GpuReading Read(TimeSpan now)
        {
            lock (server._gate)
            {
                server.MoveTo(now);
                return gpu.Read(now);
            }
        }

        public bool TryApply(GpuCap cap, TimeSpan now)
        {
            lock (server._gate)
            {
                bool taken = gpu.TryApply(cap, new TimeSpan(server.MoveTo(now)));
                server.MoveTo(now); // Where there is no latency, it is in force now.
                return taken;
            }
        }

        public bool TryGovern(Megahertz ceiling, TimeSpan now)
        {
            lock (server._gate)
            {
                bool taken = gpu.TryGovern(ceiling, new TimeSpan(server.MoveTo(now)));
                server.MoveTo(now);
                return taken;
            }
        }

        public GpuEnforced ReadEnforced(TimeSpan now)
        {
            lock (server._gate)
            {
                server.MoveTo(now);
                return gpu.ReadEnforced(now);
            }
        }
    }

    private sealed class LiveMeter(LiveServer server) : IPowerMeter
    {
        public bool TryRead(TimeSpan now, out Watts power)
        {
            power = server.Power;
            return true;
        }
    }
}
