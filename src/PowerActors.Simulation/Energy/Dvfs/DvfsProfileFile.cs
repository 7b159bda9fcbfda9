using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>A profile and what its file told beside the figures.</summary>
/// <param name="Profile">The figures.</param>
/// <param name="HasOrder">Whether the file says in which order the kernels run; otherwise they stand in the file's order.</param>
public sealed record LoadedProfile(DvfsProfile Profile, bool HasOrder);

/// <summary>
/// Reads profiles of kernels. The format is told by the header:
/// <list type="bullet">
/// <item>our own: <c>kernel,count,core_mhz,mem_mhz,time_ms,energy_mj</c>, optional <c>phase</c>, <c>pass</c>, <c>order</c> and <c>trial</c>; <c>mem_mhz</c> and <c>count</c>
/// (then 1) may be left out; clocks may be <c>auto</c>;</item>
/// <item>per-layer profiles with <c>clock_mhz, attn_us_per_layer, ffn_us_per_layer, attn_mj_per_layer, ffn_mj_per_layer</c>: each row is two kernels, attention and FFN, of 64 layers; <c>tp,
/// input_len, output_len, batch_size</c> tell kernels apart;</item>
/// <item>BEAM's profiles of whole iterations with <c>clock, time_taken</c> (s), <c>energy_consumption</c> (mJ): each combination of <c>batch_size, decode_tokens, total_ctx_len</c> is a kernel.</item>
/// </list>
/// A column that has the same value in every row plays no part in a kernel's name, so that profiles of two shapes name their kernels alike.
/// </summary>
public static class DvfsProfileFile
{
    /// <summary>The columns of our own format that must be there.</summary>
    public const string Columns = "kernel,count,core_mhz,mem_mhz,time_ms,energy_mj";

    private const string Expected = "a CSV file with the columns " + Columns;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="where">Columns and the value that a row must have in each to be read; empty for all rows.</param>
    /// <exception cref="InputException">It cannot be read or has faults; all are told, with file and line.</exception>
    public static LoadedProfile Read(string path, IReadOnlyList<KeyValuePair<string, string>> where) => Read(CsvTable.Open(path, Expected), where);

    /// <summary>Reads a profile from memory.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="where">Columns and the value that a row must have in each to be read; empty for all rows.</param>
    /// <exception cref="InputException">It has faults.</exception>
    public static LoadedProfile Parse(string text, string name, params IReadOnlyList<KeyValuePair<string, string>> where) => Read(CsvTable.Parse(text, name, Expected), where);

    private static LoadedProfile Read(CsvTable table, IReadOnlyList<KeyValuePair<string, string>> where)
    {
        RowFilter filter = RowFilter.Create(table, where);
        if (table.Column("attn_us_per_layer") >= 0)
            return new LoadedProfile(ForeignProfiles.ReadLayers(table, filter), HasOrder: false);
        if (table.Column("energy_consumption") >= 0 && table.Column("time_taken") >= 0)
            return new LoadedProfile(ForeignProfiles.ReadIterations(table, filter), HasOrder: false);
        return ReadOwn(table, filter);
    }

    /// <summary>A header of one column that holds another separator was written by a spreadsheet in another country.</summary>
    private static string OtherSeparator(CsvTable table)
    {
        if (table.Header is not [{ } only])
            return "";
        return only.Contains(';', StringComparison.Ordinal) ? "separate columns with commas, not semicolons; " : only.Contains('\t', StringComparison.Ordinal) ? "separate columns with commas, not tabs; " : "";
    }

    private static LoadedProfile ReadOwn(CsvTable table, RowFilter filter)
    {
        ProfileFields fields = new(table);
        List<string> missing = [];
        int name = fields.Need("kernel", missing), core = fields.Need("core_mhz", missing), time = fields.Need("time_ms", missing), energy = fields.Need("energy_mj", missing);
        int count = table.Column("count"), memory = table.Column("mem_mhz"), phase = table.Column("phase"), pass = table.Column("pass");
        int order = table.Column("order"), trial = table.Column("trial");
        if (missing.Count > 0)
        {
            string columns = missing.Count == 1 ? $"column {missing[0]} is" : $"columns {string.Join(", ", missing)} are";
            throw new InputException(table.File, table.Line, $"{columns} missing in the header; {OtherSeparator(table)}it must name {Columns}");
        }

        ProfileRows rows = new(table.Faults);
        while (table.Read())
        {
            if (!filter.Takes(table))
                continue;
            string kernel = table.Text(name);
            if (kernel.Length == 0)
                table.Faults.Add(table.Line, "kernel is empty; write its name");
            string phaseName = phase < 0 ? "" : table.Text(phase);
            ClockPair clocks = new(new Megahertz(fields.Clock(core)), memory < 0 ? Megahertz.Zero : new Megahertz(fields.Clock(memory)));
            if (memory >= 0 && (clocks.Core == Megahertz.Unlimited) != (clocks.Memory == Megahertz.Unlimited))
                table.Faults.Add(table.Line, $"one clock is auto and the other {(clocks.IsAutomatic ? clocks.Memory : clocks.Core)}; write auto for both or for none");
            if (clocks.IsAutomatic)
                clocks = ClockPair.Automatic;
            double timeMs = fields.Positive(time, "milliseconds"), energyMj = fields.Positive(energy, "millijoules");
            double place = order < 0 ? 0 : fields.Number(order);
            long invocations = count < 0 ? 1 : fields.Whole(count);
            if (kernel.Length > 0)
                rows.Add((pass < 0 ? phaseName : table.Text(pass), phaseName, kernel, place), invocations, clocks, trial < 0 ? "" : table.Text(trial), timeMs, energyMj, table.Line);
        }

        filter.Check(table);
        return new LoadedProfile(rows.ToProfile(table), HasOrder: order >= 0);
    }
}
