using PowerActors.Core.Placement.Power;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>The same requests with and without regard to power.</summary>
public static class PoweredComparison
{
    private static readonly PowerHeed[] Heeds = [PowerHeed.None, PowerHeed.Prefer, PowerHeed.Refuse];

    /// <summary>Runs one replay for each way to heed power, beside each other.</summary>
    /// <param name="options">What to replay; its <see cref="PoweredOptions.Heed"/> does not count.</param>
    /// <param name="progress">Told how many tasks of how many have arrived, of all replays together; from any thread.</param>
    /// <param name="cancellation">Stops all replays.</param>
    /// <returns>Without regard, with preference, with refusal.</returns>
    public static IReadOnlyList<PoweredResult> Run(PoweredOptions options, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        PoweredReplay[] replays = [.. Heeds.Select(heed => new PoweredReplay(options with { Heed = heed }))];
        PoweredResult[] results = new PoweredResult[replays.Length];
        int[] arrived = new int[replays.Length];
        Parallel.For(0, replays.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, at =>
            results[at] = replays[at].Execute(
                (done, all) =>
                {
                    Volatile.Write(ref arrived[at], done);
                    progress?.Invoke(arrived.Sum(), all * replays.Length);
                },
                cancellation));
        return results;
    }
}
