using PowerActors.Core.Placement.Kubernetes;
using PowerActors.Core.Placement.Live;
using PowerActors.Core.Placement.Policies;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Settings;

namespace PowerActors.Cluster.Scheduling;

/// <summary>The section <c>scheduler</c>: how pods are placed for Kubernetes.</summary>
public sealed record SchedulerSettings
{
    /// <summary>How nodes are scored.</summary>
    public IPlacementPolicy Policy { get; init; } = new PwrFgdPolicy(.1m);

    /// <summary>How much the power tree counts.</summary>
    public PowerHeed Power { get; init; } = PowerHeed.Refuse;

    /// <summary>Whether servers of a pod's priority come before others.</summary>
    public bool MatchPriority { get; init; } = true;

    /// <summary>Whether pods may go to nodes that are no server of the topology, and so behind no breaker that is guarded here.</summary>
    public bool AllowUnguarded { get; init; } = true;

    /// <summary>The share of what a task may draw at the most that it is expected to draw, above 0, at most 1: POLCA's production row peaks at 79 % of what it was provisioned for.</summary>
    public double ExpectedShare { get; init; } = .8;

    /// <summary>Whether filter answers the best node alone, so that no other scheduler plugin can choose another.</summary>
    public bool BestOnly { get; init; }

    /// <summary>For how long a pod is taken to go to the node that was ranked first, as long as nobody says otherwise.</summary>
    public TimeSpan AssumeFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long its watts count as on their way when no measurement shows them.</summary>
    public TimeSpan OnTheWay { get; init; } = new PowerLedgerSettings().OnTheWay;

    /// <summary>Bytes of a request at most.</summary>
    public int LargestRequest { get; init; } = 64 << 20;

    /// <summary>Servers of nodes, by the node's name, where neither its name nor a label says it.</summary>
    public IReadOnlyDictionary<string, string> Servers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Names of labels, annotations, resources and priority classes.</summary>
    public MappingRules Rules { get; init; } = new();

    /// <summary>Where the cluster is watched; null for nowhere: it is posted, or comes with each request.</summary>
    public KubernetesAccess? Kubernetes { get; init; }

    /// <summary>Reads the section; what is missing keeps its default. Faults are noted in the reader.</summary>
    public static SchedulerSettings Read(SettingsReader reader)
    {
        SchedulerSettings standard = new();
        SchedulerSettings settings = new()
        {
            Policy = ReadPolicy(reader) ?? standard.Policy,
            Power = reader.Word("power", ("refuse", PowerHeed.Refuse), ("prefer", PowerHeed.Prefer), ("none", PowerHeed.None)) ?? standard.Power,
            MatchPriority = reader.Flag("match-priority") ?? standard.MatchPriority,
            AllowUnguarded = reader.Word("unguarded-nodes", ("allow", true), ("refuse", false)) ?? standard.AllowUnguarded,
            ExpectedShare = ReadShare(reader, standard.ExpectedShare),
            BestOnly = reader.Flag("best-only") ?? standard.BestOnly,
            AssumeFor = reader.Time("assume-for", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? standard.AssumeFor,
            OnTheWay = reader.Time("on-the-way", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? standard.OnTheWay,
            LargestRequest = (reader.Int32("largest-request-mib", 1, 1024) ?? (standard.LargestRequest >> 20)) << 20,
            Servers = ReadServers(reader.Object("servers")),
            Rules = ReadRules(reader.Object("gpu"), reader.Object("priority"), standard.Rules),
            Kubernetes = KubernetesAccess.Read(reader.Object("kubernetes")),
        };
        reader.RefuseUnknown();
        return settings;
    }

    private static IPlacementPolicy? ReadPolicy(SettingsReader reader)
    {
        if (reader.Text("policy") is not { } name)
            return null;
        if (!KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem))
            reader.Fault("policy", problem);
        else if (!LiveCluster.Serves(policy))
            reader.Fault("policy", $"is '{name}', which cannot score nodes that a scheduler chooses among; pwr+fgd:0.1, adaptive, fgd, pwr, bestfit, dotprod or gpupacking would be right");
        else
            return policy;
        return null;
    }

    private static double ReadShare(SettingsReader reader, double standard)
    {
        double share = reader.Share("expected-share") ?? standard;
        if (share is > 0 and <= 1)
            return share;
        reader.Fault("expected-share", $"is {share * 100:0.##} %; it must be above 0 % and at most 100 %");
        return standard;
    }

    private static Dictionary<string, string> ReadServers(SettingsReader servers)
    {
        Dictionary<string, string> read = new(StringComparer.Ordinal);
        foreach (SettingsField field in servers.Node.Fields)
        {
            if (servers.Text(field.Key) is { } path)
                read[field.Key] = path.Trim('/');
        }

        return read;
    }

    private static MappingRules ReadRules(SettingsReader gpu, SettingsReader priority, MappingRules standard)
    {
        Dictionary<string, int> resources = new(StringComparer.Ordinal);
        SettingsReader named = gpu.Object("resources");
        foreach (SettingsField field in named.Node.Fields)
        {
            if (named.Int32(field.Key, 1, 1000) is { } each)
                resources[field.Key] = each;
        }

        MappingRules rules = new()
        {
            ModelLabels = Texts(gpu, "model-labels") ?? standard.ModelLabels,
            CountLabels = Texts(gpu, "count-labels") ?? standard.CountLabels,
            Resources = resources.Count > 0 ? resources : standard.Resources,
            HighClasses = Texts(priority, "high-classes") ?? standard.HighClasses,
            LowClasses = Texts(priority, "low-classes") ?? standard.LowClasses,
            HighFrom = priority.Int32("high-from") ?? standard.HighFrom,
        };
        gpu.RefuseUnknown();
        priority.RefuseUnknown();
        return rules;
    }

    private static List<string>? Texts(SettingsReader reader, string key)
    {
        if (!reader.Has(key))
            return null;
        List<string> texts = [];
        foreach (SettingsNode item in reader.Items(key))
        {
            if (item is { Kind: SettingsKind.Text, Text: { Length: > 0 } text })
                texts.Add(text);
            else
                reader.Fault(key, $"has {item} in it; names would be right");
        }

        return texts;
    }
}
