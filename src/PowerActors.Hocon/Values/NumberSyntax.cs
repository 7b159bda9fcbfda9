using System.Globalization;

namespace PowerActors.Hocon;

/// <summary>What counts as a number.</summary>
internal static class NumberSyntax
{
    /// <summary>
    /// Whether a text is a number: JSON's grammar, and besides it what the reference implementation's platform reads as
    /// one (leading zeros, nothing before or after the point): <c>01</c>, <c>1.</c>, <c>-.5</c>.
    /// </summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => Scan(text, strict: false);

    /// <summary>Whether a text is a number in JSON's grammar.</summary>
    public static bool IsJson(ReadOnlySpan<char> text) => Scan(text, strict: true);

    /// <summary>The number in JSON's grammar, its value unchanged.</summary>
    public static string ToJson(string text)
    {
        if (IsJson(text))
            return text;
        var rest = text.AsSpan();
        string sign = "";
        if (rest[0] == '-')
        {
            sign = "-";
            rest = rest[1..];
        }
        int exponentAt = rest.IndexOfAny('e', 'E');
        var exponent = exponentAt < 0 ? default : rest[exponentAt..];
        var mantissa = exponentAt < 0 ? rest : rest[..exponentAt];
        int point = mantissa.IndexOf('.');
        var whole = (point < 0 ? mantissa : mantissa[..point]).TrimStart('0');
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        return string.Concat(
            string.Concat(sign, whole.IsEmpty ? "0" : whole),
            point < 0 ? "" : ".",
            point >= 0 && fraction.IsEmpty ? "0" : fraction.ToString(),
            exponent.ToString());
    }

    /// <summary>A key that is an array index: digits only, as 32 bits.</summary>
    public static bool TryIndex(string key, out int index) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private static bool Scan(ReadOnlySpan<char> text, bool strict)
    {
        int i = 0;
        if (i < text.Length && text[i] == '-')
            i++;
        int whole = Digits(text, ref i);
        if (strict && (whole == 0 || (whole > 1 && text[i - whole] == '0')))
            return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            int fraction = Digits(text, ref i);
            if (strict ? fraction == 0 : whole + fraction == 0)
                return false;
        }
        else if (whole == 0)
        {
            return false;
        }
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            i++;
            if (i < text.Length && text[i] is '+' or '-')
                i++;
            if (Digits(text, ref i) == 0)
                return false;
        }
        return i == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at - start;
    }
}
