using System.Text;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

internal sealed partial class HoconParser
{
    /// <summary>Parses one value: everything up to the end of the line, a comma or a closing bracket, concatenated.</summary>
    private Node ParseValue()
    {
        var start = _scanner.Here;
        var part = ParsePart();
        if (part is null)
            throw MissingValue(start);
        List<Node>? parts = null;
        while (true)
        {
            int spaceStart = _scanner.Position;
            var spaceOrigin = _scanner.Here;
            _scanner.SkipInlineSpace();
            int spaceEnd = _scanner.Position;
            var next = ParsePart();
            if (next is null)
                break;
            parts ??= [part];
            if (spaceEnd > spaceStart)
                parts.Add(new WhitespaceNode(_scanner.Text[spaceStart..spaceEnd], spaceOrigin));
            parts.Add(next);
        }
        return parts is null ? part : Concatenated(parts, start);
    }

    /// <summary>One part of a value; null where the value ends.</summary>
    private Node? ParsePart()
    {
        if (_scanner.AtEnd || _scanner.AtComment)
            return null;
        switch (_scanner.Next)
        {
            case '\n' or ',' or '}' or ']':
                return null;
            case '{':
                return ParseObject();
            case '[':
                return ParseArray();
            case '"':
            {
                var origin = _scanner.Here;
                return new ScalarNode(new HoconString(_scanner.ReadQuoted(allowTriple: true), origin));
            }
            case '$':
                return ParseSubstitution();
            default:
                return ParseUnquoted();
        }
    }

    private ScalarNode ParseUnquoted()
    {
        var origin = _scanner.Here;
        int start = _scanner.Position;
        if (!_scanner.SkipUnquoted())
            throw _scanner.Fail($"{_scanner.DescribeNext()} may not stand in unquoted text; put the value in quotes");
        return new ScalarNode(Typed(_scanner.Text.AsSpan(start, _scanner.Position - start), origin));
    }

    private static HoconValue Typed(ReadOnlySpan<char> text, HoconOrigin origin)
    {
        switch (text)
        {
            case "true":
                return new HoconBoolean(value: true, origin);
            case "false":
                return new HoconBoolean(value: false, origin);
            case "null":
                return new HoconNull(origin);
            default:
                return Characters.StartsNumber(text[0]) && NumberSyntax.IsNumber(text)
                    ? new HoconNumber(text.ToString(), origin)
                    : new HoconString(text.ToString(), origin);
        }
    }

    private SubstitutionNode ParseSubstitution()
    {
        var origin = _scanner.Here;
        if (_scanner.Ahead(1) != '{')
            throw _scanner.Fail("'$' stands alone; ${a.b} refers to a value, \"$\" in quotes is the character");
        bool optional = _scanner.Ahead(2) == '?';
        _scanner.Skip(optional ? 3 : 2);
        string[] path = PathReader.Read(_scanner, PathPlace.Substitution);
        bool list = _scanner.Next == '[' && _scanner.Ahead(1) == ']';
        if (list)
        {
            _scanner.Skip(2);
            _scanner.SkipInlineSpace();
        }
        if (_scanner.AtEnd || _scanner.Next != '}')
        {
            throw _scanner.AtEnd || _scanner.Next == '\n'
                ? Scanner.Fail(origin, "'${' is never closed; add the missing '}' on the same line")
                : _scanner.Fail($"{_scanner.DescribeNext()} stands in the path of a substitution; quote it, or leave it out");
        }
        _scanner.Skip(1);
        return new SubstitutionNode([.. _context.Prefix, .. path], _context.Prefix.Length, optional, list, origin) { LocalRoot = _context.LocalRoot };
    }

    private HoconException MissingValue(HoconOrigin start) =>
        Scanner.Fail(start, $"{_scanner.DescribeNext()} stands where a value is due; write a value, or \"\" for an empty text");

    /// <summary>Combines parts that need no resolution at once; leaves the others to the resolver.</summary>
    private static Node Concatenated(List<Node> parts, HoconOrigin origin)
    {
        int objects = 0;
        int arrays = 0;
        int scalars = 0;
        foreach (var part in parts)
        {
            switch (part)
            {
                case ObjectNode: objects++; break;
                case ArrayNode: arrays++; break;
                case ScalarNode: scalars++; break;
                case WhitespaceNode: break;
                default: return new ConcatenationNode([.. parts], origin);
            }
        }
        if (scalars > 0 && objects + arrays > 0)
            throw Scanner.Fail(origin, $"text and {(objects > 0 ? "an object" : "a list")} stand on one line and cannot be joined; separate them with a comma or a newline");
        if (scalars > 0)
            return JoinText(parts, origin);
        if (arrays == 0)
        {
            var merged = (ObjectNode)parts[0];
            for (int i = 1; i < parts.Count; i++)
            {
                if (parts[i] is ObjectNode next)
                    merged.SetAll(next);
            }
            return merged;
        }
        if (objects > 0)
            return new ConcatenationNode([.. parts], origin);
        var items = ((ArrayNode)parts[0]).Items;
        for (int i = 1; i < parts.Count; i++)
        {
            if (parts[i] is ArrayNode next)
                items.AddRange(next.Items);
        }
        return new ArrayNode(items, origin);
    }

    private static ScalarNode JoinText(List<Node> parts, HoconOrigin origin)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part is WhitespaceNode space ? space.Text : ((ScalarNode)part).Value.ConcatText);
        return new ScalarNode(new HoconString(text.ToString(), origin));
    }
}
