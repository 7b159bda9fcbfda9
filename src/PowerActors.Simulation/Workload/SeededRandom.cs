namespace PowerActors.Simulation.Workload;

/// <summary>
/// A stream of pseudo-random numbers that is the same on every machine and version: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014). Eight bytes of state, about a nanosecond a number, and passes BigCrush, which is all a load generator asks for.
/// </summary>
/// <param name="seed">Any number; near seeds give unrelated streams.</param>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from all 64-bit numbers alike.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    /// <summary>A number in [0, 1), in steps of 2⁻⁵³.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included. Its bias is below (high − low) / 2⁶⁴.</summary>
    public int NextInteger(int low, int high) => low + (int)Math.BigMul(Next(), (ulong)(high - low + 1), out _);

    /// <summary>The scrambling step alone: a hash of one number.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
