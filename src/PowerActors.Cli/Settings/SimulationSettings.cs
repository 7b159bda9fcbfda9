using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Serving;

namespace PowerActors.Cli.Settings;

/// <summary>The sections <c>simulation</c> and <c>objectives</c>: what to run and what it must keep.</summary>
internal sealed record SimulationSettings
{
    /// <summary>How many servers; null for as many as the topology has, or as <see cref="Oversubscription"/> says.</summary>
    public int? Servers { get; init; }

    /// <summary>Surplus over what the limits allow at nameplate, as a share; null where the number of servers counts.</summary>
    public double? Oversubscription { get; init; }

    /// <summary>Simulated time; null for the default of the load.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>How servers take requests.</summary>
    public Batching Batching { get; init; }

    /// <summary>The model that is served.</summary>
    public LlmModel Model { get; init; } = LlmModel.Bloom176B;

    /// <summary>A file of measured iterations; null for the shipped ones.</summary>
    public string? Profile { get; init; }

    /// <summary>A file of requests; null for a synthetic load.</summary>
    public string? Trace { get; init; }

    /// <summary>Multiplies the rate of requests.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>Share of a trace's requests that are of high priority.</summary>
    public double HighPriorityShare { get; init; } = .5;

    /// <summary>Requests in flight per server that a synthetic load keeps up, mean over a week.</summary>
    public double RequestsPerServer { get; init; } = 3.8;

    /// <summary>How far the hours of a day depart from its mean, as a share.</summary>
    public double DailyAmplitude { get; init; } = .6;

    /// <summary>How far whole days depart from the cycle, as a share.</summary>
    public double DayVariation { get; init; } = .25;

    /// <summary>What a day of the weekend has of a working day's requests.</summary>
    public double WeekendFactor { get; init; } = .9;

    /// <summary>How many requests a server at work takes before another is woken; null spreads them.</summary>
    public int? Consolidate { get; init; } = 6;

    /// <summary>When power statistics start.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time constant with which the part of a server that is not GPU follows the GPUs.</summary>
    public TimeSpan NonGpuLag { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Share of that part that follows at once.</summary>
    public double NonGpuAtOnce { get; init; } = .8;

    /// <summary>What servers draw over what their models say.</summary>
    public double PowerFactor { get; init; } = 1;

    /// <summary>Which part of every class of a synthetic load is of high priority; null for what the classes say.</summary>
    public double? ClassesHighPriority { get; init; }

    /// <summary>The clock governor of every server; null for none.</summary>
    public GovernorOptions? Governor { get; init; }

    /// <summary>The most that the time to first token may be.</summary>
    public TimeSpan Ttft { get; init; }

    /// <summary>The most that the mean time between a request's tokens may be.</summary>
    public TimeSpan Tbt { get; init; }

    /// <summary>What the run must keep.</summary>
    public Objectives Objectives { get; init; } = new();

    /// <summary>Reads both sections and notes their faults.</summary>
    public static SimulationSettings Read(LoadedSettings settings)
    {
        SettingsReader reader = settings.Section("simulation");
        int? servers = reader.Text("servers") == "topology" ? null : reader.Int32("servers", 1, TopologyReader.MostServers);
        double? oversubscription = reader.Text("oversubscribe") == "none" ? null : reader.Share("oversubscribe", 0, 3);
        if (servers is not null && oversubscription is not null)
            reader.Fault("oversubscribe", $"is {reader.Text("oversubscribe")} and simulation.servers is {servers}; write one of them");
        GovernorReader governor = GovernorReader.Read(settings.Section("governor"));
        return new SimulationSettings
        {
            Governor = governor.IsEnabled ? governor.Options : null,
            Ttft = governor.Options.Settings.Ttft,
            Tbt = governor.Options.Settings.Tbt,
            Servers = servers,
            Oversubscription = oversubscription,
            Duration = ReadDuration(reader),
            Seed = (ulong)(reader.Integer("seed", 0, long.MaxValue) ?? 1),
            Batching = reader.Word("batching", ("continuous", Batching.Continuous), ("single", Batching.Single)) ?? Batching.Continuous,
            Model = ReadModel(reader),
            Profile = FilePath(reader, "profile"),
            Trace = FilePath(reader, "trace"),
            RateScale = reader.Number("rate-scale", .001, 1000) ?? 1,
            HighPriorityShare = reader.Share("high-priority", 0, 1) ?? .5,
            RequestsPerServer = reader.Object("load").Number("requests-per-server", .01, 1000) ?? 3.8,
            DailyAmplitude = reader.Object("load").Share("daily-amplitude", 0, 1) ?? .6,
            DayVariation = reader.Object("load").Share("day-variation", 0, .9) ?? .25,
            WeekendFactor = reader.Object("load").Share("weekend", 0, 2) ?? .9,
            Consolidate = reader.Object("load").Text("consolidate") == "none" ? null : reader.Object("load").Int32("consolidate", 1, 65_536),
            ClassesHighPriority = reader.Object("load").Text("high-priority") == "classes" ? null : reader.Object("load").Share("high-priority", 0, 1),
            PowerFactor = reader.Number("power-factor", .5, 2) ?? 1,
            WarmUp = reader.Time("warm-up") ?? TimeSpan.FromMinutes(5),
            NonGpuLag = reader.Time("non-gpu-lag") ?? TimeSpan.FromMinutes(1),
            NonGpuAtOnce = reader.Share("non-gpu-at-once", 0, 1) ?? .8,
            Objectives = ReadObjectives(settings.Section("objectives")),
        };
    }

    /// <summary>The tree with as many servers as the settings say, checked.</summary>
    /// <exception cref="InputException">With that many servers the tree cannot be guarded.</exception>
    public TopologyPlan Apply(TopologyPlan plan)
    {
        int? servers = Oversubscription is { } surplus ? plan.ServersAt(surplus) : Servers;
        if (servers is null)
            return plan;
        if (servers > TopologyReader.MostServers)
            throw new InputException("--oversubscribe", 0, $"asks for {servers} servers; one site can have at most {TopologyReader.MostServers}");
        TopologyPlan scaled = plan.WithServers(servers.Value);
        IReadOnlyList<TopologyFault> faults = TopologyCheck.Run(scaled).Faults;
        return faults.Count == 0 ? scaled : throw new InputException([.. faults.Select(static fault => new InputFault(fault.Source.File, fault.Source.Line, fault.Message))]);
    }

    private static TimeSpan? ReadDuration(SettingsReader reader)
    {
        if (reader.Text("duration") is "auto" or null || reader.Time("duration") is not { } duration)
            return null;
        if (duration <= TimeSpan.FromDays(7 * 52))
            return duration;
        reader.Fault("duration", $"is {reader.Text("duration")}; it must be at most 52 w");
        return null;
    }

    private static LlmModel ReadModel(SettingsReader reader)
    {
        if (reader.Text("model") is not { } name)
            return LlmModel.Bloom176B;
        if (LlmModel.Find(name) is { } model)
            return model;
        reader.Fault("model", $"is the unknown model '{name}'; {reader.Faults.Suggest(name, LlmModel.All.Select(static known => known.Name))}");
        return LlmModel.Bloom176B;
    }

    /// <summary>A file that a settings file names stands beside that file; one that an option names, where the user stands.</summary>
    private static string? FilePath(SettingsReader reader, string key)
    {
        if (reader.Text(key) is not { } path)
            return null;
        SourceLocation origin = reader.OriginOf(key);
        string? beside = origin.Line > 0 && origin.File != ReferenceSettings.Name ? Path.GetDirectoryName(origin.File) : null;
        return string.IsNullOrEmpty(beside) ? path : Path.Combine(beside, path);
    }

    private static Objectives ReadObjectives(SettingsReader reader)
    {
        const double Most = 100;
        Objectives standard = new();
        SettingsReader high = reader.Object("high");
        SettingsReader low = reader.Object("low");
        return new Objectives
        {
            HighP50 = high.Share("p50", 0, Most) ?? standard.HighP50,
            HighP99 = high.Share("p99", 0, Most) ?? standard.HighP99,
            HighThroughput = high.Share("throughput", 0, Most) ?? standard.HighThroughput,
            LowP50 = low.Share("p50", 0, Most) ?? standard.LowP50,
            LowP99 = low.Share("p99", 0, Most) ?? standard.LowP99,
            LowThroughput = low.Share("throughput", 0, Most) ?? standard.LowThroughput,
            Brakes = reader.Int32("brakes", 0, 1_000_000) ?? standard.Brakes,
            BreakerTrips = reader.Int32("trips", 0, 1_000_000) ?? standard.BreakerTrips,
        };
    }
}
