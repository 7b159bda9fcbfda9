using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>
/// An amount of a resource as Kubernetes writes it (<c>k8s.io/apimachinery/pkg/api/resource</c>, Quantity): <c>100m</c>, <c>1.5</c>, <c>64Gi</c>, <c>12e6</c>, <c>-1k</c>. Kept exactly to 10⁻⁹; what is
/// finer is rounded away from zero, and what is more than 2⁶³ − 1 counts as that, as Kubernetes does it.
/// </summary>
/// <param name="Nano">The amount in 10⁻⁹.</param>
public readonly record struct ResourceQuantity(Int128 Nano) : IComparable<ResourceQuantity>
{
    /// <summary>Characters of a quantity at most: the largest and the finest that Kubernetes keeps have fewer than 40.</summary>
    public const int Longest = 64;

    private const long NanoPerUnit = 1_000_000_000;
    private const int MostExponent = 64; // beyond it, every number that is not zero is out of range one way or the other

    private static readonly Int128 Most = (Int128)long.MaxValue * NanoPerUnit;

    /// <summary>Nothing.</summary>
    public static ResourceQuantity Zero => default;

    /// <summary>Whole units, rounded away from zero: bytes of memory, counts of devices.</summary>
    public long Units => RoundedBy(NanoPerUnit);

    /// <summary>Thousandths, rounded away from zero: milli-CPU. More than a <see cref="long"/> holds counts as the most it holds.</summary>
    public long Milli => RoundedBy(1_000_000);

    /// <summary>Sum.</summary>
    public static ResourceQuantity operator +(ResourceQuantity a, ResourceQuantity b) => new(a.Nano + b.Nano);

    /// <summary>The larger of two.</summary>
    public static ResourceQuantity Max(ResourceQuantity a, ResourceQuantity b) => a.Nano >= b.Nano ? a : b;

    /// <inheritdoc/>
    public int CompareTo(ResourceQuantity other) => Nano.CompareTo(other.Nano);

    /// <summary>Less.</summary>
    public static bool operator <(ResourceQuantity a, ResourceQuantity b) => a.Nano < b.Nano;

    /// <summary>More.</summary>
    public static bool operator >(ResourceQuantity a, ResourceQuantity b) => a.Nano > b.Nano;

    /// <summary>Less or equal.</summary>
    public static bool operator <=(ResourceQuantity a, ResourceQuantity b) => a.Nano <= b.Nano;

    /// <summary>More or equal.</summary>
    public static bool operator >=(ResourceQuantity a, ResourceQuantity b) => a.Nano >= b.Nano;

    /// <summary>Reads a quantity: sign, digits with or without a point, and one of <c>n u m k M G T P E</c>, <c>Ki Mi Gi Ti Pi Ei</c>, <c>e</c> or <c>E</c> with a whole exponent, or nothing.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="quantity">The amount.</param>
    /// <param name="problem">What is wrong and what would be right: the second half of a sentence.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out ResourceQuantity quantity, [NotNullWhen(false)] out string? problem)
    {
        quantity = default;
        problem = null;
        if (text.Length is 0 or > Longest)
        {
            problem = text.IsEmpty ? "is empty; a quantity such as 500m or 64Gi would be right" : $"has {text.Length} characters; a quantity such as 500m or 64Gi would be right";
            return false;
        }

        bool isNegative = text[0] == '-';
        int at = text[0] is '-' or '+' ? 1 : 0;
        int start = at;
        BigInteger mantissa = BigInteger.Zero;
        long small = 0;
        int digits = 0;
        int fraction = 0;
        bool hasPoint = false;
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && !hasPoint)); at++)
        {
            if (text[at] == '.')
            {
                hasPoint = true;
                continue;
            }

            digits++;
            fraction += hasPoint ? 1 : 0;
            if (digits <= 18)
                small = (small * 10) + (text[at] - '0');
            else
                mantissa = ((digits == 19 ? small : mantissa) * 10) + (text[at] - '0');
        }

        mantissa = digits <= 18 ? small : mantissa;
        if (digits == 0 || at == start || !TrySuffix(text[at..], out BigInteger multiplier, out int exponent))
        {
            problem = $"is '{text}', which is no quantity; one such as 500m, 1.5 or 64Gi would be right";
            return false;
        }

        Int128 nano = Scale(mantissa * multiplier, exponent - fraction + 9);
        quantity = new ResourceQuantity(isNegative ? -nano : nano);
        return true;
    }

    /// <summary>In the shortest exact decimal form.</summary>
    public override string ToString()
    {
        (Int128 whole, Int128 rest) = Int128.DivRem(Int128.Abs(Nano), NanoPerUnit);
        string sign = Int128.IsNegative(Nano) ? "-" : "";
        return rest == 0 ? $"{sign}{whole}" : $"{sign}{whole}.{rest.ToString("D9", null).TrimEnd('0')}";
    }

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out BigInteger multiplier, out int exponent)
    {
        multiplier = BigInteger.One;
        exponent = 0;
        if (suffix.Length > 1 && suffix[0] is 'e' or 'E' && suffix is not "Ei")
            return TryExponent(suffix[1..], out exponent);
        (int Exponent, int Shift)? known = suffix switch
        {
            "" => (0, 0),
            "n" => (-9, 0),
            "u" => (-6, 0),
            "m" => (-3, 0),
            "k" => (3, 0),
            "M" => (6, 0),
            "G" => (9, 0),
            "T" => (12, 0),
            "P" => (15, 0),
            "E" => (18, 0),
            "Ki" => (0, 10),
            "Mi" => (0, 20),
            "Gi" => (0, 30),
            "Ti" => (0, 40),
            "Pi" => (0, 50),
            "Ei" => (0, 60),
            _ => null,
        };
        if (known is not { } found)
            return false;
        exponent = found.Exponent;
        multiplier <<= found.Shift;
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 0;
        int at = text[0] is '-' or '+' ? 1 : 0;
        if (at == text.Length)
            return false;
        foreach (char digit in text[at..])
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            exponent = Math.Min((exponent * 10) + (digit - '0'), 1000);
        }

        exponent = text[0] == '-' ? -exponent : exponent;
        return true;
    }

    /// <summary>mantissa × 10^exponent, rounded away from zero, at most <see cref="Most"/>.</summary>
    private static Int128 Scale(BigInteger mantissa, int exponent)
    {
        if (mantissa.IsZero)
            return 0;
        if (exponent > MostExponent)
            return Most;
        if (exponent < -2 * MostExponent)
            return 1;
        BigInteger power = BigInteger.Pow(10, Math.Abs(exponent));
        BigInteger scaled = exponent >= 0 ? mantissa * power : BigInteger.DivRem(mantissa, power, out BigInteger rest) + (rest.IsZero ? 0 : 1);
        return scaled >= (BigInteger)Most ? Most : (Int128)scaled;
    }

    private long RoundedBy(long divisor)
    {
        (Int128 whole, Int128 rest) = Int128.DivRem(Nano, divisor);
        Int128 rounded = whole + (rest == 0 ? 0 : Int128.Sign(rest));
        return rounded > long.MaxValue ? long.MaxValue : rounded < long.MinValue ? long.MinValue : (long)rounded;
    }
}
