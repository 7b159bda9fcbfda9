using PowerActors.Core.Control;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Serving;

namespace PowerActors.Simulation.Running;

/// <summary>What capping cost: response times of a run against those of the same requests uncapped and unlimited.</summary>
internal static class LatencyImpact
{
    public static LatencyResult Compare(LatencyRecorder run, LatencyRecorder? reference) =>
        new(Compare(run, reference, Priority.High), Compare(run, reference, Priority.Low));

    private static PriorityLatency Compare(LatencyRecorder run, LatencyRecorder? reference, Priority priority)
    {
        LatencySummary mine = run.Summarize(priority).Response;
        if (reference is null)
            return new PriorityLatency(mine.P50, mine.P99, double.NaN, double.NaN, double.NaN);
        LatencySummary theirs = reference.Summarize(priority).Response;
        return new PriorityLatency(
            mine.P50,
            mine.P99,
            Change(mine.P50, theirs.P50),
            Change(mine.P99, theirs.P99),
            Change(mine.Count, theirs.Count))
        {
            MeanImpact = Change(mine.Mean, theirs.Mean),
        };
    }

    /// <summary>Relative change; 0 where there was nothing in either.</summary>
    private static double Change(double value, double reference) => value == reference ? 0 : (value / reference) - 1;
}
