namespace PowerActors.Hocon;

/// <summary>Where a value was written: a file and a place in it, or another source such as an environment variable.</summary>
/// <param name="Source">The file's name as it was given, or what the source is called (<c>environment variable HOME</c>, <c>--set</c>).</param>
/// <param name="Line">The line, counted from 1; 0 where the source has no lines.</param>
/// <param name="Column">The column, counted from 1 in UTF-16 code units; 0 where the source has no lines.</param>
public readonly record struct HoconOrigin(string Source, int Line, int Column)
{
    /// <summary>The file or named text the value stands in; null where the source has no lines (an environment variable).</summary>
    public string? File => Line > 0 ? Source : null;

    /// <summary>The place for people: <c>site.conf:12</c>, <c>environment variable HOME</c>; empty for a default origin.</summary>
    public string Description => Line > 0 ? $"{Source}:{Line}" : Source ?? "";

    /// <summary>The same as <see cref="Description"/>.</summary>
    public override string ToString() => Description;

    /// <summary>A source without lines.</summary>
    /// <param name="description">What the source is called.</param>
    public static HoconOrigin Of(string description) => new(description, 0, 0);
}
