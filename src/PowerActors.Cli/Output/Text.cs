namespace PowerActors.Cli.Output;

/// <summary>The measure of what is printed.</summary>
internal static class Text
{
    /// <summary>Columns that a table may take.</summary>
    public const int Width = 100;

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    public static string Head(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 3), "...");

    /// <summary>The text, or its beginning up to a blank.</summary>
    public static string Line(string text, int width) => text.Length <= width ? text : text[..(text.LastIndexOf(' ', width) is > 0 and int blank ? blank : width)];

    /// <summary>The text, or an ellipsis and its end.</summary>
    public static string Tail(string text, int width) => text.Length <= width ? text : string.Concat("...", text.AsSpan(text.Length - width + 3));
}
