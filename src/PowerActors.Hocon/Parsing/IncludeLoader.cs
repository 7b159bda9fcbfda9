using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

/// <summary>How the name in an include statement is meant.</summary>
internal enum IncludeKind
{
    /// <summary><c>include "name"</c>: a URL if it looks like one, else a file beside the including one, else on the classpath.</summary>
    Heuristic,

    /// <summary><c>include file("name")</c>.</summary>
    File,

    /// <summary><c>include url("name")</c>.</summary>
    Url,

    /// <summary><c>include classpath("name")</c>.</summary>
    Classpath,
}

/// <summary>An include statement.</summary>
internal sealed record Include(IncludeKind Kind, string Name, bool Required, HoconOrigin Origin);

/// <summary>Finds and reads included files (specification, "Include semantics").</summary>
internal static class IncludeLoader
{
    // Lowest priority first: HOCON is read last and wins.
    private static readonly string[] Extensions = [".properties", ".json", ".conf"];

    /// <summary>The fields of the included file or files; null where there is none and none is required.</summary>
    public static ObjectNode? Load(Include include, ParseContext context, string[] prefix, ObjectNode? localRoot, int depth)
    {
        if (!context.Options.MayInclude)
            throw Scanner.Fail(include.Origin, $"includes \"{include.Name}\", and this text may include nothing; write its content here instead");
        var files = Find(include, context);
        if (files.Count == 0)
        {
            if (include.Required)
                throw Scanner.Fail(include.Origin, $"the required file \"{include.Name}\" does not exist{WhereLooked(include, context)}; create it, or correct the name");
            return null;
        }
        ObjectNode? result = null;
        foreach (string file in files)
        {
            RefuseCycle(include, context, file);
            var child = new ParseContext
            {
                Options = context.Options,
                Name = DisplayName(context, file),
                FullPath = file,
                Directory = Path.GetDirectoryName(file),
                Classpath = context.Classpath,
                Parent = context,
                Prefix = prefix,
                LocalRoot = localRoot,
                Depth = depth,
                Files = context.Files,
            };
            if (DocumentReader.ReadFile(file, HoconSyntax.Auto, child, include.Origin) is not ObjectNode fields)
                throw Scanner.Fail(include.Origin, $"the included file \"{include.Name}\" is a list; a file with an object at its root would be right");
            if (result is null)
                result = fields;
            else
                result.SetAll(fields);
        }
        return result;
    }

    private static List<string> Find(Include include, ParseContext context)
    {
        switch (include.Kind)
        {
            case IncludeKind.Url:
                return FromUrl(include, context);
            case IncludeKind.File:
                return Existing(Path.GetFullPath(include.Name, context.Options.FileDirectory ?? Environment.CurrentDirectory));
            case IncludeKind.Classpath:
                return OnClasspath(include.Name, context);
            default:
                if (IsUrl(include.Name))
                    return FromUrl(include, context);
                List<string> beside = [];
                if (Path.IsPathRooted(include.Name))
                    beside = Existing(Path.GetFullPath(include.Name));
                else if (context.Directory is { } directory)
                    beside = Existing(Path.GetFullPath(include.Name, directory));
                return beside.Count > 0 ? beside : OnClasspath(include.Name, context);
        }
    }

    private static bool IsUrl(string name)
    {
        int colon = name.IndexOf(':');
        return colon > 1 && name[..colon] is "http" or "https" or "ftp" or "file" or "jar";
    }

    private static List<string> FromUrl(Include include, ParseContext context)
    {
        // "file:name" without a directory is beside the including file.
        if (include.Name.StartsWith("file:", StringComparison.Ordinal) && include.Name.Length > 5 && include.Name[5] != '/')
        {
            string beside = Path.GetFullPath(include.Name[5..], context.Directory ?? Environment.CurrentDirectory);
            return File.Exists(beside) ? [beside] : [];
        }
        if (!Uri.TryCreate(include.Name, UriKind.Absolute, out var uri))
            throw Scanner.Fail(include.Origin, $"\"{include.Name}\" is not a URL; file:/etc/site.conf, for example, would be right");
        if (!uri.IsFile)
            throw Scanner.Fail(include.Origin, $"\"{include.Name}\" would have to be fetched over the network, which is never done; include a local file");
        // A URL names one file exactly, without trying extensions.
        string path = uri.LocalPath;
        return File.Exists(path) ? [Path.GetFullPath(path)] : [];
    }

    private static List<string> OnClasspath(string name, ParseContext context)
    {
        var found = new List<string>();
        string relative = name.TrimStart('/');
        if (relative.Length == 0)
            return found;
        foreach (string directory in context.Classpath)
        {
            foreach (string file in Existing(Path.GetFullPath(relative, Path.GetFullPath(directory))))
            {
                // The same name in a later directory is shadowed, but another extension of it is not.
                if (!found.Exists(f => Path.GetExtension(f) == Path.GetExtension(file)))
                    found.Add(file);
            }
        }
        found.Sort(static (a, b) => Array.IndexOf(Extensions, Path.GetExtension(a)).CompareTo(Array.IndexOf(Extensions, Path.GetExtension(b))));
        return found;
    }

    /// <summary>A name with a known extension is one file; any other is a base name for all known extensions, or else the file itself.</summary>
    private static List<string> Existing(string path)
    {
        if (Array.IndexOf(Extensions, Path.GetExtension(path)) >= 0)
            return File.Exists(path) ? [path] : [];
        var found = new List<string>(Extensions.Length);
        foreach (string extension in Extensions)
        {
            if (File.Exists(path + extension))
                found.Add(path + extension);
        }
        if (found.Count == 0 && File.Exists(path))
            found.Add(path);
        return found;
    }

    private static void RefuseCycle(Include include, ParseContext context, string file)
    {
        for (var at = context; at is not null; at = at.Parent)
        {
            if (at.FullPath is not null && string.Equals(at.FullPath, file, StringComparison.Ordinal))
                throw Scanner.Fail(include.Origin, $"the file includes itself: {Chain(context, at)} -> {include.Name}; leave one of the includes out");
        }
    }

    private static string Chain(ParseContext last, ParseContext first)
    {
        string chain = Path.GetFileName(last.Name);
        for (var at = last; at != first; at = at.Parent!)
            chain = Path.GetFileName(at.Parent!.Name) + " -> " + chain;
        return chain;
    }

    private static string WhereLooked(Include include, ParseContext context) =>
        include.Kind == IncludeKind.Heuristic && context.Directory is { } directory && !IsUrl(include.Name) && !Path.IsPathRooted(include.Name)
            ? $" in {directory}"
            : "";

    // Faults name included files as the user would: relative to where the including file was named from.
    private static string DisplayName(ParseContext context, string file)
    {
        if (context.FullPath is null || context.Directory is null || Path.IsPathRooted(context.Name))
            return file;
        string directory = Path.GetDirectoryName(context.Name) ?? "";
        string relative = Path.GetRelativePath(context.Directory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : Path.Combine(directory, relative);
    }
}
