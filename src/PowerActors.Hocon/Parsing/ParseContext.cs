using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

/// <summary>What the parsing of one file needs to know of the files around it.</summary>
internal sealed class ParseContext
{
    public required HoconParseOptions Options { get; init; }

    /// <summary>The name the file has in faults.</summary>
    public required string Name { get; init; }

    /// <summary>The file's full path; null for a text.</summary>
    public string? FullPath { get; init; }

    /// <summary>The directory in which <c>include "name"</c> looks; null where there is none.</summary>
    public string? Directory { get; init; }

    /// <summary>The directories that stand for the classpath.</summary>
    public required IReadOnlyList<string> Classpath { get; init; }

    /// <summary>The file that includes this one.</summary>
    public ParseContext? Parent { get; init; }

    /// <summary>The place in the root document at which this file's root stands.</summary>
    public string[] Prefix { get; init; } = [];

    /// <summary>See <see cref="SubstitutionNode.LocalRoot"/>.</summary>
    public ObjectNode? LocalRoot { get; init; }

    /// <summary>How many objects and lists stand around the fields of this file.</summary>
    public int Depth { get; init; }

    /// <summary>The depth at which the root itself stands: an included root takes the place of fields, so it is no level of its own.</summary>
    public int RootDepth => Parent is null ? Depth : Depth - 1;

    /// <summary>The full paths of all files read so far.</summary>
    public required List<string> Files { get; init; }
}
