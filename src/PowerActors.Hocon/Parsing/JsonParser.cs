using System.Runtime.CompilerServices;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

/// <summary>
/// Parses JSON strictly (RFC 8259). A key that stands twice in one object is a fault: the specification takes duplicate keys for invalid JSON
/// ("Duplicate keys and object merging"), and the reference implementation refuses them.
/// </summary>
internal sealed class JsonParser
{
    private readonly Scanner _scanner;
    private readonly int _maxDepth;
    private int _depth;

    private JsonParser(string text, ParseContext context)
    {
        _scanner = new Scanner(text, context.Name);
        _depth = context.RootDepth;
        _maxDepth = Math.Clamp(context.Options.MaxDepth, 1, HoconParseOptions.DefaultMaxDepth);
    }

    public static Node Parse(string text, ParseContext context)
    {
        var parser = new JsonParser(text, context);
        var scanner = parser._scanner;
        if (scanner.Next == '\ufeff')
            scanner.Skip(1);
        parser.SkipSpace();
        if (scanner.AtEnd)
            throw scanner.Fail("the JSON document is empty; {} would be right");
        if (scanner.Next is not ('{' or '['))
            throw scanner.Fail($"{scanner.DescribeNext()} stands at the root of a JSON document; an object {{}} or a list [] would be right");
        var root = parser.ParseValue();
        parser.SkipSpace();
        if (!scanner.AtEnd)
            throw scanner.Fail($"{scanner.DescribeNext()} follows the end of the JSON document; leave it out");
        return root;
    }

    private Node ParseValue()
    {
        var origin = _scanner.Here;
        switch (_scanner.Next)
        {
            case '{':
                return ParseObject();
            case '[':
                return ParseArray();
            case '"':
                return new ScalarNode(new HoconString(_scanner.ReadQuoted(allowTriple: false), origin));
            default:
                int start = _scanner.Position;
                while (!_scanner.AtEnd && (char.IsAsciiLetterOrDigit(_scanner.Next) || _scanner.Next is '-' or '+' or '.'))
                    _scanner.Skip(1);
                string word = _scanner.Text[start.._scanner.Position];
                return new ScalarNode(word switch
                {
                    "true" => new HoconBoolean(value: true, origin),
                    "false" => new HoconBoolean(value: false, origin),
                    "null" => new HoconNull(origin),
                    "" => throw _scanner.Fail($"{_scanner.DescribeNext()} stands where a JSON value is due; a value would be right"),
                    _ when NumberSyntax.IsJson(word) => new HoconNumber(word, origin),
                    _ => throw Scanner.Fail(origin, $"'{word}' is not a JSON value; put text in quotes, or name the file .conf"),
                });
        }
    }

    private ObjectNode ParseObject()
    {
        var opening = _scanner.Here;
        Enter(opening);
        var fields = new ObjectNode(opening);
        _scanner.Skip(1);
        SkipSpace();
        if (_scanner.Next != '}')
        {
            while (true)
            {
                SkipSpace();
                var keyOrigin = _scanner.Here;
                if (_scanner.Next != '"')
                    throw _scanner.Fail(_scanner.AtEnd ? "'{' is never closed; add the missing '}'" : $"{_scanner.DescribeNext()} stands where a JSON key is due; a key in quotes would be right");
                string key = _scanner.ReadQuoted(allowTriple: false);
                int earlier = fields.IndexOf(key);
                if (earlier >= 0)
                    throw Scanner.Fail(keyOrigin, $"the key {HoconPath.Render([key])} stands in line {fields[earlier].KeyOrigin.Line} already, and JSON allows it once in an object; leave one out, or name the file .conf to override or merge");
                SkipSpace();
                Take(':', "':' would be right after a JSON key");
                SkipSpace();
                fields.Set(key, ParseValue(), keyOrigin);
                SkipSpace();
                if (_scanner.Next != ',')
                    break;
                _scanner.Skip(1);
            }
        }
        Take('}', "',' or '}' would be right in a JSON object");
        _depth--;
        return fields;
    }

    private ArrayNode ParseArray()
    {
        var opening = _scanner.Here;
        Enter(opening);
        var items = new List<Node>();
        _scanner.Skip(1);
        SkipSpace();
        if (_scanner.Next != ']')
        {
            while (true)
            {
                SkipSpace();
                items.Add(ParseValue());
                SkipSpace();
                if (_scanner.Next != ',')
                    break;
                _scanner.Skip(1);
            }
        }
        Take(']', "',' or ']' would be right in a JSON list");
        _depth--;
        return new ArrayNode(items, opening);
    }

    private void Take(char expected, string advice)
    {
        if (_scanner.AtEnd || _scanner.Next != expected)
            throw _scanner.Fail($"{_scanner.DescribeNext()} is unexpected; {advice}");
        _scanner.Skip(1);
    }

    private void SkipSpace()
    {
        while (!_scanner.AtEnd)
        {
            if (_scanner.Next == '\n')
                _scanner.Newline();
            else if (_scanner.Next is ' ' or '\t' or '\r')
                _scanner.Skip(1);
            else
                return;
        }
    }

    private void Enter(HoconOrigin origin)
    {
        if (++_depth > _maxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Scanner.Fail(origin, $"objects and lists are nested more than {_maxDepth} deep; nest less");
    }
}
