using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>Reads the clock of each phase out of a plan that <see cref="PlanFile"/> wrote: its rows added up by phase, which must have one clock each and the same memory clock, since phases set none.</summary>
public static class PhasePlanFile
{
    private const string Columns = "phase,core_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj";
    private const string Expected = "a plan that `poweractors plan dvfs --grain phase --out FILE` wrote";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">It cannot be read or has faults; all are told, with file and line.</exception>
    public static PhasePlan Read(string path) => Read(CsvTable.Open(path, Expected));

    /// <summary>Reads a plan from memory.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="InputException">It has faults.</exception>
    public static PhasePlan Parse(string text, string name) => Read(CsvTable.Parse(text, name, Expected));

    private static PhasePlan Read(CsvTable table)
    {
        ProfileFields fields = new(table);
        List<string> missing = [];
        int phase = fields.Need("phase", missing), core = fields.Need("core_mhz", missing), time = fields.Need("time_ms", missing), energy = fields.Need("energy_mj", missing);
        int baseline = fields.Need("baseline_core_mhz", missing), baselineTime = fields.Need("baseline_time_ms", missing), baselineEnergy = fields.Need("baseline_energy_mj", missing);
        if (missing.Count > 0)
        {
            string columns = missing.Count == 1 ? $"column {missing[0]} is" : $"columns {string.Join(", ", missing)} are";
            throw new InputException(table.File, table.Line, $"{columns} missing in the header; {Expected} names {Columns}");
        }

        PlannedMemoryClock memory = new(table, fields);
        Dictionary<string, (PhaseChoice Choice, int Line)> phases = new(StringComparer.Ordinal);
        List<string> order = [];
        Megahertz? compared = null;
        while (table.Read())
        {
            string name = table.Text(phase);
            PhaseChoice row = new(
                name, new Megahertz(fields.Clock(core)), fields.Positive(time, "milliseconds"), fields.Positive(energy, "millijoules"),
                fields.Positive(baselineTime, "milliseconds"), fields.Positive(baselineEnergy, "millijoules"));
            memory.Check();
            Megahertz against = new(fields.Clock(baseline));
            compared ??= against;
            if (against != compared && !double.IsNaN(against.Value))
                table.Faults.Add(table.Line, $"baseline_core_mhz is {against.Value:0.###} where other rows have {compared.Value.Value:0.###}; a plan is compared with one");
            if (CheckName(name) is { } wrong)
                table.Faults.Add(table.Line, wrong);
            else if (!phases.TryGetValue(name, out (PhaseChoice Choice, int Line) known))
            {
                phases[name] = (row, table.Line);
                order.Add(name);
            }
            else if (known.Choice.Clock != row.Clock)
                table.Faults.Add(table.Line, $"phase {name} has {Show(row.Clock)} here and {Show(known.Choice.Clock)} in line {known.Line}; a plan made with --grain phase has one");
            else
                phases[name] = (Add(known.Choice, row), known.Line);
        }

        if (order.Count is 0 or > PhasePlan.MostPhases && table.Faults.Count == 0)
            table.Faults.Add(table.Line, order.Count == 0 ? "there is a header but no row; expected a row for each step" : $"{order.Count} phases; at most {PhasePlan.MostPhases} are followed");
        table.Faults.ThrowIfAny();
        return new PhasePlan(compared!.Value, [.. order.Select(name => phases[name].Choice)]) { MemoryClock = memory.Only };
    }

    private static string? CheckName(string name)
    {
        if (name.Length == 0)
            return "phase is empty; a profile with a column phase gives a plan with phases";
        return name.Length > 64 || name.AsSpan().ContainsAnyExceptInRange('!', '~') ? $"phase '{CsvTable.Show(name)}' cannot be hinted at; write 1 to 64 ASCII characters without spaces" : null;
    }

    private static PhaseChoice Add(PhaseChoice a, PhaseChoice b) => a with
    {
        TimeMs = a.TimeMs + b.TimeMs,
        EnergyMj = a.EnergyMj + b.EnergyMj,
        BaselineTimeMs = a.BaselineTimeMs + b.BaselineTimeMs,
        BaselineEnergyMj = a.BaselineEnergyMj + b.BaselineEnergyMj,
    };

    private static string Show(Megahertz clock) => clock == Megahertz.Unlimited ? "automatic clocks" : clock.ToString();
}
