using PowerActors.Agent;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Cluster.Tests.Sessions.Support;

/// <summary>An agent on simulated hardware whose commands are noted.</summary>
internal sealed class TestAgent : IAsyncDisposable
{
    public TestAgent(Uri node, string path, LiveServer? server = null, Func<AgentOptions, AgentOptions>? options = null, string? stateFile = null)
    {
        Server = server ?? new LiveServer(TestSite.Model, ActuatorProfile.Immediate);
        Noted = new NotedServer(Server);
        AgentOptions standard = new()
        {
            Control = [node],
            Servers = [new AgentServerOptions { Path = path, Hardware = Noted, StateFile = stateFile }],
            Seed = 7,
            FirstBackoff = TimeSpan.FromMilliseconds(20),
            LongestBackoff = TimeSpan.FromMilliseconds(200),
            ReconcileEvery = TimeSpan.FromMilliseconds(100),
            LongestSilence = TimeSpan.FromHours(1),
            BootId = static () => "this boot",
        };
        Agent = new PowerAgent(options?.Invoke(standard) ?? standard, Log.For<PowerAgent>());
        Agent.Start();
    }

    public PowerAgent Agent { get; }

    public LiveServer Server { get; }

    public NotedServer Noted { get; }

    public HeardLog Log { get; } = new();

    public bool IsConnected => Agent.Servers[0].Connected;

    public ValueTask DisposeAsync() => Agent.DisposeAsync();
}

/// <summary>Passes everything on and keeps what was asked for, with the agent's time.</summary>
internal sealed class NotedServer : IServerHardware
{
    private readonly IServerHardware _hardware;
    private readonly List<(int Gpu, GpuCap Cap, TimeSpan At)> _asked = [];

    public NotedServer(IServerHardware hardware)
    {
        _hardware = hardware;
        Gpus = [.. hardware.Gpus.Select((gpu, i) => new NotedGpu(this, i, gpu))];
    }

    public IReadOnlyList<IGpuDevice> Gpus { get; }

    public IPowerMeter? Meter => _hardware.Meter;

    /// <summary>Power limits that the GPUs say they were asked for and hold, where a test wants some.</summary>
    public (Watts Requested, Watts Enforced)? PowerLimits { get; set; }

    public IReadOnlyList<(int Gpu, GpuCap Cap, TimeSpan At)> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    /// <summary>The last cap that every GPU was asked for; null while they differ or were not asked.</summary>
    public GpuCap? Last
    {
        get
        {
            GpuCap?[] last = new GpuCap?[Gpus.Count];
            foreach ((int gpu, GpuCap cap, _) in Asked)
                last[gpu] = cap;
            return Array.TrueForAll(last, cap => cap == last[0]) ? last[0] : null;
        }
    }

    public void ReadGpus(TimeSpan now, Span<GpuReading> readings) => _hardware.ReadGpus(now, readings);

    private sealed class NotedGpu(NotedServer server, int index, IGpuDevice device) : IGpuDevice, IGpuReadback
    {
        public GpuModel Model => device.Model;

        public GpuReading Read(TimeSpan now) => device.Read(now);

        public bool TryApply(GpuCap cap, TimeSpan now)
        {
            bool taken = device.TryApply(cap, now);
            lock (server._asked)
                server._asked.Add((index, cap, now));
            return taken;
        }

        public GpuEnforced ReadEnforced(TimeSpan now) =>
            ((IGpuReadback)device).ReadEnforced(now) with { RequestedLimit = server.PowerLimits?.Requested, EnforcedLimit = server.PowerLimits?.Enforced };
    }
}
