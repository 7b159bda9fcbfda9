using PowerActors.Core.Control;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Charts;

namespace PowerActors.Simulation.Reports.Recording;

/// <summary>How much a run records besides its result.</summary>
public enum ReportDetail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>All that a report shows: <see cref="RunDetail"/>. Decisions and their digest stay what they are.</summary>
    Full,
}

/// <summary>What a run recorded for its report. Bounded, however long the run.</summary>
public sealed record RunDetail
{
    /// <summary>Names of the rungs of all ladders, mildest first; the first is <c>free</c>.</summary>
    public required IReadOnlyList<RungName> Rungs { get; init; }

    /// <summary>Power and rungs over the whole run.</summary>
    public required PowerHistory History { get; init; }

    /// <summary>The samples around the highest one; null for a run without samples after its warm-up.</summary>
    public required WorstMoment? Worst { get; init; }

    /// <summary>The power of every domain over the whole run.</summary>
    public required DomainHistory Domains { get; init; }

    /// <summary>Response times by priority, of the run and of the uncapped reference.</summary>
    public required IReadOnlyList<LatencyDistribution> Latencies { get; init; }

    /// <summary>How often each law was checked.</summary>
    public required IReadOnlyList<(Law Law, long Checks)> LawChecks { get; init; }

    /// <summary>The first hundred alerts, in words.</summary>
    public required IReadOnlyList<string> Alerts { get; init; }
}

/// <summary>A rung.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBrake">Whether it is a brake.</param>
public readonly record struct RungName(string Name, bool IsBrake);

/// <summary>Power and rungs over a whole run in equal stretches.</summary>
/// <param name="Stretch">Length of a stretch; the last one may be shorter.</param>
/// <param name="End">When the run ended.</param>
/// <param name="Stretches">The stretches in order of time.</param>
public sealed record PowerHistory(TimeSpan Stretch, TimeSpan End, IReadOnlyList<PowerStretch> Stretches);

/// <summary>A stretch of a run.</summary>
/// <param name="LowWatts">Smallest sample.</param>
/// <param name="MeanWatts">Mean sample.</param>
/// <param name="HighWatts">Largest sample.</param>
/// <param name="RungShares">Share of the samples at which each rung was the tightest that any domain stood on; by <see cref="RunDetail.Rungs"/>.</param>
public sealed record PowerStretch(double LowWatts, double MeanWatts, double HighWatts, IReadOnlyList<double> RungShares);

/// <summary>The highest sample of a run and what was around it.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Samples">Every sample of some minutes before and after, itself included.</param>
/// <param name="Servers">What each server drew at that moment; empty for a site of more servers than a page can show.</param>
public sealed record WorstMoment(TimeSpan At, IReadOnlyList<PowerSample> Samples, IReadOnlyList<ServerSample> Servers);

/// <summary>A sample of power.</summary>
/// <param name="At">When.</param>
/// <param name="Watts">How much.</param>
/// <param name="Rung">The tightest rung that any domain stood on; by <see cref="RunDetail.Rungs"/>.</param>
public readonly record struct PowerSample(TimeSpan At, double Watts, int Rung);

/// <summary>What a server drew at a moment.</summary>
/// <param name="Path">The server.</param>
/// <param name="Priority">The priority of its work.</param>
/// <param name="Watts">What it drew.</param>
/// <param name="NameplateWatts">What its plate says.</param>
public sealed record ServerSample(string Path, Priority Priority, double Watts, double NameplateWatts);

/// <summary>The power of every domain over a whole run in equal stretches.</summary>
/// <param name="Stretch">Length of a stretch; the last one may be shorter.</param>
/// <param name="Domains">The domains, parents before children.</param>
public sealed record DomainHistory(TimeSpan Stretch, IReadOnlyList<DomainTrack> Domains);

/// <summary>The power of a domain over a whole run.</summary>
/// <param name="Path">The domain.</param>
/// <param name="Kind">Its level.</param>
/// <param name="RatingWatts">Its limit; where it has none, the nameplates of its servers added up.</param>
/// <param name="HasLimit">Whether it has a limit.</param>
/// <param name="HighWatts">The largest sample of each stretch.</param>
public sealed record DomainTrack(string Path, DomainKind Kind, double RatingWatts, bool HasLimit, IReadOnlyList<double> HighWatts);

/// <summary>Response times of one priority.</summary>
/// <param name="Priority">Which.</param>
/// <param name="IsReference">Whether they are those of the uncapped reference.</param>
/// <param name="Bins">Seconds from arrival to the last token; bins of less than a percent in width.</param>
public sealed record LatencyDistribution(Priority Priority, bool IsReference, IReadOnlyList<Bin> Bins);
