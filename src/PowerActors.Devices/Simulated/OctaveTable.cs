using System.Numerics;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// A function of a count, sampled at the powers of two with straight lines between them: found in constant time, since the highest bit of the count is the
/// interval. Level above 2^17.
/// </summary>
internal sealed class OctaveTable
{
    private const int Octaves = 18;
    private readonly double[] _atPower = new double[Octaves];
    private readonly double[] _slope = new double[Octaves];

    /// <summary>Samples the straight lines between points whose X are powers of two or are bent only slightly between them.</summary>
    public OctaveTable(IReadOnlyList<(double X, double Y)> points)
    {
        for (int i = 0; i < Octaves; i++)
            _atPower[i] = PiecewiseLinear.At(points, 1 << i);
        for (int i = 0; i < Octaves - 1; i++)
            _slope[i] = (_atPower[i + 1] - _atPower[i]) / (1 << i);
    }

    /// <summary>Value at a count; a count below 1 counts as 1.</summary>
    public double At(int count)
    {
        if (count <= 1)
            return _atPower[0];
        int octave = BitOperations.Log2((uint)count);
        if (octave >= Octaves - 1)
            return _atPower[Octaves - 1];
        return _atPower[octave] + (_slope[octave] * (count - (1 << octave)));
    }
}
