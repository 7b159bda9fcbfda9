namespace PowerActors.Core.Energy.Serving;

/// <summary>What a serving profile measures at a setting and a load. Latencies are in seconds; within a kind a later one is the stricter statistic.</summary>
public enum ServingMetric
{
    /// <summary>Power of all GPUs of the instance, watts.</summary>
    Power,

    /// <summary>Mean time to first token.</summary>
    TtftMean,

    /// <summary>90th percentile of the time to first token.</summary>
    TtftP90,

    /// <summary>99th percentile of the time to first token.</summary>
    TtftP99,

    /// <summary>Mean time between tokens.</summary>
    TbtMean,

    /// <summary>90th percentile of the time between tokens.</summary>
    TbtP90,

    /// <summary>99th percentile of the time between tokens.</summary>
    TbtP99,
}

/// <summary>Names and kinds of metrics.</summary>
public static class ServingMetrics
{
    /// <summary>How many there are.</summary>
    public const int Count = 7;

    /// <summary>As people write it: <c>TTFT P99</c>.</summary>
    public static string NameOf(ServingMetric metric) => metric switch
    {
        ServingMetric.Power => "power",
        ServingMetric.TtftMean => "TTFT mean",
        ServingMetric.TtftP90 => "TTFT P90",
        ServingMetric.TtftP99 => "TTFT P99",
        ServingMetric.TbtMean => "TBT mean",
        ServingMetric.TbtP90 => "TBT P90",
        ServingMetric.TbtP99 => "TBT P99",
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "is not a metric"),
    };

    /// <summary>
    /// The metric by which an objective is judged where a profile does not have the one that was asked for: the next stricter one of the same latency, which is the careful
    /// side; else the strictest there is, which is not, so that whoever asks has to say so. Null when the profile has none of that latency.
    /// </summary>
    /// <param name="asked">A latency.</param>
    /// <param name="has">Whether the profile has a metric.</param>
    public static ServingMetric? StandIn(ServingMetric asked, Func<ServingMetric, bool> has)
    {
        (ServingMetric first, ServingMetric last) = asked >= ServingMetric.TbtMean
            ? (ServingMetric.TbtMean, ServingMetric.TbtP99)
            : (ServingMetric.TtftMean, ServingMetric.TtftP99);
        for (ServingMetric metric = asked; metric <= last; metric++)
        {
            if (has(metric))
                return metric;
        }

        for (ServingMetric metric = asked; metric >= first; metric--)
        {
            if (has(metric))
                return metric;
        }

        return null;
    }
}
