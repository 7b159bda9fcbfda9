using System.Globalization;

namespace PowerActors.Agent.Hints;

/// <summary>What a line of the protocol can be.</summary>
public enum HintVerb
{
    /// <summary>None of them.</summary>
    Wrong,

    /// <summary><c>hints 1 [gpus=0,1] [name=TEXT]</c>: the first line.</summary>
    Hello,

    /// <summary><c>phase NAME</c>: from now on in it.</summary>
    Phase,

    /// <summary><c>end</c>: in none.</summary>
    End,

    /// <summary><c>ping</c>: wants an answer.</summary>
    Ping,
}

/// <summary>A line of the hint protocol, ASCII, without its end. docs/energy-dvfs.md tells the protocol.</summary>
public static class HintLine
{
    /// <summary>The version that is spoken.</summary>
    public const string Version = "1";

    /// <summary>Bytes of a line at most, its end included.</summary>
    public const int Longest = 256;

    /// <summary>Characters of a phase's name at most.</summary>
    public const int LongestName = 64;

    /// <summary>What a line is, and what stands behind its verb. No allocation.</summary>
    public static HintVerb Read(ReadOnlySpan<char> line, out ReadOnlySpan<char> rest)
    {
        int space = line.IndexOf(' ');
        ReadOnlySpan<char> verb = space < 0 ? line : line[..space];
        rest = space < 0 ? default : line[(space + 1)..].Trim(' ');
        return verb switch
        {
            "phase" when IsName(rest) => HintVerb.Phase,
            "end" when rest.IsEmpty => HintVerb.End,
            "ping" when rest.IsEmpty => HintVerb.Ping,
            "hints" => HintVerb.Hello,
            _ => HintVerb.Wrong,
        };
    }

    /// <summary>Reads the first line.</summary>
    /// <param name="rest">What stands behind <c>hints</c>.</param>
    /// <param name="gpus">How many GPUs the server has.</param>
    /// <param name="wanted">GPUs that the process runs on; all where it does not say.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? ReadHello(ReadOnlySpan<char> rest, int gpus, out int[] wanted)
    {
        wanted = [.. Enumerable.Range(0, gpus)];
        string[] words = rest.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] != Version)
            return $"version {Version} of the protocol is spoken here; write hints {Version}";
        foreach (string word in words.AsSpan(1))
        {
            if (!word.StartsWith("gpus=", StringComparison.Ordinal))
                continue; // for later versions to say more
            SortedSet<int> named = [];
            foreach (string number in word["gpus=".Length..].Split(','))
            {
                if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int gpu) || gpu >= gpus)
                    return $"gpus names '{number}'; this server has 0 to {gpus - 1}";
                named.Add(gpu);
            }

            wanted = [.. named];
        }

        return null;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > LongestName)
            return false;
        foreach (char c in text)
        {
            if (c is < '!' or > '~')
                return false;
        }

        return true;
    }
}
