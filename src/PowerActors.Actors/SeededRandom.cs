using System.Diagnostics;
using System.Numerics;

namespace PowerActors.Actors;

/// <summary>
/// A pseudo-random generator that gives the same numbers for the same seed on every machine: xoshiro256**
/// (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded through SplitMix64.
/// </summary>
/// <remarks>A mutable struct: keep it in a field and use it by reference. Not for secrets.</remarks>
[DebuggerDisplay("SeededRandom")]
public struct SeededRandom
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts a generator; any seed, zero included, is good.</summary>
    public SeededRandom(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number in [0, <paramref name="maxExclusive"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxExclusive"/> is not positive.</exception>
    public int Next(int maxExclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxExclusive);

        // Multiply-shift (Lemire 2019) without the rejection step: the bias is below 2^-32, and one draw per call keeps runs aligned.
        return (int)(((NextUInt64() >> 32) * (ulong)maxExclusive) >> 32);
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability; one draw, whatever the probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A duration in [<paramref name="from"/>, <paramref name="to"/>], uniform to about one part in 2^53.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="to"/> is below <paramref name="from"/>.</exception>
    public TimeSpan Between(TimeSpan from, TimeSpan to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return from + new TimeSpan((long)(NextDouble() * ((to - from).Ticks + 1)));
    }

    /// <summary>A second generator, independent of what this one gives from now on.</summary>
    public SeededRandom Fork() => new(NextUInt64());

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
