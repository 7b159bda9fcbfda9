using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>
/// Reads the order in which an iteration invokes its kernels: a CSV file with a row for each step, <c>kernel</c> and optional <c>phase</c> and <c>times</c> (invocations without another kernel in
/// between; 1 where left out).
/// </summary>
public static class SequenceFile
{
    private const string Expected = "a CSV file with the column kernel and, where wanted, phase and times";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="profile">The profile whose kernels it names.</param>
    /// <exception cref="InputException">It cannot be read or has faults; all are told, with file and line.</exception>
    public static IReadOnlyList<SequenceStep> Read(string path, DvfsProfile profile) => Read(CsvTable.Open(path, Expected), profile);

    /// <summary>Reads a sequence from memory.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="profile">The profile whose kernels it names.</param>
    /// <exception cref="InputException">It has faults.</exception>
    public static IReadOnlyList<SequenceStep> Parse(string text, string name, DvfsProfile profile) => Read(CsvTable.Parse(text, name, Expected), profile);

    private static List<SequenceStep> Read(CsvTable table, DvfsProfile profile)
    {
        int kernel = table.Column("kernel"), phase = table.Column("phase"), times = table.Column("times");
        if (kernel < 0)
            throw new InputException(table.File, table.Line, "column kernel is missing in the header; it must name kernel, and may name phase and times");
        ProfileFields fields = new(table);
        ILookup<string, int> byName = Enumerable.Range(0, profile.Kernels.Count).ToLookup(k => profile.Kernels[k].Name, StringComparer.Ordinal);
        List<SequenceStep> steps = [];
        while (table.Read())
        {
            string name = table.Text(kernel), phaseName = phase < 0 ? "" : table.Text(phase);
            int found = -1, matches = 0;
            foreach (int k in byName[name])
            {
                if (phaseName.Length > 0 && profile.Kernels[k].Phase != phaseName)
                    continue;
                found = k;
                matches++;
            }

            long count = times < 0 ? 1 : fields.Whole(times);
            if (matches == 1)
                steps.Add(new SequenceStep(found, count));
            else if (matches == 0)
                table.Faults.Add(table.Line, $"the profile has no kernel '{CsvTable.Show(name)}'{(phaseName.Length > 0 ? $" in phase '{CsvTable.Show(phaseName)}'" : "")}; name one that it has");
            else
                table.Faults.Add(table.Line, $"the profile has {matches} kernels '{CsvTable.Show(name)}'; name its phase too");
        }

        if (steps.Count == 0 && table.Faults.Count == 0)
            table.Faults.Add(table.Line, "there is a header but no row; expected a row for each step");
        table.Faults.ThrowIfAny();
        return steps;
    }
}
