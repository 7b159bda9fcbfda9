using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>Sees that a plan for phases leaves the memory's clock alone: the agent sets core clocks only, so times and energies at another memory clock would be a promise that nobody keeps.</summary>
/// <param name="table">The plan.</param>
/// <param name="fields">Its fields.</param>
internal sealed class PlannedMemoryClock(CsvTable table, ProfileFields fields)
{
    private readonly int _chosen = table.Column("mem_mhz");
    private readonly int _baseline = table.Column("baseline_mem_mhz");
    private int _line;

    /// <summary>The clock of all rows that name one; null where none does.</summary>
    public Megahertz? Only { get; private set; }

    /// <summary>Looks at a row; a fault where it names another clock than the rows before, or than its own baseline.</summary>
    public void Check()
    {
        // Blank leaves the memory alone, auto leaves it to the GPU: neither names a clock.
        if (Clock(_chosen) is not { } chosen)
            return;
        if (Clock(_baseline) is { } baseline && baseline != chosen)
            table.Faults.Add(table.Line, $"mem_mhz is {chosen.Value:0.###} where the baseline has {baseline.Value:0.###}; {Right(baseline)}");
        else if (Only is { } only && only != chosen)
            table.Faults.Add(table.Line, $"mem_mhz is {chosen.Value:0.###} here and {only.Value:0.###} in line {_line}; {Right(Megahertz.Max(only, chosen))}");
        if (Only is null)
            (Only, _line) = (chosen, table.Line);
    }

    private static string Right(Megahertz clock) => $"phases set no memory clock, so plan with it fixed (--where mem_mhz={clock.Value:0.###})";

    private Megahertz? Clock(int column)
    {
        if (column < 0 || table.Field(column).Trim().IsEmpty)
            return null;
        double value = fields.Clock(column);
        return double.IsFinite(value) ? new Megahertz(value) : null;
    }
}
