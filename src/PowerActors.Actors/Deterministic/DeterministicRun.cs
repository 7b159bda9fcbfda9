using System.Globalization;

namespace PowerActors.Actors;

/// <summary>Runs the same thing under many seeds and says which one failed.</summary>
public static class DeterministicRun
{
    /// <summary>The environment variable that narrows every <see cref="ForSeeds(IEnumerable{ulong}, Action{DeterministicSystem})"/> to the seed it names.</summary>
    public const string SeedVariable = "POWERACTORS_SEED";

    /// <summary>Runs once per seed, each on a new system with default options.</summary>
    /// <exception cref="DeterministicRunException">A run threw; the message names the seed that repeats it.</exception>
    public static void ForSeeds(IEnumerable<ulong> seeds, Action<DeterministicSystem> run) =>
        ForSeeds(seeds, static seed => new DeterministicOptions { Seed = seed }, run);

    /// <summary>Runs once per seed, each on a new system with options made for it.</summary>
    /// <param name="seeds">Ignored when <see cref="SeedVariable"/> names one.</param>
    /// <param name="options">Makes the options; their seed is set to the run's.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="DeterministicRunException">A run threw; the message names the seed that repeats it.</exception>
    public static void ForSeeds(IEnumerable<ulong> seeds, Func<ulong, DeterministicOptions> options, Action<DeterministicSystem> run)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        foreach (ulong seed in Narrow(seeds, Environment.GetEnvironmentVariable(SeedVariable)))
        {
            try
            {
                using DeterministicSystem system = ActorSystem.CreateDeterministic(options(seed) with { Seed = seed });
                run(system);
            }
            catch (Exception exception)
            {
                throw new DeterministicRunException(seed, exception);
            }
        }
    }

    /// <summary>The seeds to run, given the variable's value.</summary>
    internal static IEnumerable<ulong> Narrow(IEnumerable<ulong> seeds, string? variable)
    {
        if (string.IsNullOrEmpty(variable))
            return seeds;

        return ulong.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? [seed]
            : throw new FormatException($"{SeedVariable}={variable}: not a seed; a whole number from 0 to {ulong.MaxValue} would be.");
    }
}

/// <summary>A deterministic run failed.</summary>
public sealed class DeterministicRunException : Exception
{
    /// <summary>Names the seed.</summary>
    public DeterministicRunException(ulong seed, Exception cause)
        : base($"seed {seed} repeats this failure: {cause?.Message} (set {DeterministicRun.SeedVariable}={seed} to run it alone)", cause) =>
        Seed = seed;

    /// <summary>The seed that repeats the failure.</summary>
    public ulong Seed { get; }
}
