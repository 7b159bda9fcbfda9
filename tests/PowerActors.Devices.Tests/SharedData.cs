using System.Globalization;

namespace PowerActors.Devices.Tests;

/// <summary>
/// Measured data that does not ship with the project: in the folder that POWERACTORS_SHARED names, or in a folder "shared" beside the checkout.
/// </summary>
internal static class SharedData
{
    public static string? Folder { get; } = Find();

    public static string PathOf(string relative) => System.IO.Path.Combine(
        Folder ?? throw new InvalidOperationException("measured data is absent: set POWERACTORS_SHARED or put it in a folder 'shared' beside the checkout"),
        "data",
        relative);

    /// <summary>Rows of a CSV file without quoting, as numbers by column; a cell that is not a number is NaN.</summary>
    public static IEnumerable<Func<string, double>> Rows(string relative) =>
        TextRows(relative).Select(cell => (Func<string, double>)(column =>
            double.TryParse(cell(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN));

    /// <summary>Rows of a CSV file without quoting, as text by column.</summary>
    public static IEnumerable<Func<string, string>> TextRows(string relative)
    {
        string[] lines = File.ReadAllLines(PathOf(relative));
        var columns = lines[0].Split(',').Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        foreach (string line in lines.Skip(1).Where(l => l.Length > 0))
        {
            string[] cells = line.Split(',');
            yield return column => cells[columns[column]];
        }
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        sorted.Length.ShouldBeGreaterThan(0);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("POWERACTORS_SHARED");
        if (!string.IsNullOrEmpty(named))
            return Directory.Exists(named) ? named : null;
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "Directory.Packages.props")))
            {
                string beside = System.IO.Path.Combine(folder, "..", "shared");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}

/// <summary>A fact about measured data: skipped where the data is absent, but not in CI, where it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Folder is null && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal))
            Skip = "measured data is absent: set POWERACTORS_SHARED or put it in a folder 'shared' beside the checkout";
    }
}
