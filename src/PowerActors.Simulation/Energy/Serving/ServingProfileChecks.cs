using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Serving;

/// <summary>What no single row can show: units that are mixed, combinations that nobody measured, nothing to choose from.</summary>
internal static class ServingProfileChecks
{
    /// <summary>
    /// Settings and loads move a metric by a factor of some tens. A value that is so many times smaller than the usual one is in another unit: units differ by 1000.
    /// </summary>
    private const double OtherUnit = 200;

    public static void Run(ServingProfileRows rows, int header, InputFaultCollector faults)
    {
        List<(ServingMeasurement Measurement, int Line)> measurements = rows.Measurements;
        if (measurements.Count == 0)
            return;
        CheckUnits(measurements, rows.Columns.NameOf(rows.Columns.Power), ServingMetric.Power, "watts", "kilowatts", 5, header, faults);
        foreach ((ServingMetric metric, int at) in rows.Columns.Latencies)
            CheckUnits(measurements, rows.Columns.NameOf(at), metric, "milliseconds", "seconds", metric >= ServingMetric.TbtMean ? .5e-3 : 1e-3, header, faults);
        int before = faults.Count;
        if (rows.HasUnreadable)
            return;
        CheckGrid(measurements, faults);
        if (faults.Count == before && measurements.Select(static row => row.Measurement.Setting).Distinct().Count() == 1)
            faults.Add(header, $"every row is of one setting ({measurements[0].Measurement.Setting}), so that there is nothing to choose from; add rows at other clocks or parallelism");
    }

    private static void CheckUnits(
        List<(ServingMeasurement Measurement, int Line)> rows, string name, ServingMetric metric, string unit, string larger, double least, int header, InputFaultCollector faults)
    {
        double[] sorted = [.. rows.Select(row => row.Measurement[metric]).Order()];
        double median = sorted[sorted.Length / 2];
        double scale = metric == ServingMetric.Power ? 1 : 1e3;
        if (median < least)
        {
            faults.Add(header, $"{name} is {median * scale:0.####} in the middle of the file, too little for {unit}; if the column is in {larger}, write {unit}");
            return;
        }

        foreach ((ServingMeasurement row, int line) in rows)
        {
            double value = row[metric];
            if (value * OtherUnit < median)
                faults.Add(line, $"{name} is {value * scale:0.####} where others are about {median * scale:0.#}: {larger} among {unit}? Write {unit} throughout");
            else if (metric == ServingMetric.Power && value > median * OtherUnit)
                faults.Add(line, $"{name} is {value * scale:0.####} where others are about {median * scale:0.#}: milliwatts among {unit}? Write {unit} throughout");
        }
    }

    /// <summary>Every clock of one kind of instance must have been measured at every load of that kind: where a combination is missing, a plan would compare the others only.</summary>
    private static void CheckGrid(List<(ServingMeasurement Measurement, int Line)> rows, InputFaultCollector faults)
    {
        foreach (var kind in rows.GroupBy(static row => (row.Measurement.Setting with { Clock = default }, row.Measurement.Class)))
        {
            double[] loads = [.. kind.Select(static row => row.Measurement.TokensPerSecond).Distinct().Order()];
            foreach (var setting in kind.GroupBy(static row => row.Measurement.Setting))
            {
                HashSet<double> has = [.. setting.Select(static row => row.Measurement.TokensPerSecond)];
                foreach (double load in loads)
                {
                    if (has.Contains(load))
                        continue;
                    string which = kind.Key.Class is { } requests ? $"{setting.Key}, {requests}" : setting.Key.ToString();
                    faults.Add(setting.Max(static row => row.Line), $"{which} has no row at {load:0.##} tok/s, which other clocks have; add it, or leave that load or clock out of the file");
                }
            }
        }
    }
}
