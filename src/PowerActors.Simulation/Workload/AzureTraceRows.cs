using System.Text;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Workload;

/// <summary>The rows of an Azure trace while it is read: columns by name, checks, and what was wrong.</summary>
/// <param name="faults">Takes what is wrong.</param>
/// <param name="capacity">About how many rows there will be.</param>
internal sealed class AzureTraceRows(InputFaultCollector faults, int capacity)
{
    private static readonly string[] Names = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"];

    private readonly int[] _columns = [-1, -1, -1]; // where each of Names stands in a row
    private int _width;
    private long[] _times = new long[capacity];
    private int[] _prompts = new int[capacity];
    private int[] _outputs = new int[capacity];
    private long _lastTime = long.MinValue;
    private long _lastFraction;
    private int _lastLine;

    public int Count { get; private set; }

    public void SetHeader(ReadOnlySpan<byte> row, int line)
    {
        _width = 0;
        int at = 0;
        while (Next(row, ref at, out ReadOnlySpan<byte> field))
        {
            for (int i = 0; i < Names.Length; i++)
            {
                if (!Ascii.EqualsIgnoreCase(field, Names[i]))
                    continue;
                if (_columns[i] >= 0)
                    faults.Add(line, $"column {Names[i]} stands twice; name each column once");
                _columns[i] = _width;
            }

            _width++;
        }

        string[] missing = [.. Names.Where((_, i) => _columns[i] < 0)];
        if (missing.Length > 0)
        {
            string columns = missing.Length == 1 ? $"column {missing[0]} is" : $"columns {string.Join(", ", missing)} are";
            faults.Add(line, $"{columns} missing in the header; it must read {string.Join(',', Names)}");
        }
    }

    public void Add(ReadOnlySpan<byte> row, int line)
    {
        int before = faults.Count;
        int at = 0;
        ReadOnlySpan<byte> time = default, prompt = default, output = default;
        int width = 0;
        while (Next(row, ref at, out ReadOnlySpan<byte> field))
        {
            if (width == _columns[0])
                time = field;
            else if (width == _columns[1])
                prompt = field;
            else if (width == _columns[2])
                output = field;
            width++;
        }

        if (width != _width)
        {
            faults.Add(line, $"{width} {(width == 1 ? "column" : "columns")} where the header has {_width}; write one value for each column, separated by commas");
            return;
        }

        if (AzureTime.TryParse(time, out long ticks, out long fraction))
            CheckOrder(ticks, fraction, line);
        else
            faults.Add(line, $"TIMESTAMP '{Show(time)}' is not a time; write it like 2023-11-16 18:15:46.6805900");
        int promptTokens = Tokens(prompt, 1, 1, line);
        int outputTokens = Tokens(output, 2, 0, line);
        if (faults.Count == before)
            Append(ticks, promptTokens, outputTokens);
    }

    public RequestTrace ToTrace(string name)
    {
        Array.Resize(ref _times, Count);
        Array.Resize(ref _prompts, Count);
        Array.Resize(ref _outputs, Count);
        long first = _times[0];
        for (int i = 0; i < _times.Length; i++)
            _times[i] -= first;
        return new RequestTrace(name, _times, _prompts, _outputs);
    }

    private void CheckOrder(long ticks, long fraction, int line)
    {
        int order = ticks != _lastTime ? ticks.CompareTo(_lastTime) : fraction.CompareTo(_lastFraction);
        if (_lastLine > 0 && order < 0)
            faults.Add(line, $"the time is earlier than that of line {_lastLine}; sort the rows by TIMESTAMP");
        else if (_lastLine > 0 && order == 0)
            faults.Add(line, $"the time is that of line {_lastLine} again; every request needs a later time than the one before it");

        // After a step back the later time stays the mark, so that one stray row is one fault and not two.
        if (order > 0 || _lastLine == 0)
            (_lastTime, _lastFraction, _lastLine) = (ticks, fraction, line);
    }

    private int Tokens(ReadOnlySpan<byte> field, int column, int least, int line)
    {
        if (!TryParse(field, out long value))
        {
            faults.Add(line, $"{Names[column]} '{Show(field)}' is not a whole number; write tokens from {least} to {AzureTrace.MaxTokens}");
            return 0;
        }

        if (value < least || value > AzureTrace.MaxTokens)
            faults.Add(line, $"{Names[column]} {value} is out of range; write tokens from {least} to {AzureTrace.MaxTokens}");
        return (int)Math.Clamp(value, least, AzureTrace.MaxTokens);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        int at = text.Length > 0 && text[0] is ((byte)'-' or (byte)'+') ? 1 : 0;
        if (at == text.Length || text.Length > 18)
            return false;
        for (int i = at; i < text.Length; i++)
        {
            if ((uint)(text[i] - '0') > 9)
                return false;
            value = (value * 10) + (text[i] - '0');
        }

        if (text[0] == '-')
            value = -value;
        return true;
    }

    private void Append(long ticks, int promptTokens, int outputTokens)
    {
        if (Count == _times.Length)
        {
            Array.Resize(ref _times, Count * 2);
            Array.Resize(ref _prompts, Count * 2);
            Array.Resize(ref _outputs, Count * 2);
        }

        _times[Count] = ticks;
        _prompts[Count] = promptTokens;
        _outputs[Count] = outputTokens;
        Count++;
    }

    // The next field of a row; "at" is where it starts, and past the row's end after the last one.
    private static bool Next(ReadOnlySpan<byte> row, scoped ref int at, out ReadOnlySpan<byte> field)
    {
        if (at > row.Length)
        {
            field = default;
            return false;
        }

        int start = at;
        while (at < row.Length && row[at] != ',')
            at++;
        int end = at;
        at++;

        // By hand: the framework's generic trimming and searching would have to be compiled at every start.
        while (start < end && IsPadding(row[start]))
            start++;
        while (start < end && IsPadding(row[end - 1]))
            end--;
        field = row[start..end];
        return true;
    }

    private static bool IsPadding(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'"';

    private static string Show(ReadOnlySpan<byte> field)
    {
        StringBuilder text = new();
        foreach (char c in Encoding.UTF8.GetString(field.Length > 60 ? field[..60] : field))
            text.Append(char.IsControl(c) ? '?' : c);
        return field.Length > 60 ? text.Append("...").ToString() : text.ToString();
    }
}
