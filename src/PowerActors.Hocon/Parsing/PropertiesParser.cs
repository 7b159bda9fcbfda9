using System.Globalization;
using System.Text;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

/// <summary>
/// Parses Java properties (java.util.Properties.load) and maps them to objects as the specification has it ("Java properties mapping"): keys are
/// split at every dot, every value is a string, and where a key is both a value and an object the object wins.
/// </summary>
internal static class PropertiesParser
{
    public static ObjectNode Parse(string text, ParseContext context)
    {
        var root = new ObjectNode(new HoconOrigin(context.Name, 1, 1));
        int depthLimit = Math.Clamp(context.Options.MaxDepth, 1, HoconParseOptions.DefaultMaxDepth) - context.Depth;
        int at = 0;
        int line = 1;
        if (text.StartsWith('\ufeff'))
            at = 1;
        while (at < text.Length)
        {
            int startLine = line;
            string logical = LogicalLine(text, ref at, ref line);
            if (logical.Length == 0)
                continue;
            var origin = new HoconOrigin(context.Name, startLine, 1);
            int split = 0;
            string key = Unescape(logical, ref split, stopAtSeparator: true, origin);
            SkipSeparator(logical, ref split);
            string value = Unescape(logical, ref split, stopAtSeparator: false, origin);
            string[] path = key.Split('.');
            if (path.Length > depthLimit)
                throw Scanner.Fail(origin, $"the key has more than {depthLimit} elements; nest less");
            Put(root, path, new ScalarNode(new HoconString(value, origin)), origin);
        }
        return root;
    }

    private static void Put(ObjectNode root, string[] path, ScalarNode value, HoconOrigin origin)
    {
        var target = root;
        for (int i = 0; i < path.Length - 1; i++)
        {
            int at = target.IndexOf(path[i]);
            if (at >= 0 && target[at].Value is ObjectNode next)
            {
                target = next;
                continue;
            }
            var made = new ObjectNode(origin);
            target.Set(path[i], made, origin);
            target = made;
        }
        int existing = target.IndexOf(path[^1]);
        if (existing < 0 || target[existing].Value is not ObjectNode)
            target.Set(path[^1], value, origin);
    }

    /// <summary>One line with its continuations, leading blanks left out; empty for blank lines and comments.</summary>
    private static string LogicalLine(string text, ref int at, ref int line)
    {
        SkipBlanks(text, ref at);
        bool comment = at < text.Length && text[at] is '#' or '!';
        var logical = new StringBuilder();
        while (at < text.Length)
        {
            char c = text[at];
            if (c is '\n' or '\r')
            {
                TakeLineEnd(text, ref at, ref line);
                break;
            }
            if (comment)
            {
                at++;
                continue;
            }
            if (c != '\\' || at + 1 >= text.Length)
            {
                // A backslash that ends the text continues onto nothing.
                if (c != '\\')
                    logical.Append(c);
                at++;
                continue;
            }
            if (text[at + 1] is '\n' or '\r')
            {
                at++;
                TakeLineEnd(text, ref at, ref line);
                SkipBlanks(text, ref at);
                continue;
            }
            logical.Append(c).Append(text[at + 1]);
            at += 2;
        }
        return logical.ToString();
    }

    private static void TakeLineEnd(string text, ref int at, ref int line)
    {
        if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
            at++;
        at++;
        line++;
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\f')
            at++;
    }

    private static void SkipSeparator(string logical, ref int at)
    {
        SkipBlanks(logical, ref at);
        if (at < logical.Length && logical[at] is '=' or ':')
            at++;
        SkipBlanks(logical, ref at);
    }

    private static string Unescape(string logical, ref int at, bool stopAtSeparator, HoconOrigin origin)
    {
        var text = new StringBuilder(logical.Length - at);
        while (at < logical.Length)
        {
            char c = logical[at];
            if (stopAtSeparator && c is '=' or ':' or ' ' or '\t' or '\f')
                break;
            at++;
            if (c != '\\' || at >= logical.Length)
            {
                text.Append(c);
                continue;
            }
            char escaped = logical[at++];
            if (escaped != 'u')
            {
                text.Append(escaped switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', _ => escaped });
                continue;
            }
            if (at + 4 > logical.Length || !ushort.TryParse(logical.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
                throw Scanner.Fail(origin, "\\u is not followed by four hexadecimal digits; \\u00e9, for example, would be right");
            text.Append((char)code);
            at += 4;
        }
        return text.ToString();
    }
}
