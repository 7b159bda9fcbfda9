using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace PowerActors.Api.Metrics;

/// <summary>
/// The instruments of this process in Prometheus' text format: what observable ones say when asked, and what others have counted since the start. Small, since no exporter can be had.
/// Thread-safe.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Seconds, from a fast local round trip to longer than anybody should wait.</summary>
    private static readonly double[] Buckets = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to count.</summary>
    /// <param name="meters">Names of meters begin with this.</param>
    public PrometheusText(string meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(meters, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Everything now.</summary>
    public string Write()
    {
        lock (_gate)
        {
            foreach (Family family in _families.Values)
            {
                if (family.IsObserved)
                    family.Series.Clear();
            }

            _listener.RecordObservableInstruments();
            StringBuilder text = new(1 << 16);
            foreach (Family family in _families.Values)
                family.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (double.IsNaN(value))
            return;
        lock (_gate)
        {
            string name = NameOf(instrument);
            if (!_families.TryGetValue(name, out Family? family))
                _families[name] = family = new Family(name, instrument);
            family.Note(LabelsOf(tags), value);
        }
    }

    /// <summary>Dots become underscores, the unit is appended, counters end in _total.</summary>
    private static string NameOf(Instrument instrument)
    {
        string unit = instrument.Unit switch
        {
            "W" => "_watts",
            "s" => "_seconds",
            "MHz" => "_megahertz",
            "1" when instrument.Name.EndsWith("utilization", StringComparison.Ordinal) || instrument.Name.EndsWith("damage", StringComparison.Ordinal)
                || instrument.Name.EndsWith("share", StringComparison.Ordinal) => "_ratio",
            _ => "",
        };
        return instrument.Name.Replace('.', '_') + unit + (IsCounter(instrument) ? "_total" : "");
    }

    private static bool IsCounter(Instrument instrument) => instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal) && !instrument.GetType().Name.Contains("UpDown", StringComparison.Ordinal);

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        StringBuilder text = new();
        foreach ((string key, object? value) in tags)
        {
            string escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : ",").Append(key).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Family
    {
        private readonly string _name;
        private readonly string _help;
        private readonly string _type;
        private readonly bool _adds;

        public Family(string name, Instrument instrument)
        {
            _name = name;
            _help = (instrument.Description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
            bool isHistogram = instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);
            _type = isHistogram ? "histogram" : IsCounter(instrument) ? "counter" : "gauge";
            IsObserved = instrument.IsObservable;
            _adds = !IsObserved;
        }

        public bool IsObserved { get; }

        public Dictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);

        public void Note(string labels, double value)
        {
            if (!Series.TryGetValue(labels, out Series? series))
                Series[labels] = series = new Series();
            if (_type == "histogram")
                series.Observe(value);
            else
                series.Value = _adds && _type == "counter" ? series.Value + value : value;
        }

        public void Write(StringBuilder text)
        {
            if (Series.Count == 0)
                return;
            text.Append("# HELP ").Append(_name).Append(' ').Append(_help).Append('\n');
            text.Append("# TYPE ").Append(_name).Append(' ').Append(_type).Append('\n');
            foreach ((string labels, Series series) in Series)
            {
                if (_type == "histogram")
                    WriteHistogram(text, labels, series);
                else
                    Line(text, _name, labels, series.Value);
            }
        }

        private void WriteHistogram(StringBuilder text, string labels, Series series)
        {
            string comma = labels.Length == 0 ? "" : ",";
            long below = 0;
            for (int i = 0; i < Buckets.Length; i++)
                Line(text, _name + "_bucket", $"{labels}{comma}le=\"{Number(Buckets[i])}\"", below += series.Counts[i]);
            Line(text, _name + "_bucket", $"{labels}{comma}le=\"+Inf\"", series.Count);
            Line(text, _name + "_sum", labels, series.Value);
            Line(text, _name + "_count", labels, series.Count);
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(Number(value)).Append('\n');
        }
    }

    private sealed class Series
    {
        public double Value { get; set; }

        public long Count { get; private set; }

        public long[] Counts { get; } = new long[Buckets.Length];

        public void Observe(double value)
        {
            Count++;
            Value += value;
            int bucket = Array.FindIndex(Buckets, bound => value <= bound);
            if (bucket >= 0)
                Counts[bucket]++;
        }
    }
}
