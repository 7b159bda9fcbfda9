using PowerActors.Core.Control.Domains;

namespace PowerActors.Core.Settings;

/// <summary>The section <c>timing</c>.</summary>
public static class TimingSettings
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads the section; what is missing keeps its default. How the times must relate is checked with the topology.</summary>
    /// <param name="reader">The section.</param>
    public static ControlTiming Read(SettingsReader reader)
    {
        ControlTiming standard = new();
        ControlTiming timing = new()
        {
            Telemetry = reader.Time("telemetry", Shortest, Longest) ?? standard.Telemetry,
            Heartbeat = reader.Time("heartbeat", Shortest, Longest) ?? standard.Heartbeat,
            Staleness = reader.Time("staleness", Shortest, Longest) ?? standard.Staleness,
            Lease = reader.Time("lease", Shortest, Longest) ?? standard.Lease,
            ClockLatency = reader.Time("clock-latency", TimeSpan.Zero, Longest) ?? standard.ClockLatency,
            BrakeLatency = reader.Time("brake-latency", TimeSpan.Zero, Longest) ?? standard.BrakeLatency,
            Deadband = reader.Share("deadband", 0, .1) ?? standard.Deadband,
        };
        reader.RefuseUnknown();
        return timing;
    }
}
