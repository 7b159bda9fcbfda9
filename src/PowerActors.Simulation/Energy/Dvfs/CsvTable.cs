using System.Text;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>
/// A CSV file with a header, read row by row with exact line numbers. Fields may stand in double quotes, as names of kernels with commas do; a field does not run over a line's end.
/// Blank lines and lines that begin with # are left out.
/// </summary>
internal sealed class CsvTable
{
    private readonly string _text;
    private readonly List<Range> _fields = [];
    private readonly HashSet<string> _unquoted = new(StringComparer.Ordinal);
    private readonly string?[] _quoted = new string?[256];
    private int _at;
    private int _nextLine = 1;

    private CsvTable(string text, string file, InputFaultCollector faults) => (_text, File, Faults) = (text, file, faults);

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Takes what is wrong.</summary>
    public InputFaultCollector Faults { get; }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Whether a row was left out because its columns could not be told apart.</summary>
    public bool HasBrokenRows { get; private set; }

    /// <summary>Line of the row that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="expected">What it should be, for messages: <c>a CSV file with the columns ...</c>.</param>
    /// <exception cref="InputException">It cannot be read or has no header.</exception>
    public static CsvTable Open(string path, string expected)
    {
        string text;
        try
        {
            if (Directory.Exists(path))
                throw new InputException(path, 0, $"is a folder; give {expected}");
            text = System.IO.File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, $"no such file; give {expected}");
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(path, 0, "is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, $"cannot be read ({e.Message.TrimEnd('.')}); give {expected}");
        }

        return Parse(text, path, expected);
    }

    /// <summary>A table from memory.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="expected">What it should be.</param>
    public static CsvTable Parse(string text, string name, string expected)
    {
        CsvTable table = new(text, name, new InputFaultCollector(name));
        if (!table.NextRow())
        {
            table.Faults.ThrowIfAny();
            throw new InputException(name, 0, $"is empty; give {expected}");
        }

        string[] header = new string[table._fields.Count];
        for (int i = 0; i < header.Length; i++)
        {
            header[i] = table.Field(i).ToString();
            if (header[i].Length > 0 && Array.FindIndex(header, 0, i, known => string.Equals(known, header[i], StringComparison.OrdinalIgnoreCase)) >= 0)
                table.Faults.Add(table.Line, $"column {header[i]} stands twice; name each column once");
        }

        table.Faults.ThrowIfAny();
        table.Header = header;
        return table;
    }

    /// <summary>Where a column stands, or -1.</summary>
    public int Column(string name)
    {
        for (int i = 0; i < Header.Count; i++)
        {
            if (string.Equals(Header[i], name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }

    /// <summary>Moves to the next row; rows of another width are noted as faults and left out.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        while (NextRow())
        {
            if (_fields.Count == Header.Count)
                return true;
            HasBrokenRows = true;
            Faults.Add(Line, $"{_fields.Count} {(_fields.Count == 1 ? "column" : "columns")} where the header has {Header.Count}; write one value for each column, separated by commas");
        }

        return false;
    }

    /// <summary>A field of the row.</summary>
    public ReadOnlySpan<char> Field(int column) => column < _quoted.Length && _quoted[column] is { } text ? text : _text.AsSpan(_fields[column]);

    /// <summary>A field as a string; equal ones are the same object.</summary>
    public string Text(int column)
    {
        ReadOnlySpan<char> field = Field(column);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = _unquoted.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(field, out string? known))
            return known;
        string text = field.ToString();
        _unquoted.Add(text);
        return text;
    }

    /// <summary>A field for a message: short, without control characters.</summary>
    public static string Show(ReadOnlySpan<char> field)
    {
        StringBuilder text = new();
        foreach (char c in field.Length > 60 ? field[..60] : field)
            text.Append(char.IsControl(c) ? '?' : c);
        return field.Length > 60 ? text.Append("...").ToString() : text.ToString();
    }

    private bool NextRow()
    {
        while (_at < _text.Length)
        {
            int end = _text.IndexOf('\n', _at);
            int stop = end < 0 ? _text.Length : end;
            int start = _at;
            _at = end < 0 ? _text.Length : end + 1;
            Line = _nextLine++;
            if (stop > start && _text[stop - 1] == '\r')
                stop--;
            ReadOnlySpan<char> row = _text.AsSpan(start, stop - start);
            if (row.IsWhiteSpace() || row.TrimStart()[0] == '#')
                continue;
            if (Split(start, stop))
                return true;
        }

        return false;
    }

    private bool Split(int at, int stop)
    {
        _fields.Clear();
        Array.Clear(_quoted);
        while (true)
        {
            while (at < stop && _text[at] is ' ' or '\t')
                at++;
            int end;
            if (at < stop && _text[at] == '"')
            {
                int close = at + 1;
                bool doubled = false;
                for (; close < stop; close++)
                {
                    if (_text[close] != '"')
                        continue;
                    if (close + 1 >= stop || _text[close + 1] != '"')
                        break;
                    doubled = true;
                    close++;
                }

                end = close < stop ? _text.IndexOf(',', close, stop - close) : stop;
                int after = end < 0 ? stop : end;
                if (close >= stop || !_text.AsSpan(close + 1, after - close - 1).IsWhiteSpace())
                {
                    HasBrokenRows = true;
                    Faults.Add(Line, "a quote is not closed; write \"...\" around a whole field, and \"\" for a quote in it");
                    return false;
                }

                if (doubled && _fields.Count < _quoted.Length)
                    _quoted[_fields.Count] = _text[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal);
                _fields.Add((at + 1)..close);
                at = after;
            }
            else
            {
                end = _text.IndexOf(',', at, stop - at);
                int after = end < 0 ? stop : end;
                int last = after;
                while (last > at && _text[last - 1] is ' ' or '\t')
                    last--;
                _fields.Add(at..last);
                at = after;
            }

            if (at >= stop)
                return true;
            at++;
        }
    }
}
