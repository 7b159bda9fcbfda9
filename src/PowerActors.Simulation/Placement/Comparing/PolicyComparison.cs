using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;

namespace PowerActors.Simulation.Placement.Comparing;

/// <summary>What to compare.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Nodes, tasks and, where files give them, the orders of a seed. Asked for from any thread.</summary>
    public required Func<ulong, PlacementTrace> TraceOf { get; init; }

    /// <summary>The policies by the names of <see cref="KnownPolicies"/>; what they are compared with, FGD, runs in any case.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>The seeds, each once.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>GPU that arrives over capacity; null as in <see cref="ReplayOptions.Inflate"/>.</summary>
    public double? Inflate { get; init; }

    /// <summary>Replays at a time, 1 or more.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}

/// <summary>Replays several policies over several seeds, each on the same arrivals, and measures them against FGD on the same seed.</summary>
public static class PolicyComparison
{
    /// <summary>The policy that the others are compared with.</summary>
    public const string Baseline = "fgd";

    /// <summary>Runs all replays.</summary>
    /// <param name="options">What to compare.</param>
    /// <param name="progress">Told how many replays of how many are done; from any thread.</param>
    /// <param name="cancellation">Stops all replays.</param>
    public static ComparisonResult Run(ComparisonOptions options, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        List<string> policies = [.. options.Policies.Select(NameOf).Distinct(StringComparer.Ordinal)];
        if (!policies.Contains(Baseline, StringComparer.Ordinal))
            policies.Insert(0, Baseline);
        var results = new ReplayResult[policies.Count, options.Seeds.Count];
        int done = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Max(1, options.Parallelism), CancellationToken = cancellation };
        Parallel.For(0, results.Length, parallel, at =>
        {
            (int seed, int policy) = Math.DivRem(at, policies.Count);
            KnownPolicies.TryFind(policies[policy], out IPlacementPolicy? chosen, out _);
            ReplayOptions replay = new() { Trace = options.TraceOf(options.Seeds[seed]), Policy = chosen!, Seed = options.Seeds[seed], Inflate = options.Inflate };
            results[policy, seed] = new PlacementReplay(replay).Execute(cancellation: cancellation);
            progress?.Invoke(Interlocked.Increment(ref done), results.Length);
        });

        int baseline = policies.IndexOf(Baseline);
        ReplayResult[] Row(int policy) => [.. Enumerable.Range(0, options.Seeds.Count).Select(seed => results[policy, seed])];
        return new ComparisonResult
        {
            Seeds = options.Seeds,
            MostSavingPercent = PolicyResult.MostSaving(Row(baseline)),
            Policies = [.. policies.Select((name, at) => PolicyResult.Of(name, Row(at), Row(baseline)))],
        };
    }

    private static string NameOf(string name) =>
        KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem) ? policy.Name : throw new ArgumentException($"{name} {problem}", nameof(name));
}
