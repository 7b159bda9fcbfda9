using PowerActors.Core.Control.Laws;
using PowerActors.Simulation.Reports.Recording;

namespace PowerActors.Simulation.Results;

/// <summary>Everything one run has to say; its JSON is what <c>simulate --json</c> prints.</summary>
public sealed record SimulationResult
{
    /// <summary>Name of the ladder that was in force.</summary>
    public required string Policy { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Servers deployed.</summary>
    public required int Servers { get; init; }

    /// <summary>Servers that the limit allows at nameplate.</summary>
    public required int NameplateServers { get; init; }

    /// <summary>Servers over nameplate servers, minus one; a share.</summary>
    public required double Oversubscription { get; init; }

    /// <summary>Virtual time that passed, seconds.</summary>
    public required double SimulatedSeconds { get; init; }

    /// <summary>Real time that the run took, seconds, the uncapped reference beside it included.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Virtual seconds per real second.</summary>
    public required double Speedup { get; init; }

    /// <summary>Power of the domains that have a limit of their own and none above them.</summary>
    public required PowerResult Power { get; init; }

    /// <summary>What the tree did.</summary>
    public required CappingResult Capping { get; init; }

    /// <summary>What became of the requests.</summary>
    public required RequestResult Requests { get; init; }

    /// <summary>Response times against the same requests uncapped and unlimited, per priority.</summary>
    public required LatencyResult Latency { get; init; }

    /// <summary>Latency of all requests, seconds.</summary>
    public required ServingResult Serving { get; init; }

    /// <summary>Requests against the objectives of serving.</summary>
    public required SloResult Slo { get; init; }

    /// <summary>Which objectives were met.</summary>
    public required ObjectivesResult Objectives { get; init; }

    /// <summary>The laws, as checked in this run.</summary>
    public required LawsResult Laws { get; init; }

    /// <summary>Hash of every decision: equal for equal seed and input, on any machine.</summary>
    public required string Digest { get; init; }

    /// <summary>What was recorded for a report; null where nobody asked. Not part of the JSON.</summary>
    public RunDetail? Detail { get; init; }
}

/// <summary>Power over a run, as telemetry saw it once per period, unless said otherwise.</summary>
/// <param name="LimitWatts">Sum of the limits.</param>
/// <param name="MeanUtilization">Mean power over limit.</param>
/// <param name="PeakUtilization">Largest sample over limit.</param>
/// <param name="PeakInstantUtilization">Largest power at any instant over limit: spikes between two samples included.</param>
/// <param name="MaxRise2s">Largest rise within 2 s, as a share of the limit.</param>
/// <param name="MaxRise40s">Largest rise within 40 s, as a share of the limit.</param>
/// <param name="GpuShareAtPeak">The GPUs' part of the power in the largest sample.</param>
/// <param name="EnergyMegawattHours">Exact energy.</param>
/// <param name="GpuEnergyMegawattHours">The GPUs' part of it.</param>
/// <param name="Timeline">Power over the run, for charts; not part of the JSON.</param>
public sealed record PowerResult(
    double LimitWatts,
    double MeanUtilization,
    double PeakUtilization,
    double PeakInstantUtilization,
    double MaxRise2s,
    double MaxRise40s,
    double GpuShareAtPeak,
    double EnergyMegawattHours,
    double GpuEnergyMegawattHours,
    PowerTimeline Timeline);

/// <summary>What the tree did.</summary>
/// <param name="Brakes">How often a domain braked.</param>
/// <param name="BreakerTrips">How often a breaker tripped.</param>
/// <param name="Directives">How often a domain with a ladder told its children something new.</param>
/// <param name="Alerts">Alerts raised.</param>
/// <param name="RungSeconds">Seconds that domains with a ladder stood on each rung, added up over domains.</param>
public sealed record CappingResult(int Brakes, int BreakerTrips, int Directives, int Alerts, IReadOnlyDictionary<string, double> RungSeconds);

/// <summary>What became of the requests: offered = completed + dropped + in flight, always.</summary>
/// <param name="Offered">Arrived within the run.</param>
/// <param name="Completed">Answered.</param>
/// <param name="Dropped">Refused by a full queue, or lost with a server.</param>
/// <param name="InFlight">Queued or running when the run ended.</param>
public sealed record RequestResult(long Offered, long Completed, long Dropped, long InFlight);

/// <summary>Both priorities.</summary>
/// <param name="High">High priority.</param>
/// <param name="Low">Low priority.</param>
public sealed record LatencyResult(PriorityLatency High, PriorityLatency Low);

/// <summary>Response times of one priority. An impact is this run over the uncapped reference, minus one.</summary>
/// <param name="P50Seconds">Median response.</param>
/// <param name="P99Seconds">99th percentile.</param>
/// <param name="P50Impact">Of the median.</param>
/// <param name="P99Impact">Of the 99th percentile.</param>
/// <param name="ThroughputImpact">Of the requests completed; negative when fewer were.</param>
public sealed record PriorityLatency(double P50Seconds, double P99Seconds, double P50Impact, double P99Impact, double ThroughputImpact)
{
    /// <summary>Of the mean response: it sees every server, also those whose requests are never among the slower half.</summary>
    public double MeanImpact { get; init; } = double.NaN;
}

/// <summary>Latency of all requests.</summary>
/// <param name="Response">From arrival to the last token.</param>
/// <param name="Ttft">From arrival to the first token.</param>
/// <param name="Tbt">Mean time between the tokens of a request.</param>
public sealed record ServingResult(Percentiles Response, Percentiles Ttft, Percentiles Tbt);

/// <summary>
/// Requests that missed the objectives of serving, as shares of those completed or dropped; a dropped one missed. NaN when there were none, or more than are kept one by one.
/// </summary>
/// <param name="TtftSeconds">The most that the time to first token may be.</param>
/// <param name="TbtSeconds">The most that the mean time between a request's tokens may be.</param>
/// <param name="OverTtft">Share later with the first token.</param>
/// <param name="OverTbt">Share later with the others.</param>
/// <param name="Over">Share that missed either.</param>
public sealed record SloResult(double TtftSeconds, double TbtSeconds, double OverTtft, double OverTbt, double Over);

/// <summary>Three percentiles, seconds.</summary>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
public sealed record Percentiles(double P50, double P90, double P99);

/// <summary>Objectives.</summary>
/// <param name="Met">True when none was missed.</param>
/// <param name="Missed">One line for each that was.</param>
public sealed record ObjectivesResult(bool Met, IReadOnlyList<string> Missed);

/// <summary>Laws.</summary>
/// <param name="Checks">How often any law was checked.</param>
/// <param name="Violations">What broke; at most the first hundred.</param>
public sealed record LawsResult(long Checks, IReadOnlyList<LawViolation> Violations);
