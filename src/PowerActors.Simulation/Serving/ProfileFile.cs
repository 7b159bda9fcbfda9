using System.Globalization;
using System.Text;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// Reads measured times from a CSV file with the columns of splitwise-sim's <c>perf_model.csv</c>: <c>model, hardware, tensor_parallel, prompt_size, batch_size,
/// prompt_time, token_time</c> (times in milliseconds), in any order and beside any others. Rows with the same <c>prompt_size · batch_size</c> become one point, the
/// median of their times.
/// </summary>
public static class ProfileFile
{
    private static readonly string[] Columns = ["model", "hardware", "tensor_parallel", "prompt_size", "batch_size", "prompt_time", "token_time"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>A profile for each model, hardware and number of GPUs, in order of first appearance.</returns>
    /// <exception cref="InputException">It cannot be read or has faults; all are told, with file and line.</exception>
    public static IReadOnlyList<PerformanceProfile> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, $"no such file; give a CSV file with the columns {string.Join(',', Columns)}");
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(path, 0, "is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, $"cannot be read ({e.Message.TrimEnd('.')}); give a CSV file with the columns {string.Join(',', Columns)}");
        }

        return Parse(lines, path);
    }

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="InputException">They have faults.</exception>
    public static IReadOnlyList<PerformanceProfile> Parse(IReadOnlyList<string> lines, string name)
    {
        InputFaultCollector faults = new(name);
        int start = 0;
        while (start < lines.Count && string.IsNullOrWhiteSpace(lines[start]))
            start++;
        if (start == lines.Count)
            throw new InputException(name, 0, $"is empty; expected a header with the columns {string.Join(',', Columns)}");
        string[] header = Split(lines[start]);
        int[] at = [.. Columns.Select(c => Array.FindIndex(header, h => string.Equals(h, c, StringComparison.OrdinalIgnoreCase)))];
        string[] missing = [.. Columns.Where((_, i) => at[i] < 0)];
        if (missing.Length > 0)
        {
            string what = missing.Length == 1 ? $"column {missing[0]} is" : $"columns {string.Join(", ", missing)} are";
            throw new InputException(name, start + 1, $"{what} missing in the header; it must name {string.Join(',', Columns)}");
        }

        Dictionary<(string, string, int), SortedDictionary<int, (List<double> Prompt, List<double> Token)>> groups = [];
        for (int i = start + 1; i < lines.Count; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                AddRow(Split(lines[i]), header.Length, at, i + 1, groups, faults);
        }

        if (groups.Count == 0 && faults.Count == 0)
            faults.Add(lines.Count, "there is a header but no row; expected rows of measured times");
        foreach (((string model, string hardware, int gpus), SortedDictionary<int, (List<double> Prompt, List<double> Token)> points) in groups)
        {
            if (points.Count < 2)
                faults.Add(0, $"{model} on {hardware}, {gpus} GPUs has times for one number of tokens only; two or more make a line");
        }

        faults.ThrowIfAny();
        return
        [
            .. groups.Select(g => new PerformanceProfile(
                g.Key.Item1, g.Key.Item2, g.Key.Item3, [.. g.Value.Select(p => new ProfilePoint(p.Key, Median(p.Value.Prompt), Median(p.Value.Token)))])),
        ];
    }

    private static void AddRow(
        string[] row,
        int width,
        int[] at,
        int line,
        Dictionary<(string, string, int), SortedDictionary<int, (List<double> Prompt, List<double> Token)>> groups,
        InputFaultCollector faults)
    {
        if (row.Length != width)
        {
            faults.Add(line, $"{row.Length} columns where the header has {width}; write one value for each column, separated by commas");
            return;
        }

        int before = faults.Count;
        int[] numbers = new int[3];
        for (int i = 0; i < 3; i++)
        {
            if (!int.TryParse(row[at[i + 2]], NumberStyles.Integer, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] is < 1 or > 1_000_000)
                faults.Add(line, $"{Columns[i + 2]} '{row[at[i + 2]]}' is not a whole number from 1 to 1000000; write one");
        }

        double[] times = new double[2];
        for (int i = 0; i < 2; i++)
        {
            if (!double.TryParse(row[at[i + 5]], NumberStyles.Float, CultureInfo.InvariantCulture, out times[i]) || !(times[i] is > 0 and < 1e9))
                faults.Add(line, $"{Columns[i + 5]} '{row[at[i + 5]]}' is not a time; write milliseconds above 0");
        }

        for (int i = 0; i < 2; i++)
        {
            if (row[at[i]].Length == 0)
                faults.Add(line, $"{Columns[i]} is empty; write a name");
        }

        long tokens = (long)numbers[1] * numbers[2];
        if (tokens > int.MaxValue)
            faults.Add(line, $"prompt_size · batch_size is {tokens}; at most {int.MaxValue} tokens make sense");
        if (faults.Count > before)
            return;
        (string, string, int) key = (row[at[0]], row[at[1]], numbers[0]);
        if (!groups.TryGetValue(key, out SortedDictionary<int, (List<double> Prompt, List<double> Token)>? points))
            groups[key] = points = [];
        if (!points.TryGetValue((int)tokens, out (List<double> Prompt, List<double> Token) point))
            points[(int)tokens] = point = ([], []);
        point.Prompt.Add(times[0]);
        point.Token.Add(times[1]);
    }

    private static string[] Split(string line) => line.Split(',', StringSplitOptions.TrimEntries);

    private static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
