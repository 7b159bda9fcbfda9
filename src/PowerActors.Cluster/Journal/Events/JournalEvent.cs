using System.Text.Json.Serialization;
using PowerActors.Core.Control;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// What was decided or has happened. A closed family: each kind is one of the records nested here, and has a short name under which it is stored and asked for. Samples are never
/// events. When, where and by whom stands beside it, in <see cref="JournalRecord"/>.
/// </summary>
public abstract record JournalEvent
{
    private JournalEvent()
    {
    }

    /// <summary>A domain stands on another rung.</summary>
    /// <param name="Ladder">Its ladder.</param>
    /// <param name="From">Rung before, 0 for none.</param>
    /// <param name="To">Rung from now on.</param>
    /// <param name="FromName">Name of the rung before; <c>free</c> for none.</param>
    /// <param name="ToName">Name of the rung from now on.</param>
    /// <param name="Utilization">Power over limit that led to it; 1 is the limit.</param>
    public sealed record RungChanged(string Ladder, int From, int To, string FromName, string ToName, double Utilization) : JournalEvent;

    /// <summary>A domain told those below something new. Renewals of the same ceilings are not events.</summary>
    /// <param name="Low">Ceiling for low priority.</param>
    /// <param name="High">Ceiling for high priority.</param>
    /// <param name="Brake">True when the power brake is on.</param>
    /// <param name="LowPrice">The price at which low priority gives up watts beyond its ceiling, percent of time per percent of TDP as a share; null for none.</param>
    /// <param name="HighPrice">The same for high priority.</param>
    public sealed record DirectiveIssued(CeilingValue Low, CeilingValue High, bool Brake, double? LowPrice = null, double? HighPrice = null) : JournalEvent
    {
        /// <summary>Of ceilings as they were told.</summary>
        internal static DirectiveIssued Of(in Ceilings told) =>
            new(CeilingValue.Of(told.Low), CeilingValue.Of(told.High), told.Brake, told.Price.Low > 0 ? told.Price.Low : null, told.Price.High > 0 ? told.Price.High : null);
    }

    /// <summary>A domain's budget changed. State.</summary>
    /// <param name="From">Watts before; null for the limit itself.</param>
    /// <param name="To">Watts from now on; null for the limit itself.</param>
    public sealed record BudgetChanged(double? From, double? To) : JournalEvent;

    /// <summary>A person pins a cap, exempts or drains a server, changes a limit or schedules a budget. State, until it ends.</summary>
    /// <param name="Id">Names it for its end; another with the same name in the same domain replaces it.</param>
    /// <param name="Type">What it does, such as <c>cap</c>, <c>exempt</c>, <c>drain</c>, <c>limit</c>, <c>schedule</c>.</param>
    /// <param name="Value">What it sets, as written: <c>1110 MHz</c>, <c>240 kW</c>; empty where its type says all.</param>
    /// <param name="Until">When it expires; null for never.</param>
    public sealed record OverrideSet(string Id, string Type, string Value, DateTimeOffset? Until) : JournalEvent;

    /// <summary>An override holds no longer. State.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Cause">Such as <c>expired</c>, <c>withdrawn</c>.</param>
    public sealed record OverrideEnded(string Id, string Cause) : JournalEvent;

    /// <summary>A domain's mode changed, between shadow and enforce. State.</summary>
    /// <param name="From">Mode before.</param>
    /// <param name="To">Mode from now on.</param>
    public sealed record ModeChanged(string From, string To) : JournalEvent;

    /// <summary>A domain is over its limit with its whole ladder applied.</summary>
    /// <param name="Detail">For a person.</param>
    public sealed record Escalated(string Detail) : JournalEvent;

    /// <summary>An escalation is over.</summary>
    /// <param name="Detail">For a person.</param>
    public sealed record EscalationOver(string Detail) : JournalEvent;

    /// <summary>Something a person should hear of.</summary>
    /// <param name="Type">What kind of alert, such as <c>child-silent</c>.</param>
    /// <param name="Detail">For a person.</param>
    public sealed record Alert(string Type, string Detail) : JournalEvent;

    /// <summary>A cap is not in force although it was asked for: changed behind our back, lost with a driver reload, or stuck.</summary>
    /// <param name="Detail">Which GPU, what it should hold to and what it does.</param>
    public sealed record CapDrift(string Detail) : JournalEvent;

    /// <summary>The agent of a server has connected.</summary>
    /// <param name="Agent">Its name.</param>
    /// <param name="Address">From where.</param>
    /// <param name="Version">Its version.</param>
    public sealed record AgentConnected(string Agent, string Address, string Version) : JournalEvent;

    /// <summary>The connection to a server's agent is lost.</summary>
    /// <param name="Agent">Its name.</param>
    /// <param name="Cause">Such as <c>closed</c>, <c>silent</c>.</param>
    public sealed record AgentLost(string Agent, string Cause) : JournalEvent;

    /// <summary>Another control node directs a domain.</summary>
    /// <param name="From">The owner before; null for none.</param>
    /// <param name="To">The owner from now on; null for none.</param>
    public sealed record OwnerChanged(string? From, string? To) : JournalEvent;

    /// <summary>Somebody wrote, or tried to: the audit trail of every write.</summary>
    /// <param name="Role">In which role; the author stands beside the event.</param>
    /// <param name="Action">What was asked for, such as <c>PUT /api/v1/domains/site/mode</c>.</param>
    /// <param name="Source">From where: an address, or <c>cli</c>.</param>
    /// <param name="Outcome">Such as <c>done</c>, <c>refused: viewer may not write</c>.</param>
    public sealed record OperatorAction(string Role, string Action, string Source, string Outcome) : JournalEvent;

    /// <summary>What a domain must know after a restart (law P10). State; committed before anything loosens.</summary>
    /// <param name="Rung">The rung it stands on.</param>
    /// <param name="BrakedChildren">Children braked on their own escalation, by slot.</param>
    /// <param name="HeardEpoch">The newest epoch heard from above.</param>
    public sealed record Remembered(int Rung, IReadOnlyList<int> BrakedChildren, long HeardEpoch) : JournalEvent;

    /// <summary>
    /// A decision that was in the journal too late, or perhaps: whoever asked had been told no, so that it was never carried out. What it says counts for nothing. State.
    /// </summary>
    /// <param name="Entry">The <see cref="JournalRecord.Id"/> of that decision.</param>
    public sealed record Withdrawn(Guid Entry) : JournalEvent;

    /// <summary>The journal could not be written for a while, and can again.</summary>
    /// <param name="Since">From when on.</param>
    /// <param name="Lost">How many records did not fit the buffer and are not in the journal.</param>
    /// <param name="Cause">What was wrong.</param>
    public sealed record JournalGap(DateTimeOffset Since, long Lost, string Cause) : JournalEvent;

    /// <summary>The name under which this kind is stored and asked for.</summary>
    [JsonIgnore]
    public string Kind => EventKinds.NameOf(GetType());
}

/// <summary>A clock ceiling in a form that JSON can hold.</summary>
/// <param name="Megahertz">Highest clock; null for none.</param>
/// <param name="Share">Share of the GPU's maximum clock, 0 to 1; null for all of it.</param>
public readonly record struct CeilingValue(double? Megahertz, double? Share)
{
    /// <summary>From the control law's ceiling.</summary>
    public static CeilingValue Of(ClockCeiling ceiling) => new(
        double.IsPositiveInfinity(ceiling.Absolute.Value) ? null : ceiling.Absolute.Value,
        ceiling.Share >= 1 ? null : ceiling.Share);
}
