using System.Globalization;
using System.Text;

namespace PowerActors.Agent.Governor.Metrics;

/// <summary>A sample of Prometheus' text format: <c>name{label="value",...} value [timestamp]</c>.</summary>
internal readonly ref struct PrometheusLine
{
    private const int MostLabels = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _labels;

    private PrometheusLine(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value)
    {
        Name = name;
        _labels = labels;
        Value = value;
    }

    public ReadOnlySpan<byte> Name { get; }

    public double Value { get; }

    /// <summary>Splits a line; the labels are only read when they are asked for.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out PrometheusLine sample)
    {
        sample = default;
        int end = NameLength(line, mayHaveColon: true);
        if (end == 0)
            return false;
        ReadOnlySpan<byte> name = line[..end], labels = default, rest = line[end..].TrimStart(" \t"u8);
        if (!rest.IsEmpty && rest[0] == '{')
        {
            int close = CloseOf(rest);
            if (close < 0)
                return false;
            labels = rest[1..close];
            rest = rest[(close + 1)..];
        }
        else if (rest.Length == line.Length - end)
        {
            return false; // nothing stands between name and value
        }

        rest = rest.Trim(" \t"u8);
        int space = rest.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> number = space < 0 ? rest : rest[..space];
        ReadOnlySpan<byte> time = space < 0 ? default : rest[space..].Trim(" \t"u8);
        if (!TryNumber(number, out double value) || (!time.IsEmpty && !long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            return false;
        sample = new PrometheusLine(name, labels, value);
        return true;
    }

    /// <summary>The labels in a standard order, but for a bucket's bound.</summary>
    public bool TryReadLabels(out string labels, out string? bound)
    {
        (labels, bound) = ("", null);
        List<string> found = [];
        ReadOnlySpan<byte> rest = _labels.Trim(" \t"u8);
        while (!rest.IsEmpty)
        {
            int name = NameLength(rest, mayHaveColon: false);
            ReadOnlySpan<byte> after = rest[name..].TrimStart(" \t"u8);
            if (name == 0 || found.Count == MostLabels || after.Length < 3 || after[0] != '=')
                return false;
            after = after[1..].TrimStart(" \t"u8);
            int close = after.IsEmpty || after[0] != '"' ? -1 : QuoteEnd(after);
            if (close < 0)
                return false;
            string value = Utf8.GetString(after[1..close]);
            if (rest[..name].SequenceEqual("le"u8))
                bound = value;
            else
                found.Add($"{Encoding.ASCII.GetString(rest[..name])}=\"{value}\"");
            rest = after[(close + 1)..].TrimStart(" \t"u8);
            if (rest.IsEmpty)
                break;
            if (rest[0] != ',')
                return false;
            rest = rest[1..].TrimStart(" \t"u8);
        }

        found.Sort(StringComparer.Ordinal);
        labels = string.Join(',', found);
        return true;
    }

    /// <summary>A number as Prometheus writes it, <c>+Inf</c> and <c>NaN</c> among them.</summary>
    public static bool TryNumber(string text, out double value) => TryNumber(Encoding.UTF8.GetBytes(text), out value);

    private static bool TryNumber(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("+Inf"u8) || text.SequenceEqual("Inf"u8))
            value = double.PositiveInfinity;
        else if (text.SequenceEqual("-Inf"u8))
            value = double.NegativeInfinity;
        else if (text.SequenceEqual("NaN"u8))
            value = double.NaN;
        else
            return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        return true;
    }

    private static int NameLength(ReadOnlySpan<byte> text, bool mayHaveColon)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiLetter((char)text[end]) || text[end] == '_' || (mayHaveColon && text[end] == ':') || (end > 0 && char.IsAsciiDigit((char)text[end]))))
            end++;
        return end;
    }

    /// <summary>Where the braces close that open at 0; one within quotes does not.</summary>
    private static int CloseOf(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '}')
                return i;
            if (text[i] != '"')
                continue;
            int end = QuoteEnd(text[i..]);
            if (end < 0)
                return -1;
            i += end;
        }

        return -1;
    }

    private static int QuoteEnd(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
        }

        return -1;
    }
}
