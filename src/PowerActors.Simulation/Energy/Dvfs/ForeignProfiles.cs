using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>Profiles in the formats that others publish.</summary>
internal static class ForeignProfiles
{
    /// <summary>Layers of the model that the per-layer profiles were taken from; each runs attention and FFN once.</summary>
    private const int Layers = 64;

    /// <summary>From this many tokens in a batch BEAM's iterations hold prompts beside the tokens that are decoded.</summary>
    private const double MixedBatch = 128;

    /// <summary>Attention and FFN per layer and clock.</summary>
    public static DvfsProfile ReadLayers(CsvTable table, RowFilter filter)
    {
        ProfileFields fields = new(table);
        int[] at = Need(table, fields, "clock_mhz", "attn_us_per_layer", "ffn_us_per_layer", "attn_mj_per_layer", "ffn_mj_per_layer");
        string phase = table.Column("ttft_ms") >= 0 ? "prefill" : "decode";
        Dimensions dimensions = new(table, [("tp", "tp"), ("in", "input_len"), ("out", "output_len"), ("batch", "batch_size")]);
        List<(string[] Values, double Clock, double Attention, double AttentionEnergy, double Ffn, double FfnEnergy, int Line)> read = [];
        while (table.Read())
        {
            if (!filter.Takes(table))
                continue;
            double clock = fields.Clock(at[0]);
            double attention = fields.Positive(at[1], "microseconds") / 1000, ffn = fields.Positive(at[2], "microseconds") / 1000;
            double attentionEnergy = fields.Positive(at[3], "millijoules"), ffnEnergy = fields.Positive(at[4], "millijoules");
            read.Add((dimensions.Take(), clock, attention, attentionEnergy, ffn, ffnEnergy, table.Line));
        }

        filter.Check(table);
        ProfileRows rows = new(table.Faults);
        foreach ((string[] values, double clock, double attention, double attentionEnergy, double ffn, double ffnEnergy, int line) in read)
        {
            ClockPair clocks = new(new Megahertz(clock), Megahertz.Zero);
            rows.Add((phase, phase, dimensions.Name("attn", values), 0), Layers, clocks, "", attention, attentionEnergy, line);
            rows.Add((phase, phase, dimensions.Name("ffn", values), 0), Layers, clocks, "", ffn, ffnEnergy, line);
        }

        return rows.ToProfile(table);
    }

    /// <summary>Whole iterations per clock and shape of the batch.</summary>
    public static DvfsProfile ReadIterations(CsvTable table, RowFilter filter)
    {
        ProfileFields fields = new(table);
        int[] at = Need(table, fields, "clock", "time_taken", "energy_consumption", "batch_size");
        int valid = table.Column("valid");
        Dimensions dimensions = new(table, [("batch", "batch_size"), ("decode", "decode_tokens"), ("ctx", "total_ctx_len")]);
        List<(string[] Values, string Phase, double Clock, double Time, double Energy, int Line)> read = [];
        while (table.Read())
        {
            // What the measurer marked as not valid is as good as not measured.
            if (!filter.Takes(table) || (valid >= 0 && table.Field(valid).SequenceEqual("0")))
                continue;
            double clock = fields.Clock(at[0]), time = fields.Positive(at[1], "seconds") * 1000, energy = fields.Positive(at[2], "millijoules");
            string phase = fields.Positive(at[3], "tokens") < MixedBatch ? "decode" : "mixed";
            read.Add((dimensions.Take(), phase, clock, time, energy, table.Line));
        }

        filter.Check(table);
        ProfileRows rows = new(table.Faults);
        foreach ((string[] values, string phase, double clock, double time, double energy, int line) in read)
            rows.Add(("pass", phase, dimensions.Name("", values), 0), 1, new ClockPair(new Megahertz(clock), Megahertz.Zero), "", time, energy, line);
        return rows.ToProfile(table);
    }

    private static int[] Need(CsvTable table, ProfileFields fields, params string[] names)
    {
        List<string> missing = [];
        int[] at = [.. names.Select(name => fields.Need(name, missing))];
        if (missing.Count > 0)
            throw new InputException(table.File, table.Line, $"{(missing.Count == 1 ? "column" : "columns")} {string.Join(", ", missing)} missing in the header; it must name {string.Join(',', names)}");
        return at;
    }

    /// <summary>The columns that tell shapes apart, of which those that never change stay out of the names.</summary>
    private sealed class Dimensions
    {
        private readonly CsvTable _table;
        private readonly (string Short, int Column)[] _columns;
        private readonly HashSet<string>[] _values;

        public Dimensions(CsvTable table, IEnumerable<(string Short, string Column)> columns)
        {
            _table = table;
            _columns = [.. columns.Select(column => (column.Short, table.Column(column.Column))).Where(static column => column.Item2 >= 0)];
            _values = [.. _columns.Select(static _ => new HashSet<string>(StringComparer.Ordinal))];
        }

        public string[] Take()
        {
            string[] values = [.. _columns.Select(column => _table.Text(column.Column))];
            for (int i = 0; i < values.Length; i++)
                _values[i].Add(values[i]);
            return values;
        }

        public string Name(string prefix, string[] values)
        {
            IEnumerable<string> parts = _columns.Select((column, i) => (Text: $"{column.Short}={values[i]}", Varies: _values[i].Count > 1)).Where(static part => part.Varies).Select(static part => part.Text);
            string name = string.Join(' ', parts.Prepend(prefix).Where(static part => part.Length > 0));
            return name.Length == 0 ? "iteration" : name;
        }
    }
}
