using PowerActors.Cluster.Journal;

namespace PowerActors.Cluster.Tests.Journal;

/// <summary>Records to write.</summary>
internal static class TestRecords
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static JournalRecord Of(JournalEvent what, string domain = "site/row-1", double seconds = 0, long epoch = 1) => new(Noon.AddSeconds(seconds), domain, epoch, what);

    public static JournalRecord Alert(string detail, string domain = "site/row-1", double seconds = 0) => Of(new JournalEvent.Alert("test", detail), domain, seconds);

    public static JournalRecord Memory(int rung, string domain = "site/row-1", long epoch = 1, double seconds = 0) => Of(new JournalEvent.Remembered(rung, [], 0), domain, seconds, epoch);

    /// <summary>One of every kind.</summary>
    public static IReadOnlyList<JournalEvent> EveryKind { get; } =
    [
        new JournalEvent.RungChanged("polca", 0, 1, "free", "T1", .8125),
        new JournalEvent.DirectiveIssued(new CeilingValue(1275, null), new CeilingValue(null, .7), Brake: false, LowPrice: .45),
        new JournalEvent.BudgetChanged(null, 240_000),
        new JournalEvent.OverrideSet("o1", "cap", "1110 MHz", Noon.AddHours(1)),
        new JournalEvent.OverrideEnded("o1", "expired"),
        new JournalEvent.ModeChanged("shadow", "enforce"),
        new JournalEvent.Escalated("260 kW of 250 kW"),
        new JournalEvent.EscalationOver("released"),
        new JournalEvent.Alert("child-silent", "2 of 13 \"children\" — schweigen\u0000 ✓ \uD83D\uDD25"),
        new JournalEvent.CapDrift("gpu-3 runs at 1410 MHz"),
        new JournalEvent.AgentConnected("server-1", "10.0.0.7:4123", "0.1.0"),
        new JournalEvent.AgentLost("server-1", "silent"),
        new JournalEvent.OwnerChanged("node-a", null),
        new JournalEvent.OperatorAction("operator", "PUT /api/v1/domains/site/mode", "10.0.0.9", "done"),
        new JournalEvent.Remembered(3, [0, 7], 12),
        new JournalEvent.Withdrawn(Guid.NewGuid()),
        new JournalEvent.JournalGap(Noon, 3, "gone"),
    ];
}
