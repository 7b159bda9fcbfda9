using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace PowerActors.Hocon;

/// <summary>A calendar period, as the specification's "Period Format" has it: years, months and days that are not converted into each other.</summary>
/// <param name="Years">Whole years.</param>
/// <param name="Months">Whole months.</param>
/// <param name="Days">Whole days.</param>
public readonly record struct HoconPeriod(int Years, int Months, int Days);

/// <summary>
/// Durations, periods and sizes in bytes, with exactly the units of the specification (sections "Duration format", "Period Format", "Size in
/// bytes format"). The arithmetic is decimal: <c>0.1 s</c> is exactly 100 ms.
/// </summary>
public static class HoconUnits
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;
    private const int MaxSizeDigits = 100;

    /// <summary>A duration such as <c>500 ms</c> or <c>2.5 h</c>; a bare number is in milliseconds. Nanoseconds are rounded to ticks of 100 ns, halves to even.</summary>
    /// <param name="text">The number and, optionally, one of the units ns, us, ms, s, m, h, d or their long forms.</param>
    /// <exception cref="HoconException">The text is not a duration.</exception>
    public static TimeSpan ParseDuration(string text) => TryParseDuration(text, out var value, out string? error) ? value : throw Failed(error);

    /// <inheritdoc cref="ParseDuration"/>
    /// <param name="text">The number and the unit.</param>
    /// <param name="value">The duration.</param>
    /// <param name="error">What is wrong and what would be right, where the result is false.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParseDuration(string text, out TimeSpan value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        Split(text, out var number, out var unit);
        decimal ticks;
        switch (unit)
        {
            case "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds":
                ticks = 0.01m;
                break;
            case "us" or "micro" or "micros" or "microsecond" or "microseconds":
                ticks = TicksPerMicrosecond;
                break;
            case "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds":
                ticks = TimeSpan.TicksPerMillisecond;
                break;
            case "s" or "second" or "seconds":
                ticks = TimeSpan.TicksPerSecond;
                break;
            case "m" or "minute" or "minutes":
                ticks = TimeSpan.TicksPerMinute;
                break;
            case "h" or "hour" or "hours":
                ticks = TimeSpan.TicksPerHour;
                break;
            case "d" or "day" or "days":
                ticks = TimeSpan.TicksPerDay;
                break;
            default:
                error = $"\"{text}\" has no unit of time that is known; one of ns, us, ms, s, m, h, d would be right";
                return false;
        }
        if (!TryNumber(number, out decimal amount))
        {
            error = $"\"{text}\" is not a duration; a number with a unit such as \"500 ms\" would be right";
            return false;
        }
        try
        {
            decimal total = decimal.Round(amount * ticks, MidpointRounding.ToEven);
            if (total is >= long.MinValue and <= long.MaxValue)
            {
                value = new TimeSpan((long)total);
                error = null;
                return true;
            }
        }
        catch (OverflowException)
        {
            // Reported below, as for totals that only exceed 64 bits.
        }
        error = $"the duration \"{text}\" is too long; at most {TimeSpan.MaxValue.Days} days would be right";
        return false;
    }

    /// <summary>A size such as <c>512 KiB</c> or <c>1.5 GB</c>; a bare number is in bytes. kB, MB ... are powers of ten; K, KiB ... powers of two. Fractions of a byte are cut off.</summary>
    /// <param name="text">The number and, optionally, the unit.</param>
    /// <exception cref="HoconException">The text is not a size.</exception>
    public static BigInteger ParseBytes(string text) => TryParseBytes(text, out var value, out string? error) ? value : throw Failed(error);

    /// <inheritdoc cref="ParseBytes"/>
    /// <param name="text">The number and the unit.</param>
    /// <param name="value">The size in bytes.</param>
    /// <param name="error">What is wrong and what would be right, where the result is false.</param>
    /// <returns>Whether the text is a size.</returns>
    public static bool TryParseBytes(string text, out BigInteger value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        Split(text, out var number, out var unit);
        if (!TryByteUnit(unit, out int powerOf, out int exponent))
        {
            error = $"\"{text}\" has no unit of size that is known; one of B, kB, MB, GB, TB (powers of ten) or KiB, MiB, GiB, TiB (powers of two) would be right";
            return false;
        }
        if (!NumberSyntax.IsNumber(number) || number.Length > MaxSizeDigits || !TryExponent(number, out var mantissa, out int shift))
        {
            error = $"\"{text}\" is not a size; a number with a unit such as \"512 MiB\" would be right";
            return false;
        }
        if (number[0] == '-')
        {
            error = $"the size \"{text}\" is negative; zero or more would be right";
            return false;
        }
        int point = mantissa.IndexOf('.');
        shift -= point < 0 ? 0 : mantissa.Length - point - 1;
        string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        value = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * BigInteger.Pow(powerOf, exponent);
        value = shift >= 0 ? value * BigInteger.Pow(10, shift) : value / BigInteger.Pow(10, -shift);
        error = null;
        return true;
    }

    /// <summary>A period such as <c>2 weeks</c> or <c>3 mo</c>; a bare number is in days, <c>m</c> is months.</summary>
    /// <param name="text">A whole number and, optionally, one of the units d, w, m, mo, y or their long forms.</param>
    /// <exception cref="HoconException">The text is not a period.</exception>
    public static HoconPeriod ParsePeriod(string text) => TryParsePeriod(text, out var value, out string? error) ? value : throw Failed(error);

    /// <inheritdoc cref="ParsePeriod"/>
    /// <param name="text">The number and the unit.</param>
    /// <param name="value">The period.</param>
    /// <param name="error">What is wrong and what would be right, where the result is false.</param>
    /// <returns>Whether the text is a period.</returns>
    public static bool TryParsePeriod(string text, out HoconPeriod value, [NotNullWhen(false)] out string? error)
    {
        value = default;
        Split(text, out var number, out var unit);
        if (!int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int amount))
        {
            error = $"\"{text}\" is not a period; a whole number with a unit such as \"2 weeks\" would be right";
            return false;
        }
        error = null;
        switch (unit)
        {
            case "" or "d" or "day" or "days":
                value = new HoconPeriod(0, 0, amount);
                return true;
            case "w" or "week" or "weeks" when Math.Abs((long)amount) <= int.MaxValue / 7:
                value = new HoconPeriod(0, 0, amount * 7);
                return true;
            case "m" or "mo" or "month" or "months":
                value = new HoconPeriod(0, amount, 0);
                return true;
            case "y" or "year" or "years":
                value = new HoconPeriod(amount, 0, 0);
                return true;
            default:
                error = unit is "w" or "week" or "weeks"
                    ? $"the period \"{text}\" is too long; at most {int.MaxValue} days would be right"
                    : $"\"{text}\" has no unit of a period that is known; one of d, w, m, y would be right";
                return false;
        }
    }

    // Specification, "Units format": blanks, a number, blanks, a unit of letters only, blanks.
    private static void Split(string text, out ReadOnlySpan<char> number, out ReadOnlySpan<char> unit)
    {
        var trimmed = text.AsSpan().Trim();
        int end = trimmed.Length;
        while (end > 0 && char.IsLetter(trimmed[end - 1]))
            end--;
        unit = trimmed[end..];
        number = trimmed[..end].TrimEnd();
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        // The reference implementation takes a sign of either kind here, though a number in a document has no '+'.
        if (text.StartsWith('+') && !text.StartsWith("+-", StringComparison.Ordinal))
            text = text[1..];
        return NumberSyntax.IsNumber(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    // A number's part before the exponent, and the exponent; false where it is beyond any size.
    private static bool TryExponent(ReadOnlySpan<char> number, out ReadOnlySpan<char> mantissa, out int exponent)
    {
        int at = number.IndexOfAny('e', 'E');
        mantissa = at < 0 ? number : number[..at];
        exponent = 0;
        return at < 0
            || (int.TryParse(number[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                && exponent is >= -MaxSizeDigits and <= MaxSizeDigits);
    }

    private static bool TryByteUnit(ReadOnlySpan<char> unit, out int powerOf, out int exponent)
    {
        powerOf = 1024;
        exponent = unit switch
        {
            "" or "B" or "b" or "byte" or "bytes" => 0,
            "K" or "k" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => 1,
            "M" or "m" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => 2,
            "G" or "g" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => 3,
            "T" or "t" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => 4,
            "P" or "p" or "Pi" or "PiB" or "pebibyte" or "pebibytes" => 5,
            "E" or "e" or "Ei" or "EiB" or "exbibyte" or "exbibytes" => 6,
            "Z" or "z" or "Zi" or "ZiB" or "zebibyte" or "zebibytes" => 7,
            "Y" or "y" or "Yi" or "YiB" or "yobibyte" or "yobibytes" => 8,
            _ => -1,
        };
        if (exponent >= 0)
            return true;
        powerOf = 1000;
        exponent = unit switch
        {
            "kB" or "kilobyte" or "kilobytes" => 1,
            "MB" or "megabyte" or "megabytes" => 2,
            "GB" or "gigabyte" or "gigabytes" => 3,
            "TB" or "terabyte" or "terabytes" => 4,
            "PB" or "petabyte" or "petabytes" => 5,
            "EB" or "exabyte" or "exabytes" => 6,
            "ZB" or "zettabyte" or "zettabytes" => 7,
            "YB" or "yottabyte" or "yottabytes" => 8,
            _ => -1,
        };
        return exponent >= 0;
    }

    private static HoconException Failed(string message) => new(new HoconFault(null, 0, 0, message));
}
