using System.Globalization;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Energy.Serving;

/// <summary>The rows of a profile as they are read, each with its line.</summary>
internal sealed class ServingProfileRows(ServingProfileColumns columns, string gpu, string model, InputFaultCollector faults)
{
    private const double LowestClock = 50;
    private const double HighestClock = 10_000;
    private const int MostGpus = 1024;
    private const double Most = 1e9;

    private readonly Dictionary<(ServingSetting, RequestClass?, double), (ServingMeasurement Measurement, int Line)> _seen = [];

    /// <summary>How many rows there were, faulty ones included.</summary>
    public int Count { get; private set; }

    /// <summary>True when a row could not be read: a combination that seems to be missing may just be that one.</summary>
    public bool HasUnreadable { get; private set; }

    public ServingProfileColumns Columns => columns;

    public List<(ServingMeasurement Measurement, int Line)> Measurements { get; } = [];

    public void Add(string[] row, int line)
    {
        Count++;
        if (row.Length != columns.Width)
        {
            faults.Add(line, $"{row.Length} columns where the header has {columns.Width}; write one value for each column, separated by commas");
            HasUnreadable = true;
            return;
        }

        int before = faults.Count;
        ServingSetting setting = new(
            Text(row, columns.Gpu, gpu),
            Text(row, columns.Model, model),
            new Megahertz(Clock(row, line)),
            Whole(row, columns.Tensor, 1, MostGpus, 1, line),
            Whole(row, columns.Pipeline, 1, MostGpus, 1, line),
            Whole(row, columns.Batch, 0, 1_000_000, 0, line));
        RequestClass? requests = Class(row, line);
        double load = Above0(row, columns.Load, "tokens per second", line);
        double watts = Above0(row, columns.Power, "watts", line);
        Dictionary<ServingMetric, double> seconds = [];
        foreach ((ServingMetric metric, int at) in columns.Latencies)
            seconds[metric] = Above0(row, at, "milliseconds", line) / 1e3;
        if (faults.Count > before)
            HasUnreadable = true;
        else
            Keep(new ServingMeasurement(setting, requests, load, new Watts(watts), seconds), line);
    }

    private void Keep(ServingMeasurement measurement, int line)
    {
        var key = (measurement.Setting, measurement.Class, measurement.TokensPerSecond);
        if (!_seen.TryGetValue(key, out (ServingMeasurement Measurement, int Line) first))
        {
            _seen[key] = (measurement, line);
            Measurements.Add((measurement, line));
            return;
        }

        if (Difference(first.Measurement, measurement) is { } difference)
        {
            string which = measurement.Class is { } requests ? $"{measurement.Setting}, {requests}" : measurement.Setting.ToString();
            faults.Add(line, $"{which} at {measurement.TokensPerSecond:0.##} tok/s stands in line {first.Line} already, with another {difference}; keep one of the two");
        }
    }

    private static string? Difference(ServingMeasurement a, ServingMeasurement b)
    {
        if (a.Power != b.Power)
            return "power";
        foreach ((ServingMetric metric, double seconds) in a.Seconds)
        {
            if (b[metric] != seconds)
                return ServingMetrics.NameOf(metric);
        }

        return null;
    }

    private static string Text(string[] row, int at, string otherwise) => at < 0 || row[at].Length == 0 ? otherwise : row[at];

    private double Clock(string[] row, int line)
    {
        double value = Above0(row, columns.Clock, "MHz", line);
        if (value is > 0 and < LowestClock)
            faults.Add(line, $"clock is {row[columns.Clock]} MHz, below any GPU's; if it is GHz, write {value * 1e3:0.###}");
        else if (value > HighestClock)
            faults.Add(line, $"clock is {row[columns.Clock]} MHz, above any GPU's; write MHz");
        return value;
    }

    private RequestClass? Class(string[] row, int line)
    {
        if (columns.Class < 0)
            return null;
        if (!RequestClass.TryParse(row[columns.Class], out RequestClass requests))
            faults.Add(line, $"class is '{row[columns.Class]}'; write two of the letters S, M, L, input first, such as SM");
        return requests;
    }

    private int Whole(string[] row, int at, int least, int most, int otherwise, int line)
    {
        if (at < 0)
            return otherwise;
        if (int.TryParse(row[at], NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        faults.Add(line, row[at].Length == 0
            ? $"{columns.NameOf(at)} is missing; write a whole number from {least} to {most}"
            : $"{columns.NameOf(at)} is '{row[at]}'; write a whole number from {least} to {most}");
        return otherwise;
    }

    private double Above0(string[] row, int at, string unit, int line)
    {
        string cell = row[at];
        string name = columns.NameOf(at);
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            if (value is > 0 and < Most)
                return value;
            faults.Add(line, $"{name} is {cell}; write {unit} above 0");
            return double.NaN;
        }

        if (cell.Length == 0)
            faults.Add(line, $"{name} is missing; write {unit} above 0");
        else if (char.IsAsciiDigit(cell[0]) && char.IsAsciiLetter(cell[^1]))
            faults.Add(line, $"{name} is '{cell}' with a unit of its own; every value of the column is in {unit}: write the number alone");
        else
            faults.Add(line, $"{name} is '{cell}', not a number; write {unit} above 0");
        return double.NaN;
    }
}
