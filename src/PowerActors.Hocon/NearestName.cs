namespace PowerActors.Hocon;

/// <summary>Finds the name that was probably meant, for errors such as <c>unknown key "lmit"; "limit" would be right</c>.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name nearest to an unknown one by Damerau-Levenshtein distance (insertions, deletions, substitutions and swaps of neighbours
    /// count 1; optimal string alignment), case aside.
    /// </summary>
    /// <param name="unknown">The name that is not known.</param>
    /// <param name="known">The names that are.</param>
    /// <returns>The nearest name, the earliest of equals; null where none is within a third of the longer name's length, rounded up.</returns>
    public static string? Find(string unknown, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string name in known)
        {
            int allowed = (Math.Max(unknown.Length, name.Length) + 2) / 3;
            if (Math.Abs(unknown.Length - name.Length) > allowed)
                continue;
            int distance = Distance(unknown, name);
            if (distance <= allowed && distance < bestDistance)
            {
                best = name;
                bestDistance = distance;
            }
        }
        return best;
    }

    /// <summary>How many single edits separate two texts, case aside.</summary>
    /// <param name="a">One text.</param>
    /// <param name="b">The other.</param>
    public static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                int distance = Math.Min(Math.Min(current[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    distance = Math.Min(distance, beforeLast[j - 2] + 1);
                current[j] = distance;
            }
            (beforeLast, last, current) = (last, current, beforeLast);
        }
        return last[b.Length];
    }

    private static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
}
