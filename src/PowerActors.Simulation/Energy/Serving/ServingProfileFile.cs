using System.Text;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Serving;

/// <summary>
/// Reads what was measured of serving a model at several settings and loads, from a CSV file with one row for each. Two headers are understood, their columns in any order and beside
/// any others:
/// <para>Ours: <c>gpu, model, clock, tp, pp, batch, load, power, ttft, tbt</c>; clock in MHz, load in tokens/s, power in watts over all GPUs, times in milliseconds. <c>ttft</c> and
/// <c>tbt</c> are 99th percentiles; <c>ttft_mean, ttft_p90, ttft_p99, tbt_mean, tbt_p90, tbt_p99</c> name a statistic. <c>class</c> (SS to LL) tells request classes apart.
/// gpu, model, pp, batch and class may be left out.</para>
/// <para>BEAM's (jlee335/BEAM-artifact, <c>benchmarks/energy</c>): <c>clock, tp, pp, tps, gpu_power, ttft_mean, tbt_mean, ttft_p99, tbt_p90, ...</c>; GPU and model stand in the file's
/// name, <c>dynamo_dvfs_profile_GPU_VENDOR_MODEL.csv</c>.</para>
/// </summary>
public static class ServingProfileFile
{
    private const string BeamPrefix = "dynamo_dvfs_profile_";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">It cannot be read or has faults; all are told, with file and line.</exception>
    public static ServingProfile Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, $"no such file; give a CSV file with the header {ServingProfileColumns.Example}");
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(path, 0, "is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string what = Directory.Exists(path) ? "is a folder" : $"cannot be read ({e.Message.TrimEnd('.')})";
            throw new InputException(path, 0, $"{what}; give a CSV file with the header {ServingProfileColumns.Example}");
        }

        return Parse(lines, path);
    }

    /// <summary>Reads the lines of a file.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">What the file is called; in BEAM's format it also tells GPU and model.</param>
    /// <exception cref="InputException">They have faults.</exception>
    public static ServingProfile Parse(IReadOnlyList<string> lines, string name)
    {
        InputFaultCollector faults = new(name);
        int start = 0;
        while (start < lines.Count && string.IsNullOrWhiteSpace(lines[start]))
            start++;
        if (start == lines.Count)
            throw new InputException(name, 0, $"is empty; expected a header such as {ServingProfileColumns.Example} and a row for each measurement");
        ServingProfileColumns? columns = ServingProfileColumns.Read(Split(lines[start].TrimStart('\uFEFF')), start + 1, faults);
        faults.ThrowIfAny(); // without its columns no row means anything
        (string gpu, string model) = NamesIn(name);
        ServingProfileRows rows = new(columns!, gpu, model, faults);
        for (int i = start + 1; i < lines.Count; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                rows.Add(Split(lines[i]), i + 1);
        }

        if (rows.Count == 0 && faults.Count == 0)
            faults.Add(lines.Count, "there is a header but no row; expected a row for each measurement");
        ServingProfileChecks.Run(rows, start + 1, faults);
        faults.ThrowIfAny();
        return new ServingProfile([.. rows.Measurements.Select(static row => row.Measurement)]);
    }

    private static (string Gpu, string Model) NamesIn(string name)
    {
        string file = Path.GetFileNameWithoutExtension(name);
        if (!file.StartsWith(BeamPrefix, StringComparison.Ordinal))
            return ("", "");
        string[] parts = file[BeamPrefix.Length..].Split('_', 2);
        return parts.Length == 2 ? (parts[0], parts[1].Replace('_', '/')) : (parts[0], "");
    }

    /// <summary>Fields may stand in double quotes, as names with commas do.</summary>
    private static string[] Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(',', StringSplitOptions.TrimEntries);
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                Take();
            else
                field.Append(c);
        }

        Take();
        return [.. fields];

        void Take()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
