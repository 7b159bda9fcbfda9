using System.Text;

namespace PowerActors.Hocon.Parsing;

/// <summary>Where a path expression stands; it decides what ends it and how it is called in errors.</summary>
internal enum PathPlace
{
    /// <summary>The key of a field.</summary>
    Key,

    /// <summary>Inside <c>${}</c>.</summary>
    Substitution,

    /// <summary>A text of its own.</summary>
    Alone,
}

/// <summary>Reads path expressions: strings and unquoted text run together, split at the dots outside quotes.</summary>
internal static class PathReader
{
    /// <summary>Reads up to the first character that cannot belong to a path; leading and trailing whitespace is left out.</summary>
    public static string[] Read(Scanner scanner, PathPlace place)
    {
        scanner.SkipInlineSpace();
        var start = scanner.Here;
        // Nearly every path is one plain word; the list and the builder are for the others.
        string? only = null;
        List<string>? elements = null;
        StringBuilder? element = null;
        bool quoted = false;
        bool any = false;
        while (true)
        {
            int spaceStart = scanner.Position;
            scanner.SkipInlineSpace();
            var space = scanner.Text.AsSpan(spaceStart, scanner.Position - spaceStart);
            if (scanner.Next == '"' && !scanner.AtEnd)
            {
                string value = scanner.ReadQuoted(allowTriple: true);
                Append(ref only, ref element, any ? space : default, value);
                quoted = true;
                any = true;
                continue;
            }
            int from = scanner.Position;
            if (scanner.AtEnd || scanner.AtComment || !scanner.SkipUnquoted())
                break;
            var run = scanner.Text.AsSpan(from, scanner.Position - from);
            if (any && !space.IsEmpty)
                Append(ref only, ref element, space, default);
            any = true;
            for (int dot = run.IndexOf('.'); dot >= 0; dot = run.IndexOf('.'))
            {
                Append(ref only, ref element, default, run[..dot]);
                (elements ??= []).Add(Finish(ref only, ref element, ref quoted, start));
                run = run[(dot + 1)..];
            }
            if (!run.IsEmpty)
                Append(ref only, ref element, default, run);
        }
        if (!any)
        {
            throw Scanner.Fail(start, place switch
            {
                PathPlace.Key => $"{scanner.DescribeNext()} stands where a key is due; {KeyAdvice(scanner)}",
                PathPlace.Substitution => "a substitution has no path; ${a.b}, for example, would be right",
                _ => "the path is empty; a.b, for example, would be right",
            });
        }
        string last = Finish(ref only, ref element, ref quoted, start);
        if (elements is null)
            return [last];
        elements.Add(last);
        return [.. elements];
    }

    private static string KeyAdvice(Scanner scanner) => scanner.Next switch
    {
        '$' => "substitutions are not allowed in keys, put them into the value",
        ',' => "leave out the extra comma",
        '}' or ']' when !scanner.AtEnd => "it closes nothing here, leave it out",
        '{' or '[' => "a key may not be an object or a list",
        ':' or '=' or '+' => "write the key before it",
        _ => "a key such as a.b or \"a b\" would be right",
    };

    private static string Finish(ref string? only, ref StringBuilder? element, ref bool quoted, HoconOrigin start)
    {
        string text = element is { Length: > 0 } ? element.ToString() : only ?? "";
        if (text.Length == 0 && !quoted)
            throw Scanner.Fail(start, "a path begins or ends with '.' or has two in a row; leave the extra '.' out, or write \"\" for an empty key");
        only = null;
        element?.Clear();
        quoted = false;
        return text;
    }

    private static void Append(ref string? only, ref StringBuilder? element, ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        if (only is null && element is not { Length: > 0 })
        {
            only = first.IsEmpty ? second.ToString() : string.Concat(first, second);
            return;
        }
        element ??= new StringBuilder();
        if (element.Length == 0)
            element.Append(only);
        element.Append(first).Append(second);
    }
}
