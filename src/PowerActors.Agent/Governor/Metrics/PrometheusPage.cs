using System.Text;

namespace PowerActors.Agent.Governor.Metrics;

/// <summary>
/// Reads Prometheus' text format (version 0.0.4): histograms and gauges of some names, each summed over all its label sets. Strict: a line that is no sample, a number that is none, a histogram that
/// does not add up refuse the whole page, since half of it would look like a quiet server. Bounded: so many series, so long a line.
/// </summary>
/// <param name="histograms">Names of histograms to read.</param>
/// <param name="gauges">Names of gauges to read.</param>
internal sealed class PrometheusPage(IReadOnlyList<string> histograms, IReadOnlyList<string> gauges)
{
    /// <summary>Bytes of a line at most.</summary>
    public const int LongestLine = 16 * 1024;

    /// <summary>Samples of the names that are read, at most.</summary>
    public const int MostSamples = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, double> _gauges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, PrometheusHistogram>> _series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HistogramCounts> _histograms = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>A histogram that was there; null where it was not.</summary>
    public HistogramCounts? Histogram(string name) => _histograms.GetValueOrDefault(name);

    /// <summary>A gauge that was there; null where it was not.</summary>
    public double? Gauge(string name) => _gauges.TryGetValue(name, out double value) ? value : null;

    /// <summary>Reads a page, once.</summary>
    /// <param name="page">The page, UTF-8.</param>
    /// <returns>What is wrong with it, in one line; null for nothing.</returns>
    public string? Read(ReadOnlySpan<byte> page)
    {
        int number = 0;
        while (!page.IsEmpty)
        {
            number++;
            int end = page.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? page : page[..end];
            page = end < 0 ? default : page[(end + 1)..];
            if (line.Length > LongestLine)
                return $"line {number} has {line.Length} bytes; at most {LongestLine} are read";
            try
            {
                if (ReadLine(line.TrimEnd((byte)'\r').Trim((byte)' ')) is { } problem)
                    return $"line {number}: {problem}";
            }
            catch (DecoderFallbackException)
            {
                return $"line {number} is not UTF-8";
            }
        }

        return Sum();
    }

    private string? ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] == '#')
            return null;
        if (!PrometheusLine.TryParse(line, out PrometheusLine sample))
            return "is no sample of Prometheus' text format";
        string? histogram = null, part = null;
        foreach (string name in histograms)
        {
            if (Is(sample.Name, name, "_bucket"u8))
                (histogram, part) = (name, "_bucket");
            else if (Is(sample.Name, name, "_sum"u8))
                (histogram, part) = (name, "_sum");
            else if (Is(sample.Name, name, "_count"u8))
                (histogram, part) = (name, "_count");
        }

        string? gauge = histogram is not null ? null : Find(sample.Name);
        if (histogram is null && gauge is null)
            return null;
        if (_seen.Count == MostSamples)
            return $"more than {MostSamples} samples";
        if (!(sample.Value >= 0) || (double.IsInfinity(sample.Value)))
            return $"{Utf8.GetString(sample.Name)} is {sample.Value}; it must be 0 or more";
        if (!sample.TryReadLabels(out string labels, out string? bound))
            return "has labels that cannot be read";
        if (!_seen.Add($"{gauge ?? histogram}{part}|{labels}|{bound}"))
            return $"{Utf8.GetString(sample.Name)} stands twice with the same labels";
        if (gauge is not null)
        {
            _gauges[gauge] = _gauges.GetValueOrDefault(gauge) + sample.Value;
            return null;
        }

        if (!_series.TryGetValue(histogram!, out Dictionary<string, PrometheusHistogram>? family))
            _series[histogram!] = family = new(StringComparer.Ordinal);
        if (!family.TryGetValue(labels, out PrometheusHistogram? series))
            family[labels] = series = new PrometheusHistogram(histogram!);
        return series.Add(part!, bound, sample.Value);
    }

    private string? Sum()
    {
        foreach ((string name, Dictionary<string, PrometheusHistogram> family) in _series)
        {
            double[]? bounds = null, counts = null;
            double sum = 0;
            foreach (PrometheusHistogram series in family.Values)
            {
                if (series.Check() is { } problem)
                    return problem;
                if (bounds is not null && !bounds.SequenceEqual(series.Buckets.Keys))
                    return $"{name} has other buckets for one of its label sets than for another";
                bounds ??= [.. series.Buckets.Keys];
                counts ??= new double[bounds.Length];
                int i = 0;
                foreach (double count in series.Buckets.Values)
                    counts[i++] += count;
                sum += series.Total;
            }

            _histograms[name] = new HistogramCounts(bounds!, counts!, sum);
        }

        return null;
    }

    private string? Find(ReadOnlySpan<byte> name)
    {
        foreach (string gauge in gauges)
        {
            if (Is(name, gauge, default))
                return gauge;
        }

        return null;
    }

    private static bool Is(ReadOnlySpan<byte> name, string expected, ReadOnlySpan<byte> suffix) =>
        name.Length == expected.Length + suffix.Length && name.EndsWith(suffix) && Ascii.Equals(name[..expected.Length], expected);
}
