using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;

namespace PowerActors.Core.Settings;

/// <summary>Everything that settings say about a site and how it is guarded: the sections <c>policy</c>, <c>timing</c>, <c>ladders</c>, <c>breakers</c>, <c>hardware</c>, <c>fail-safe</c> and <c>topology</c>.</summary>
public sealed record SiteSettings
{
    /// <summary>The ladder of every domain that has a limit and names no other.</summary>
    public required Ladder Policy { get; init; }

    /// <summary>Ladders by name.</summary>
    public required IReadOnlyDictionary<string, Ladder> Ladders { get; init; }

    /// <summary>Trip curves by name.</summary>
    public required IReadOnlyDictionary<string, TripCurve> Breakers { get; init; }

    /// <summary>GPUs and servers.</summary>
    public required HardwareSettings Hardware { get; init; }

    /// <summary>The tree.</summary>
    public required TopologyPlan Plan { get; init; }

    /// <summary>Numbers of every domain; its faults are noted with the settings' own.</summary>
    public required TopologyCheck Check { get; init; }

    /// <summary>
    /// Reads and checks the sections. All faults are noted together; null when no tree can be made. Where faults were noted, nothing of the result may be applied: it is good for
    /// showing only.
    /// </summary>
    /// <param name="root">All settings.</param>
    /// <param name="faults">Where faults are gathered.</param>
    public static SiteSettings? Read(SettingsNode root, SettingsFaults faults)
    {
        SettingsReader reader = new(root, "", faults);
        ControlTiming timing = TimingSettings.Read(reader.Object("timing"));
        IReadOnlyDictionary<string, Ladder> ladders = LadderSettings.Read(reader, timing);
        IReadOnlyDictionary<string, TripCurve> breakers = BreakerSettings.Read(reader);
        HardwareSettings hardware = HardwareSettings.Read(reader, out bool hardwareComplete);
        Ladder policy = ReadPolicy(reader, ladders);
        Ceilings? failSafe = FailSafeSettings.Read(reader);
        TopologyDomain? tree = TopologyReader.Read(reader.Object("topology"), new TopologyReferences(ladders, breakers, hardware.Servers, policy));
        if (tree is null || !hardwareComplete)
            return null;
        TopologyPlan plan = new()
        {
            Root = tree,
            FailSafe = failSafe ?? FailSafe.Highest(tree),
            FailSafeIsAutomatic = failSafe is null,
            Timing = timing,
        };
        TopologyCheck check = TopologyCheck.Run(plan);
        TopologyFaults.Note(check, reader);
        return new SiteSettings { Policy = policy, Ladders = ladders, Breakers = breakers, Hardware = hardware, Plan = plan, Check = check };
    }

    private static Ladder ReadPolicy(SettingsReader reader, IReadOnlyDictionary<string, Ladder> ladders)
    {
        string name = reader.Text("policy") ?? "polca";
        if (ladders.TryGetValue(name, out Ladder? policy))
            return policy;
        reader.Fault("policy", $"is the unknown ladder '{name}'; {reader.Faults.Suggest(name, ladders.Keys)}");
        return KnownLadders.Polca(TimeSpan.FromSeconds(40));
    }
}
