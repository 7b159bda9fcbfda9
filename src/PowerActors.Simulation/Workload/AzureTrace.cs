using System.Text;
using System.Text.Unicode;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Workload;

/// <summary>
/// Reads traces in the format of the Azure LLM inference dataset: a header and rows of <c>TIMESTAMP,ContextTokens,GeneratedTokens</c>, times such as
/// <c>2023-11-16 18:15:46.6805900</c> (a <c>T</c> for the blank, any number of fraction digits and an offset from UTC are understood; without an offset the
/// time is UTC). Columns may stand in any order and others may stand beside them. Times must rise: an order that is not that of time, or the same time
/// twice, is a sign of a damaged or merged file (the published hour of 19,366 requests, stamped to 100 ns, has neither).
/// </summary>
/// <remarks>
/// A parser of its own over the bytes, where a CSV library would do: every run of the program pays for reading its trace, the format is three plain columns, and a
/// fault must name its line and all faults be found in one pass. It makes no string for a field, and needs nothing that has to be compiled at start-up first.
/// </remarks>
public static class AzureTrace
{
    /// <summary>More context than any model takes: such a number is a damaged row.</summary>
    public const int MaxTokens = 1_000_000;

    private const string Header = "TIMESTAMP,ContextTokens,GeneratedTokens";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">It cannot be read or is not such a trace; with file, line and what would be right, for all rows at once.</exception>
    public static RequestTrace Read(string path)
    {
        if (Directory.Exists(path))
            throw new InputException(path, 0, $"is a folder; give a CSV file with the header {Header}");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, $"no such file; give a CSV file with the header {Header}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, $"cannot be read ({e.Message.TrimEnd('.')}); give a CSV file with the header {Header}");
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads a trace from memory.</summary>
    /// <param name="text">The file's bytes, UTF-8, with or without a byte order mark.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <exception cref="InputException">It is not such a trace.</exception>
    public static RequestTrace Parse(ReadOnlySpan<byte> text, string name)
    {
        if (text.StartsWith("\uFEFF"u8))
            text = text[3..];
        InputFaultCollector faults = new(name);
        if (IsBlank(text))
            throw new InputException(name, 0, $"is empty; expected the header {Header} and a row for each request");
        if (!Utf8.IsValid(text))
        {
            FindInvalidBytes(text, faults);
            faults.ThrowIfAny();
        }

        AzureTraceRows rows = new(faults, capacity: (text.Length / 36) + 16);
        int line = 0;
        bool header = false;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> row = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            line++;
            if (row.Length > 0 && row[^1] == '\r')
                row = row[..^1];
            if (IsBlank(row))
                continue;
            if (header)
            {
                rows.Add(row, line);
            }
            else
            {
                rows.SetHeader(row, line);
                faults.ThrowIfAny(); // without its columns no row means anything
                header = true;
            }
        }

        if (rows.Count == 0 && faults.Count == 0)
            faults.Add(line, "the trace has a header but no requests; expected a row such as 2023-11-16 18:15:46.6805900,374,44");
        faults.ThrowIfAny();
        return rows.ToTrace(name);
    }

    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (byte c in text)
        {
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }

        return true;
    }

    private static void FindInvalidBytes(ReadOnlySpan<byte> text, InputFaultCollector faults)
    {
        for (int line = 1; !text.IsEmpty; line++)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> row = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (Utf8.IsValid(row))
                continue;
            int at = 0;
            while (Rune.DecodeFromUtf8(row[at..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
                at += consumed;
            faults.Add(line, $"byte 0x{row[at]:X2} at column {at + 1} is not UTF-8; save the file as UTF-8 text");
        }
    }
}
