using PowerActors.Hocon.Parsing;
using PowerActors.Hocon.Resolving;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon;

/// <summary>A parsed document whose substitutions are not resolved yet. Immutable; may be resolved any number of times, from any thread.</summary>
public sealed class HoconDocument
{
    // The roots of the documents that were put over each other, the winning one first. They are merged from the lowest up when
    // resolved, because merging is not associative: an object over a number hides what is below the number.
    private readonly Node[] _roots;

    private HoconDocument(Node[] roots, IReadOnlyList<string> files)
    {
        _roots = roots;
        Files = files;
    }

    /// <summary>The document without any field.</summary>
    public static HoconDocument Empty { get; } = new([new ObjectNode(HoconOrigin.Of("empty document"))], []);

    /// <summary>The full paths of all files that were read, included files too.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads and parses a file and all it includes.</summary>
    /// <param name="path">The file; its extension decides the syntax unless the options do.</param>
    /// <param name="options">How to parse; null for the defaults.</param>
    /// <exception cref="HoconException">The file cannot be read, is not UTF-8 or does not parse.</exception>
    public static HoconDocument ParseFile(string path, HoconParseOptions? options = null)
    {
        options ??= HoconParseOptions.Default;
        string full;
        try
        {
            full = Path.GetFullPath(path);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new HoconException(new HoconFault(null, 0, 0, $"\"{path}\" is not a file name; name an existing file"));
        }
        var files = new List<string>();
        string directory = Path.GetDirectoryName(full) ?? full;
        var context = new ParseContext
        {
            Options = options,
            Name = path,
            FullPath = full,
            Directory = directory,
            Classpath = options.ClasspathDirectories ?? [directory],
            Files = files,
        };
        return new HoconDocument([DocumentReader.ReadFile(full, options.Syntax, context, default)], files);
    }

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What faults call it; its extension decides the syntax unless the options do.</param>
    /// <param name="options">How to parse; null for the defaults.</param>
    /// <exception cref="HoconException">The text, or a file it includes, does not parse.</exception>
    public static HoconDocument ParseText(string text, string name, HoconParseOptions? options = null)
    {
        options ??= HoconParseOptions.Default;
        var files = new List<string>();
        var syntax = options.Syntax == HoconSyntax.Auto ? DocumentReader.SyntaxOf(name) : options.Syntax;
        return new HoconDocument([DocumentReader.ReadText(text, syntax, TextContext(name, options, files))], files);
    }

    /// <summary>A document with one setting, as given on a command line: <c>path=value</c>, the value in HOCON.</summary>
    /// <param name="assignment">For example <c>site.rows = 4</c> or <c>list += a</c>; only the first <c>=</c> separates.</param>
    /// <param name="name">What faults and origins call it, for example <c>--set</c>.</param>
    /// <exception cref="HoconException">There is no <c>=</c>, or the path or the value does not parse.</exception>
    public static HoconDocument FromOverride(string assignment, string name)
    {
        int equals = SeparatorIndex(assignment);
        if (equals <= 0)
            throw new HoconException(new HoconFault(name, 0, 0, $"\"{assignment}\" is not a setting; path=value would be right"));
        string left = assignment[..equals];
        bool append = left.EndsWith('+');
        if (!HoconPath.TryParse(append ? left[..^1] : left, out var path, out string? error))
            throw new HoconException(new HoconFault(name, 0, 0, $"in \"{assignment}\": {error}"));
        try
        {
            string value = assignment[(equals + 1)..];
            var context = TextContext(name, HoconParseOptions.Default, []);
            var node = value.AsSpan().Trim().IsEmpty && !append
                ? new ScalarNode(new HoconString("", HoconOrigin.Of(name)))
                : HoconParser.ParseLoneValue(value, context);
            if (append)
            {
                node = new ConcatenationNode(
                    [new SubstitutionNode(path.Array, 0, optional: true, list: false, node.Origin), new ArrayNode([node], node.Origin)],
                    node.Origin);
            }
            var root = new ObjectNode(HoconOrigin.Of(name));
            root.Set(path.Array, node, HoconOrigin.Of(name));
            return new HoconDocument([root], []);
        }
        catch (HoconException e)
        {
            throw new HoconException(new HoconFault(name, 0, 0, $"in \"{assignment}\": {e.Faults[0].Message}"));
        }
    }

    /// <summary>A document in which this one's fields win and the other's fill the gaps; objects merge.</summary>
    /// <param name="lower">What is looked up where this document is silent.</param>
    public HoconDocument WithFallback(HoconDocument lower)
    {
        if (ReferenceEquals(this, Empty))
            return lower;
        if (ReferenceEquals(lower, Empty))
            return this;
        return new HoconDocument([.. _roots, .. lower._roots], [.. lower.Files, .. Files]);
    }

    /// <summary>Resolves all substitutions.</summary>
    /// <param name="options">Where undefined substitutions are looked up; null for the process' environment.</param>
    /// <returns>The root: a <see cref="HoconObject"/> or a <see cref="HoconArray"/>.</returns>
    /// <exception cref="HoconException">Substitutions are undefined or form a cycle, or values cannot be concatenated; all such faults together.</exception>
    public HoconValue Resolve(HoconResolveOptions? options = null)
    {
        var root = _roots[^1];
        for (int i = _roots.Length - 2; i >= 0; i--)
            root = Merging.Over(root, _roots[i]);
        return Resolver.Resolve(root, options ?? HoconResolveOptions.Default);
    }

    /// <summary>Resolves all substitutions of a document whose root is an object.</summary>
    /// <param name="options">Where undefined substitutions are looked up; null for the process' environment.</param>
    /// <exception cref="HoconException">As <see cref="Resolve"/>, or the root is a list.</exception>
    public HoconObject ResolveObject(HoconResolveOptions? options = null)
    {
        var root = Resolve(options);
        return root as HoconObject
            ?? throw new HoconException(root.Fault("the document is a list; an object with fields would be right"));
    }

    // The first "=" outside quotes; "+=" ends with it.
    private static int SeparatorIndex(string assignment)
    {
        bool quoted = false;
        for (int i = 0; i < assignment.Length; i++)
        {
            if (assignment[i] == '"')
                quoted = !quoted;
            else if (assignment[i] == '=' && !quoted)
                return i;
        }
        return -1;
    }

    private static ParseContext TextContext(string name, HoconParseOptions options, List<string> files)
    {
        string? directory = options.BaseDirectory is null ? null : Path.GetFullPath(options.BaseDirectory);
        return new ParseContext
        {
            Options = options,
            Name = name,
            Directory = directory,
            Classpath = options.ClasspathDirectories ?? (directory is null ? [] : [directory]),
            Files = files,
        };
    }
}
