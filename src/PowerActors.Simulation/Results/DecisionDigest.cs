using System.Runtime.InteropServices;

namespace PowerActors.Simulation.Results;

/// <summary>A 64-bit hash over the stream of decisions (FNV-1a over 64-bit words, with a final mix). The same everywhere; not for security.</summary>
[StructLayout(LayoutKind.Auto)]
public struct DecisionDigest
{
    private ulong _hash;

    /// <summary>An empty stream.</summary>
    public DecisionDigest() => _hash = 14695981039346656037;

    /// <summary>Adds a word.</summary>
    public void Add(long word) => _hash = System.Numerics.BitOperations.RotateLeft((_hash ^ (ulong)word) * 1099511628211, 23);

    /// <summary>Adds a number, by its bits.</summary>
    public void Add(double number) => Add(BitConverter.DoubleToInt64Bits(number));

    /// <summary>Adds a name.</summary>
    public void Add(string name)
    {
        foreach (char c in name)
            Add(c);
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public override readonly string ToString()
    {
        ulong h = _hash;
        h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
        h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
        return (h ^ (h >> 33)).ToString("x16");
    }
}
