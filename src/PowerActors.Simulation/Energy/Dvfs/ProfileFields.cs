using System.Globalization;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>Reads the numbers of a profile's rows, and says in the field's own words what is wrong with one.</summary>
/// <param name="table">The file.</param>
internal sealed class ProfileFields(CsvTable table)
{
    // Lower than any GPU idles at, higher than any memory is counted at: beyond them the number is in another unit.
    private const double LeastMegahertz = 10;
    private const double MostMegahertz = 50_000;

    // Wide of anything that a kernel takes, and near enough that no sum over an iteration overflows.
    private const double Least = 1e-12;
    private const double Most = 1e12;

    /// <summary>Where a column stands; a fault when it is missing.</summary>
    public int Need(string name, List<string> missing)
    {
        int column = table.Column(name);
        if (column < 0)
            missing.Add(name);
        return column;
    }

    /// <summary>A number above zero; NaN after a fault.</summary>
    public double Positive(int column, string unit)
    {
        ReadOnlySpan<char> field = table.Field(column);
        string name = table.Header[column];
        if (!TryNumber(field, out double value))
            table.Faults.Add(table.Line, $"{name} is '{CsvTable.Show(field)}', {NotANumber(field, unit)}");
        else if (!(value > 0))
            table.Faults.Add(table.Line, $"{name} is {CsvTable.Show(field)}; it must be above 0");
        else if (value is < Least or > Most)
            table.Faults.Add(table.Line, $"{name} is {CsvTable.Show(field)}, which no kernel takes; write {unit} from {Least:0e0} to {Most:0e0}");
        else
            return value;
        return double.NaN;
    }

    /// <summary>A clock in megahertz, or automatic. After a fault the clock that was probably meant, so that the row still counts as measured; NaN where nothing was.</summary>
    public double Clock(int column)
    {
        ReadOnlySpan<char> field = table.Field(column);
        string name = table.Header[column];
        if (field.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return double.PositiveInfinity;
        if (!TryNumber(field, out double value))
        {
            table.Faults.Add(table.Line, $"{name} is '{CsvTable.Show(field)}', {NotANumber(field, "megahertz")}");
            return TryNumber(field[..NumberLength(field)], out double meant) && meant > 0 ? InMegahertz(meant) : double.NaN;
        }

        if (!(value > 0))
        {
            table.Faults.Add(table.Line, $"{name} is {CsvTable.Show(field)}; it must be above 0");
            return double.NaN;
        }

        if (value is < LeastMegahertz or > MostMegahertz)
        {
            string unit = value < LeastMegahertz ? "gigahertz" : value < 1e8 ? "kilohertz" : "hertz";
            table.Faults.Add(table.Line, $"{name} is {CsvTable.Show(field)}, too {(value < LeastMegahertz ? "low" : "high")} for megahertz; if it is in {unit}, write {InMegahertz(value):0.###}");
        }

        return InMegahertz(value);
    }

    /// <summary>A whole number from 1; <c>24.0</c> is one too, as tables that were once numbers with gaps write it.</summary>
    public long Whole(int column)
    {
        ReadOnlySpan<char> field = table.Field(column);
        if (!TryNumber(field, out double number) || number is < 1 or > 1e9 || number != Math.Floor(number))
        {
            table.Faults.Add(table.Line, $"{table.Header[column]} is '{CsvTable.Show(field)}'; write a whole number from 1 to 1000000000");
            return 1;
        }

        return (long)number;
    }

    /// <summary>Any number.</summary>
    public double Number(int column)
    {
        ReadOnlySpan<char> field = table.Field(column);
        if (!TryNumber(field, out double value))
            table.Faults.Add(table.Line, $"{table.Header[column]} is '{CsvTable.Show(field)}', not a number; write one");
        return value;
    }

    private static bool TryNumber(ReadOnlySpan<char> field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>What to write instead of a text; a number with a unit is the usual one.</summary>
    private static string NotANumber(ReadOnlySpan<char> field, string unit)
    {
        int end = NumberLength(field);
        ReadOnlySpan<char> written = field[end..].Trim();
        if (end == 0 || written.IsEmpty || !TryNumber(field[..end], out _))
            return $"not a number; write {unit} without the unit";
        string symbol = unit switch { "megahertz" => "MHz", "milliseconds" => "ms", "microseconds" => "us", "seconds" => "s", "millijoules" => "mJ", _ => unit };
        return written.Equals(symbol, StringComparison.OrdinalIgnoreCase)
            ? $"with a unit; write {field[..end]} alone, the column is in {unit}"
            : $"with the unit '{CsvTable.Show(written)}'; write {unit} without the unit";
    }

    private static int NumberLength(ReadOnlySpan<char> field)
    {
        int end = 0;
        while (end < field.Length && (char.IsAsciiDigit(field[end]) || field[end] is '.' or '-' or '+'))
            end++;
        return end;
    }

    private static double InMegahertz(double value) => value switch
    {
        < LeastMegahertz => value * 1000,
        <= MostMegahertz => value,
        < 1e8 => value / 1000,
        _ => value / 1e6,
    };
}
