using System.Text;
using System.Text.Unicode;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Placement.Input;

/// <summary>
/// A comma-separated file with a header: columns by name in any order, each row with its exact line, everything that is wrong gathered. Fields may stand in double quotes.
/// </summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _file;
    private readonly string _expected;

    private CsvTable(string file, string expected)
    {
        _file = file;
        _expected = expected;
        Faults = new InputFaultCollector(file);
    }

    /// <summary>What was found wrong, by the table and by those who read its rows.</summary>
    public InputFaultCollector Faults { get; }

    /// <summary>The rows that have as many fields as the header.</summary>
    public List<CsvRow> Rows { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="what">What a row stands for, such as <c>node</c>.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <exception cref="InputException">It cannot be read, or has not the columns.</exception>
    public static CsvTable Read(string file, string what, params IReadOnlyList<string> required)
    {
        CsvTable table = new(file, $"a CSV file with the columns {string.Join(',', required)}");
        table.Parse(table.Load(), what, required);
        return table;
    }

    /// <summary>Whether the header has a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A field of a row, trimmed; empty where the file has no such column.</summary>
    public string Field(CsvRow row, string column) => _columns.TryGetValue(column, out int at) ? row.Fields[at] : "";

    /// <summary>A whole number; faults are noted.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="least">Least that is right.</param>
    /// <param name="most">Most that is right.</param>
    /// <param name="what">What is counted, such as <c>milli-vCPU</c>.</param>
    /// <returns>The number; null where it is faulty.</returns>
    public long? Whole(CsvRow row, string column, long least, long most, string what)
    {
        string text = Field(row, column);
        if (text.Length == 0)
            Faults.Add(row.Line, $"{column} is missing; write {what} from {least} to {most}");
        else if (!long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, null, out long value))
            Faults.Add(row.Line, $"{column} '{Show(text)}' is not a whole number; write {what} from {least} to {most}");
        else if (value < least || value > most)
            Faults.Add(row.Line, $"{column} {value} is {(value < 0 ? "negative" : "out of range")}; write {what} from {least} to {most}");
        else
            return value;
        return null;
    }

    /// <summary>A text as it may stand in a message.</summary>
    public static string Show(string text)
    {
        string clean = new([.. text.Select(static c => char.IsControl(c) ? '?' : c)]);
        return clean.Length > 60 ? clean[..60] + "..." : clean;
    }

    private byte[] Load()
    {
        if (Directory.Exists(_file))
            throw new InputException(_file, 0, $"is a folder; give {_expected}");
        try
        {
            return File.ReadAllBytes(_file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(_file, 0, $"no such file; give {_expected}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(_file, 0, $"cannot be read ({e.Message.TrimEnd('.')}); give {_expected}");
        }
    }

    private void Parse(ReadOnlySpan<byte> bytes, string what, IReadOnlyList<string> required)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        int line = 0;
        int width = -1;
        List<string> fields = [];
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> row = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            line++;
            if (!Utf8.IsValid(row))
            {
                Faults.Add(line, "is not UTF-8; save the file as UTF-8 text");
                continue;
            }

            string text = Encoding.UTF8.GetString(row).TrimEnd('\r');
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (!Split(text, fields))
            {
                Faults.Add(line, "a quoted field does not end in its line; close it with \"");
            }
            else if (width < 0)
            {
                width = fields.Count;
                SetHeader(fields, line, required);
            }
            else if (fields.Count == width)
            {
                Rows.Add(new CsvRow(line, [.. fields]));
            }
            else
            {
                Faults.Add(line, $"{fields.Count} {(fields.Count == 1 ? "field" : "fields")} where the header has {width}; write one value for each column, separated by commas");
            }
        }

        if (width < 0)
            Faults.Add(0, $"is empty; give {_expected}");
        else if (Rows.Count == 0 && Faults.Count == 0)
            Faults.Add(line, $"has a header but no {what}; write a row for each {what}");
        if (width < 0)
            Faults.ThrowIfAny();
    }

    private void SetHeader(List<string> names, int line, IReadOnlyList<string> required)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (!_columns.TryAdd(names[i], i) && required.Contains(names[i], StringComparer.OrdinalIgnoreCase))
                Faults.Add(line, $"column {Show(names[i])} stands twice; name each column once");
        }

        string[] missing = [.. required.Where(name => !_columns.ContainsKey(name))];
        if (missing.Length > 0)
            Faults.Add(line, $"{(missing.Length == 1 ? "column" : "columns")} {string.Join(", ", missing)} missing in the header; give {_expected}");
        Faults.ThrowIfAny(); // without its columns no row means anything
    }

    private static bool Split(string text, List<string> fields)
    {
        fields.Clear();
        int at = 0;
        while (true)
        {
            int start = at;
            while (start < text.Length && char.IsWhiteSpace(text[start]))
                start++;
            if (start < text.Length && text[start] == '"')
            {
                if (!Quoted(text, start + 1, fields, out at))
                    return false;
            }
            else
            {
                int end = text.IndexOf(',', at);
                end = end < 0 ? text.Length : end;
                fields.Add(text[at..end].Trim());
                at = end;
            }

            if (at >= text.Length)
                return true;
            at++; // the comma
        }
    }

    private static bool Quoted(string text, int at, List<string> fields, out int next)
    {
        StringBuilder field = new();
        for (next = at; next < text.Length; next++)
        {
            if (text[next] != '"')
            {
                field.Append(text[next]);
                continue;
            }

            if (next + 1 < text.Length && text[next + 1] == '"')
            {
                field.Append('"');
                next++;
                continue;
            }

            int comma = text.IndexOf(',', next);
            next = comma < 0 ? text.Length : comma;
            fields.Add(field.ToString().Trim());
            return true;
        }

        return false;
    }
}

/// <summary>A row of a file.</summary>
/// <param name="Line">Line counted from 1.</param>
/// <param name="Fields">Its fields, trimmed.</param>
internal readonly record struct CsvRow(int Line, string[] Fields);
