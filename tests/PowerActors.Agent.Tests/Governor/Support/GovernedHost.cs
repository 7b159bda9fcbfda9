using Microsoft.Extensions.Logging;
using PowerActors.Agent.Governor;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Agent.Tests.Governor.Support;

/// <summary>Eight simulated A100 that a pretended vLLM serves on, and a governor that reads its page over HTTP once per virtual second.</summary>
internal sealed class GovernedHost : ILogger, IDisposable
{
    private static readonly GpuPhysics Physics = GpuPhysics.For(GpuCatalog.A100Sxm80, "llama2-70b");

    /// <summary>As the shipped figures are tabulated.</summary>
    public static readonly ClockCosts Costs = Tabulate();

    private readonly LiveServer _server = new(ServerCatalog.DgxA100, ActuatorProfile.InBand, Physics);
    private readonly GpuReading[] _readings = new GpuReading[8];
    private readonly PretendedVllm _vllm;
    private readonly GovernorSight _sight = new(8);
    private readonly LiveGovernor _governor;
    private double _clockSeconds;

    public GovernedHost(PretendedVllm vllm, GovernorMode mode = GovernorMode.Enforce, GovernorSettings? settings = null, IReadOnlyList<int>? gpus = null)
    {
        _vllm = vllm;
        _server.SetActivity(new ServerActivity(InferencePhase.Decode, 0, 8));
        vllm.Slowdowns = () => (Physics.PromptSlowdownAt(Clock), Physics.DecodeSlowdownAt(Clock));
        LiveGovernorOptions options = new()
        {
            Mode = mode,
            Settings = settings ?? new GovernorSettings(),
            Costs = Costs,
            CostsFrom = "the test",
            Instances = [new GovernedInstance(vllm.Address, gpus ?? [])],
            Timeout = TimeSpan.FromSeconds(30),
            LargestPage = 1 << 20,
        };
        _governor = new LiveGovernor(options, [.. _server.Gpus.Select(static gpu => gpu.Model)], _sight, standing => Standing = standing, this, TimeSpan.Zero);
    }

    public GovernorStanding? Standing { get; private set; }

    public Megahertz Cap { get; set; } = Megahertz.Unlimited;

    public double Now { get; private set; }

    public Megahertz Clock => _readings[0].Clock.Value > 0 ? _readings[0].Clock : GpuCatalog.A100Sxm80.MaxClock;

    public double MeanClock => _clockSeconds / Now;

    public List<string> Log { get; } = [];

    public List<Megahertz> Wishes { get; } = [];

    /// <summary>A second at a time: serves, reads the GPUs, looks, and has the GPUs hold the tighter of cap and wish.</summary>
    public async Task RunAsync(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Now++;
            _vllm.AdvanceTo(Now);
            TimeSpan now = TimeSpan.FromSeconds(Now);
            _server.ReadGpus(now, _readings);
            _sight.Note(_readings, Cap);
            _clockSeconds += Clock.Value;
            await _governor.LookAsync(now, CancellationToken.None);
            Wishes.Add(Standing!.Wishes[0]);
            foreach (IGpuDevice gpu in _server.Gpus)
            {
                gpu.TryApply(new GpuCap(Cap, Brake: false), now);
                gpu.TryGovern(Standing.Mode == GovernorMode.Enforce ? Standing.Wishes[0] : Megahertz.Unlimited, now);
            }
        }
    }

    /// <summary>Until it wishes for a clock well below the highest.</summary>
    public async Task RunUntilLowAsync()
    {
        for (int i = 0; i < 600; i++)
        {
            await RunAsync(1);
            if (Wishes[^1] < new Megahertz(1300))
                return;
        }

        throw new ShouldAssertException("it never wished for less");
    }

    public void Dispose() => _governor.Dispose();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Information)
            Log.Add(formatter(state, exception));
    }

    private static ClockCosts Tabulate()
    {
        ServerActivity decode = new(InferencePhase.Decode, 0, 2);
        GpuModel model = GpuCatalog.A100Sxm80;
        double top = Physics.MilliwattsAt(decode, model.MaxClock) - Physics.IdleMilliwatts;
        List<ClockCost> steps = [];
        for (double clock = 510; clock <= 1410; clock += 45)
        {
            Megahertz at = new(clock);
            steps.Add(new ClockCost(at, Physics.PromptSlowdownAt(at), Physics.DecodeSlowdownAt(at), (Physics.MilliwattsAt(decode, at) - Physics.IdleMilliwatts) / top));
        }

        return new ClockCosts(steps);
    }
}
