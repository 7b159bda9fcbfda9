using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace PowerActors.Api.Metrics;

/// <summary>
/// The instruments of this process in Prometheus' text format: what observable ones say when asked, and what others have counted since the start. Small, since no exporter can be had.
/// Thread-safe.
/// </summary>
/// <remarks>
/// What observable instruments say goes straight into their family's bytes, which are used again at the next reading: at 100,000 GPUs a page is 31 MB, and half a million lines as strings would keep the collector from
/// everything else.
/// </remarks>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Seconds, from a fast local round trip to longer than anybody should wait.</summary>
    private static readonly double[] Buckets = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _making = new(); // One page at a time. Only that makes observable instruments speak.
    private readonly Lock _gate = new(); // Which families there are, and what was counted: held for moments, since those who count are in a hurry.
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Instrument, Family> _byInstrument = new();
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
        _listener.MeasurementsCompleted = (instrument, _) => _byInstrument.TryRemove(instrument, out Family? _);
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Everything now.</summary>
    public string Write()
    {
        byte[] page = Page(out int length);
        string text = Encoding.UTF8.GetString(page, 0, length);
        ArrayPool<byte>.Shared.Return(page);
        return text;
    }

    /// <summary>Everything now, to whoever reads it.</summary>
    public async Task WriteAsync(PipeWriter to, CancellationToken cancellation)
    {
        byte[] page = Page(out int length);
        try
        {
            await to.WriteAsync(page.AsMemory(0, length), cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(page);
        }
    }

    /// <summary>Everything now, in an array that goes back to the shared pool.</summary>
    private byte[] Page(out int length)
    {
        lock (_making)
        {
            foreach (Family family in Families())
                family.Begin();
            _listener.RecordObservableInstruments();
            Family[] families = Families();
            length = 0;
            foreach (Family family in families)
            {
                if (!family.IsObserved)
                {
                    lock (_gate)
                        family.WriteCounted();
                }

                length += family.Text.Length;
            }

            byte[] page = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
            int at = 0;
            foreach (Family family in families)
            {
                family.Text.CopyTo(page.AsSpan(at));
                at += family.Text.Length;
            }

            return page;
        }
    }

    private Family[] Families()
    {
        lock (_gate)
            return [.. _families.Values];
    }

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (double.IsNaN(value))
            return;
        Family family = _byInstrument.GetOrAdd(instrument, FamilyOf);
        if (family.IsObserved)
        {
            family.Say(tags, value);
            return;
        }

        lock (_gate)
            family.Count(tags, value);
    }

    private Family FamilyOf(Instrument instrument)
    {
        string name = NameOf(instrument);
        lock (_gate)
        {
            if (!_families.TryGetValue(name, out Family? family))
                _families.Add(name, family = new Family(name, instrument));
            return family;
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

    private static void WriteLabels(ArrayBufferWriter<byte> to, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        for (int i = 0; i < tags.Length; i++)
        {
            Append(to, i == 0 ? "" : ",");
            Append(to, tags[i].Key);
            Append(to, "=\"");
            if (tags[i].Value is int number)
                AppendNumber(to, number);
            else
                AppendEscaped(to, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture)!);
            Append(to, "\"");
        }
    }

    private static void Append(ArrayBufferWriter<byte> to, ReadOnlySpan<char> text)
    {
        Span<byte> room = to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        to.Advance(Encoding.UTF8.GetBytes(text, room));
    }

    private static void AppendEscaped(ArrayBufferWriter<byte> to, string text)
    {
        if (text.AsSpan().ContainsAny("\\\"\n"))
            text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Append(to, text);
    }

    private static void AppendNumber(ArrayBufferWriter<byte> to, double value)
    {
        if (double.IsInfinity(value))
        {
            Append(to, value > 0 ? "+Inf" : "-Inf");
            return;
        }

        value.TryFormat(to.GetSpan(32), out int written, "R", CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private sealed class Family
    {
        private readonly ArrayBufferWriter<byte> _text = new(256);
        private readonly ArrayBufferWriter<byte> _labels = new(128);
        private readonly HashSet<ulong> _seen = [];
        private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
        private readonly string _name;
        private readonly string _head;
        private readonly string _type;

        public Family(string name, Instrument instrument)
        {
            _name = name;
            string help = (instrument.Description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
            bool isHistogram = instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);
            _type = isHistogram ? "histogram" : IsCounter(instrument) ? "counter" : "gauge";
            _head = $"# HELP {name} {help}\n# TYPE {name} {_type}\n";
            IsObserved = instrument.IsObservable;
        }

        /// <summary>Whether it speaks when asked; else it has counted.</summary>
        public bool IsObserved { get; }

        /// <summary>What was written since <see cref="Begin"/>.</summary>
        public ReadOnlySpan<byte> Text => _text.WrittenSpan;

        public void Begin()
        {
            _text.ResetWrittenCount();
            _seen.Clear();
        }

        /// <summary>A line of an observable instrument, into the page that is being made.</summary>
        public void Say(ReadOnlySpan<KeyValuePair<string, object?>> tags, double value)
        {
            _labels.ResetWrittenCount();
            WriteLabels(_labels, tags);
            // Two nodes in one process have instruments of the same name: a series must not stand there twice.
            if (_seen.Add(Hash(_labels.WrittenSpan)))
                Line(_name, _labels.WrittenSpan, value);
        }

        public void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags, double value)
        {
            _labels.ResetWrittenCount();
            WriteLabels(_labels, tags);
            string labels = Encoding.UTF8.GetString(_labels.WrittenSpan);
            if (!_series.TryGetValue(labels, out Series? series))
                _series[labels] = series = new Series();
            if (_type == "histogram")
                series.Observe(value);
            else
                series.Value = _type == "counter" ? series.Value + value : value;
        }

        /// <summary>FNV-1a, 64 bits (Fowler, Noll and Vo): of half a million series two are taken for one with a probability of 1 in 10⁸.</summary>
        private static ulong Hash(ReadOnlySpan<byte> bytes)
        {
            ulong hash = 14695981039346656037;
            foreach (byte each in bytes)
                hash = (hash ^ each) * 1099511628211;
            return hash;
        }

        /// <summary>All that was counted, into the page that is being made.</summary>
        public void WriteCounted()
        {
            foreach ((string labels, Series series) in _series)
            {
                if (_type == "histogram")
                    WriteHistogram(labels, series);
                else
                    Line(_name, Encoding.UTF8.GetBytes(labels), series.Value);
            }
        }

        private void WriteHistogram(string labels, Series series)
        {
            string comma = labels.Length == 0 ? "" : ",";
            long below = 0;
            for (int i = 0; i < Buckets.Length; i++)
                Line(_name + "_bucket", Encoding.UTF8.GetBytes($"{labels}{comma}le=\"{Buckets[i].ToString("R", CultureInfo.InvariantCulture)}\""), below += series.Counts[i]);
            Line(_name + "_bucket", Encoding.UTF8.GetBytes($"{labels}{comma}le=\"+Inf\""), series.Count);
            Line(_name + "_sum", Encoding.UTF8.GetBytes(labels), series.Value);
            Line(_name + "_count", Encoding.UTF8.GetBytes(labels), series.Count);
        }

        private void Line(string name, ReadOnlySpan<byte> labels, double value)
        {
            if (_text.WrittenCount == 0)
                Append(_text, _head);
            Append(_text, name);
            if (labels.Length > 0)
            {
                Append(_text, "{");
                _text.Write(labels);
                Append(_text, "}");
            }

            Append(_text, " ");
            AppendNumber(_text, value);
            Append(_text, "\n");
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
