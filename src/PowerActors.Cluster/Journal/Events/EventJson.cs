using System.Text.Json.Serialization;

namespace PowerActors.Cluster.Journal;

/// <summary>Serializers written at build time. A number that is none (NaN) is stored by its name: a record is never lost for an absurd value in it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(JournalEvent.RungChanged))]
[JsonSerializable(typeof(JournalEvent.DirectiveIssued))]
[JsonSerializable(typeof(JournalEvent.BudgetChanged))]
[JsonSerializable(typeof(JournalEvent.OverrideSet))]
[JsonSerializable(typeof(JournalEvent.OverrideEnded))]
[JsonSerializable(typeof(JournalEvent.ModeChanged))]
[JsonSerializable(typeof(JournalEvent.Escalated))]
[JsonSerializable(typeof(JournalEvent.EscalationOver))]
[JsonSerializable(typeof(JournalEvent.Alert))]
[JsonSerializable(typeof(JournalEvent.CapDrift))]
[JsonSerializable(typeof(JournalEvent.AgentConnected))]
[JsonSerializable(typeof(JournalEvent.AgentLost))]
[JsonSerializable(typeof(JournalEvent.OwnerChanged))]
[JsonSerializable(typeof(JournalEvent.OperatorAction))]
[JsonSerializable(typeof(JournalEvent.Remembered))]
[JsonSerializable(typeof(JournalEvent.Withdrawn))]
[JsonSerializable(typeof(JournalEvent.JournalGap))]
[JsonSerializable(typeof(DomainState))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class EventJson : JsonSerializerContext;
