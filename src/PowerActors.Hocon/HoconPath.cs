using System.Diagnostics.CodeAnalysis;
using System.Text;
using PowerActors.Hocon.Parsing;

namespace PowerActors.Hocon;

/// <summary>A path through nested objects, such as <c>a.b."c.d"</c>. Immutable.</summary>
public sealed class HoconPath
{
    private readonly string[] _elements;

    private HoconPath(string[] elements) => _elements = elements;

    /// <summary>The keys on the way, unquoted; at least one.</summary>
    public IReadOnlyList<string> Elements => _elements;

    internal string[] Array => _elements;

    /// <summary>A path of given keys, each taken as it is.</summary>
    /// <param name="elements">At least one key.</param>
    public static HoconPath Of(params ReadOnlySpan<string> elements)
    {
        if (elements.IsEmpty)
            throw new ArgumentException("A path has at least one element.", nameof(elements));
        return new HoconPath(elements.ToArray());
    }

    /// <summary>Parses a path expression.</summary>
    /// <param name="text">The expression, for example <c>a.b."c.d"</c>.</param>
    /// <exception cref="HoconException">The text is not a path expression.</exception>
    public static HoconPath Parse(string text)
    {
        var scanner = new Scanner(text, "path");
        var elements = PathReader.Read(scanner, PathPlace.Alone);
        if (!scanner.AtEnd)
            throw scanner.Fail($"{scanner.DescribeNext()} stands in a path; quote it, or leave it out");
        return new HoconPath(elements);
    }

    /// <summary>Parses a path expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="path">The path, where the text is one.</param>
    /// <param name="error">What is wrong and what would be right, otherwise.</param>
    /// <returns>Whether the text is a path expression.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out HoconPath? path, [NotNullWhen(false)] out string? error)
    {
        try
        {
            path = Parse(text);
            error = null;
            return true;
        }
        catch (HoconException e)
        {
            path = null;
            error = e.Faults[0].Message;
            return false;
        }
    }

    /// <summary>The path expression, with quotes where they are needed.</summary>
    public override string ToString() => Render(_elements);

    internal static string Render(ReadOnlySpan<string> elements)
    {
        var text = new StringBuilder();
        foreach (string element in elements)
        {
            if (text.Length > 0)
                text.Append('.');
            if (IsPlain(element))
                text.Append(element);
            else
                text.Append('"').Append(element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        return text.ToString();
    }

    private static bool IsPlain(string element)
    {
        foreach (char c in element)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }
        return element.Length > 0;
    }
}
