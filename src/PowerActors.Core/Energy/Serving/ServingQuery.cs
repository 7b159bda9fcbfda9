namespace PowerActors.Core.Energy.Serving;

/// <summary>What a latency may be at most.</summary>
/// <param name="Asked">The latency and statistic that was asked for.</param>
/// <param name="Limit">The most it may be, above zero.</param>
/// <param name="JudgedBy">The metric of the profile that it is held against; see <see cref="ServingMetrics.StandIn"/>.</param>
public sealed record ServingObjective(ServingMetric Asked, TimeSpan Limit, ServingMetric JudgedBy)
{
    /// <summary>An objective against a profile that has the metric asked for.</summary>
    public ServingObjective(ServingMetric metric, TimeSpan limit)
        : this(metric, limit, metric)
    {
    }

    /// <summary>True when the profile's statistic is milder than the one asked for, so that meeting it does not prove the objective.</summary>
    public bool IsMilder => JudgedBy < Asked;

    /// <summary>Whether a point keeps the limit, less a margin.</summary>
    /// <param name="point">The point.</param>
    /// <param name="margin">0 to below 1.</param>
    public bool IsMetBy(OperatingPoint point, double margin) => Use(point, margin) <= 1;

    /// <summary>How much of the limit, less a margin, a point takes; at most 1 when it meets the objective.</summary>
    internal double Use(OperatingPoint point, double margin) => point[JudgedBy] / (Limit.TotalSeconds * (1 - margin));
}

/// <summary>What to plan for.</summary>
public sealed record ServingQuery
{
    /// <summary>Load of one instance, tokens per second, above 0.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>What must be kept; none means that only power counts.</summary>
    public IReadOnlyList<ServingObjective> Objectives { get; init; } = [];

    /// <summary>By how much every objective is to be undercut, 0 to below 1.</summary>
    public double Margin { get; init; }

    /// <summary>Classes of requests and their shares; null for a profile that does not tell them apart.</summary>
    public RequestMix? Mix { get; init; }

    /// <summary>Whether a point meets every objective.</summary>
    public bool IsMetBy(OperatingPoint point) => Objectives.All(objective => objective.Use(point, Margin) <= 1);

    internal bool IsMetBut(OperatingPoint point, ServingObjective but) => Objectives.All(objective => objective == but || objective.Use(point, Margin) <= 1);
}
