namespace PowerActors.Hocon;

/// <summary>How a text is read.</summary>
public enum HoconSyntax
{
    /// <summary>By the file name's extension: <c>.json</c> strict JSON, <c>.properties</c> Java properties, anything else HOCON.</summary>
    Auto,

    /// <summary>HOCON.</summary>
    Hocon,

    /// <summary>JSON as RFC 8259 has it: no comments, no trailing commas, keys quoted.</summary>
    Json,

    /// <summary>Java properties; every value is a string, keys are split at <c>.</c>.</summary>
    Properties,
}

/// <summary>How documents are parsed, and where includes are looked for.</summary>
public sealed class HoconParseOptions
{
    /// <summary>The deepest nesting of objects and arrays that is accepted unless told otherwise.</summary>
    public const int DefaultMaxDepth = 1000;

    /// <summary>The options used where none are given.</summary>
    public static HoconParseOptions Default { get; } = new();

    /// <summary>The syntax of the document itself; included files always go by their extension.</summary>
    public HoconSyntax Syntax { get; init; } = HoconSyntax.Auto;

    /// <summary>The directory against which <c>include "name"</c> in a text without a file of its own is looked up; null: only the classpath directories.</summary>
    public string? BaseDirectory { get; init; }

    /// <summary>
    /// The directories that stand for the roots of the Java classpath: <c>include classpath("name")</c> looks here, and <c>include "name"</c>
    /// falls back to here. Null: the directory of the document itself.
    /// </summary>
    public IReadOnlyList<string>? ClasspathDirectories { get; init; }

    /// <summary>
    /// The directory against which <c>include file("name")</c> with a relative name is looked up. The specification has such names not relative
    /// to the including file, so this is the process' working directory where null.
    /// </summary>
    public string? FileDirectory { get; init; }

    /// <summary>False for text from somebody who must not read this machine's files: an include is a fault then.</summary>
    public bool MayInclude { get; init; } = true;

    /// <summary>The deepest nesting accepted, 1 to 1000. A deeper document is a fault, never a stack overflow.</summary>
    public int MaxDepth { get; init; } = DefaultMaxDepth;
}

/// <summary>How substitutions are resolved.</summary>
public sealed class HoconResolveOptions
{
    /// <summary>The options used where none are given: undefined substitutions are looked up in the process' environment.</summary>
    public static HoconResolveOptions Default { get; } = new();

    /// <summary>No environment: a substitution the document does not define is undefined.</summary>
    public static HoconResolveOptions NoEnvironment { get; } = new() { Environment = static _ => null };

    /// <summary>The value of an environment variable by name; null where it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>
    /// The most values and characters a resolved document may expand to, so that a few lines of nested references cannot fill the memory.
    /// </summary>
    public int MaxExpansion { get; init; } = 50_000_000;
}
