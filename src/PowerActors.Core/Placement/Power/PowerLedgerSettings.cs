namespace PowerActors.Core.Placement.Power;

/// <summary>The times that a ledger keeps to.</summary>
public sealed record PowerLedgerSettings
{
    /// <summary>
    /// For how long a placement counts as being on its way when no measurement shows it; above zero. Images are pulled and models loaded before a GPU draws: minutes; and systems that read
    /// load from metrics lag by 30 to 60 s.
    /// </summary>
    public TimeSpan OnTheWay { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>
    /// For how long a placement counts in full even if its node's power has risen: a domain hears of that rise later than the node does. A heartbeat and two readings
    /// (<see cref="Control.Domains.ControlTiming"/>).
    /// </summary>
    public TimeSpan Shows { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A domain whose last reading is older refuses what would add to its draw: what is not known is not spent.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(15);
}
