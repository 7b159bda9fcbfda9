using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PowerActors.Cluster.Journal;

/// <summary>The kinds of events by their names. A name, once written, keeps its meaning for ever.</summary>
public static class EventKinds
{
    private static readonly (string Name, Type Type, bool IsState)[] All =
    [
        ("rung", typeof(JournalEvent.RungChanged), false),
        ("directive", typeof(JournalEvent.DirectiveIssued), false),
        ("budget", typeof(JournalEvent.BudgetChanged), true),
        ("override", typeof(JournalEvent.OverrideSet), true),
        ("override-end", typeof(JournalEvent.OverrideEnded), true),
        ("mode", typeof(JournalEvent.ModeChanged), true),
        ("escalation", typeof(JournalEvent.Escalated), false),
        ("escalation-end", typeof(JournalEvent.EscalationOver), false),
        ("alert", typeof(JournalEvent.Alert), false),
        ("cap-drift", typeof(JournalEvent.CapDrift), false),
        ("agent-connected", typeof(JournalEvent.AgentConnected), false),
        ("agent-lost", typeof(JournalEvent.AgentLost), false),
        ("owner", typeof(JournalEvent.OwnerChanged), false),
        ("operator", typeof(JournalEvent.OperatorAction), false),
        ("memory", typeof(JournalEvent.Remembered), true),
        ("withdrawn", typeof(JournalEvent.Withdrawn), true),
        ("journal-gap", typeof(JournalEvent.JournalGap), false),
    ];

    private static readonly FrozenDictionary<Type, string> NamesByType = All.ToFrozenDictionary(static kind => kind.Type, static kind => kind.Name);
    private static readonly FrozenDictionary<string, Type> TypesByName = All.ToFrozenDictionary(static kind => kind.Name, static kind => kind.Type, StringComparer.Ordinal);

    /// <summary>Every name, in the order in which a person would list them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static kind => kind.Name)];

    /// <summary>The kinds that a domain's state is made of: they are read again at a start, and pruned only once a snapshot holds what they say.</summary>
    public static IReadOnlyList<string> StateNames { get; } = [.. All.Where(static kind => kind.IsState).Select(static kind => kind.Name)];

    /// <summary>The kinds of what people want to see unless they ask for more: all but <c>memory</c>, which repeats what <c>rung</c> tells.</summary>
    public static IReadOnlyList<string> ShownNames { get; } = [.. Names.Where(static name => name != "memory")];

    /// <summary>Whether there is such a kind.</summary>
    public static bool IsKnown(string name) => TypesByName.ContainsKey(name);

    internal static string NameOf(Type type) => NamesByType[type];

    internal static bool IsState(JournalEvent what) => what
        is JournalEvent.Remembered or JournalEvent.BudgetChanged or JournalEvent.OverrideSet or JournalEvent.OverrideEnded or JournalEvent.ModeChanged or JournalEvent.Withdrawn;

    internal static string Serialize(JournalEvent what) => JsonSerializer.Serialize(what, TypeInfo(what.GetType()));

    /// <summary>Reads a payload again.</summary>
    /// <exception cref="JsonException">The payload is not of that kind, or the kind is not known.</exception>
    internal static JournalEvent Deserialize(string kind, string payload) =>
        TypesByName.TryGetValue(kind, out Type? type)
            ? (JournalEvent)(JsonSerializer.Deserialize(payload, TypeInfo(type)) ?? throw new JsonException("the payload is null"))
            : throw new JsonException($"kind '{kind}' is not known");

    private static JsonTypeInfo TypeInfo(Type type) => EventJson.Default.GetTypeInfo(type)!;
}
