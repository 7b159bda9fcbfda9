using PowerActors.Core.Energy.Dvfs.Noise;

namespace PowerActors.Simulation.Experiments.Sweep;

/// <summary>One run of a sweep.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Servers">How many servers it had.</param>
/// <param name="Missed">What was missed, each by its name; empty when every objective was met and no law broken.</param>
public sealed record SweepTrial(ulong Seed, int Servers, IReadOnlyList<string> Missed);

/// <summary>What a seed's search found.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Most">The most servers within all objectives; 0 when not even one is.</param>
/// <param name="Trials">Every run, in order.</param>
public sealed record SweepSeed(ulong Seed, int Most, IReadOnlyList<SweepTrial> Trials);

/// <summary>What a sweep found.</summary>
/// <param name="Seeds">For each seed.</param>
/// <param name="Allowed">The most servers that the checks of the topology allow.</param>
/// <param name="Refusal">What they say of one more; null where the search was not bound by them.</param>
public sealed record SweepResult(IReadOnlyList<SweepSeed> Seeds, int Allowed, string? Refusal)
{
    /// <summary>The most servers that every seed carries.</summary>
    public int Most => Seeds.Min(static seed => seed.Most);

    /// <summary>Mean over the seeds.</summary>
    public double Mean => Seeds.Average(static seed => seed.Most);

    /// <summary>Half the width of the 95 % confidence interval of the mean (Student's t); NaN with one seed.</summary>
    public double HalfWidth
    {
        get
        {
            if (Seeds.Count < 2)
                return double.NaN;
            double mean = Mean;
            double variance = Seeds.Sum(seed => (seed.Most - mean) * (seed.Most - mean)) / (Seeds.Count - 1);
            return StudentT.Quantile(.975, Seeds.Count - 1) * Math.Sqrt(variance / Seeds.Count);
        }
    }

    /// <summary>For each objective that any run missed: the fewest servers with which it was missed, fewest first.</summary>
    public IReadOnlyList<(string Objective, int Servers)> Binding =>
    [
        .. Seeds.SelectMany(static seed => seed.Trials).SelectMany(static trial => trial.Missed.Select(missed => (Objective: missed, trial.Servers)))
            .GroupBy(static miss => miss.Objective, StringComparer.Ordinal).Select(static group => (group.Key, group.Min(static miss => miss.Servers)))
            .OrderBy(static miss => miss.Item2).ThenBy(static miss => miss.Key, StringComparer.Ordinal),
    ];
}

/// <summary>
/// The most servers that a row carries within objectives, by bisection for each seed. The same seed stands for the same chance with any number of servers, so that counts and policies are compared
/// pair by pair. Taken for granted: a row that misses with some servers also misses with more.
/// </summary>
public static class ServerSweep
{
    /// <summary>Searches.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="start">The first number that is tried, such as what the limit allows at nameplate; 1 or more.</param>
    /// <param name="allowed">The most servers that may be tried, 1 or more.</param>
    /// <param name="refusal">Why no more; null for no reason but the search's own bound.</param>
    /// <param name="trial">Runs a seed with a number of servers; called on several threads.</param>
    /// <param name="workers">How many runs at a time.</param>
    /// <param name="cancel">Ends the search with <see cref="OperationCanceledException"/>.</param>
    public static SweepResult Run(
        IReadOnlyList<ulong> seeds, int start, int allowed, string? refusal, Func<ulong, int, SweepTrial> trial, int workers, CancellationToken cancel = default)
    {
        SweepSeed[] found = new SweepSeed[seeds.Count];
        Parallel.For(0, seeds.Count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancel }, i => found[i] = Search(seeds[i], start, allowed, trial, cancel));
        return new SweepResult(found, allowed, found.Any(seed => seed.Most == allowed) ? refusal : null);
    }

    private static SweepSeed Search(ulong seed, int start, int allowed, Func<ulong, int, SweepTrial> trial, CancellationToken cancel)
    {
        int good = 0, bad = allowed + 1;
        List<SweepTrial> trials = [];
        int next = Math.Clamp(start, 1, allowed);
        while (bad - good > 1)
        {
            cancel.ThrowIfCancellationRequested();
            SweepTrial result = trial(seed, next);
            trials.Add(result);
            if (result.Missed.Count == 0)
                good = next;
            else
                bad = next;
            next = good + ((bad - good) / 2);
        }

        return new SweepSeed(seed, good, trials);
    }
}
