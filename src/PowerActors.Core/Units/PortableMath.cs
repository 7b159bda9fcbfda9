namespace PowerActors.Core.Units;

/// <summary>
/// Logarithm, exponential and power that give the same bits on every machine. The platform's own differ in the last bit between C libraries, and a
/// decision that hangs on such a bit would give a run another digest elsewhere. Built from additions, multiplications and divisions alone,
/// which IEEE 754 fixes. Relative error below 1e-13 in the ranges that are used here.
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01; // upper bits of ln 2, the rest below: their sum is exact to 1e-33
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a positive, finite number; NaN below zero, −∞ at zero.</summary>
    public static double Log(double x)
    {
        if (!(x > 0))
            return x == 0 ? double.NegativeInfinity : double.NaN;
        if (!double.IsFinite(x))
            return x;
        int exponent = 0;
        if (!double.IsNormal(x))
        {
            x *= 18014398509481984.0; // 2^54: subnormals become normal
            exponent = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)((bits >> 52) & 0x7FF) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + ...) with |s| ≤ 0.1716: eleven terms leave less than 1e-17.
        double s = (mantissa - 1) / (mantissa + 1);
        double s2 = s * s;
        double sum = 0;
        for (int k = 21; k >= 3; k -= 2)
            sum = (sum + (1.0 / k)) * s2;
        return (exponent * Ln2High) + ((exponent * Ln2Low) + (2 * (s + (s * sum))));
    }

    /// <summary>e to the power of x; 0 below about −745, +∞ above about 709.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x < -745.2)
            return 0;
        if (x > 709.79)
            return double.PositiveInfinity;
        double k = Math.Floor((x * 1.4426950408889634) + 0.5);
        double r = (x - (k * Ln2High)) - (k * Ln2Low); // |r| ≤ ln 2 / 2
        double sum = 1;
        for (int n = 16; n >= 1; n--)
            sum = 1 + (sum * r / n);
        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>A positive base to any power.</summary>
    public static double Pow(double x, double power) => x == 0 ? (power > 0 ? 0 : 1) : Exp(power * Log(x));
}
