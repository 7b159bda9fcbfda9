using System.Runtime.CompilerServices;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

/// <summary>Parses HOCON into nodes. One pass, no tokens in between; the first fault ends it.</summary>
internal sealed partial class HoconParser
{
    private readonly Scanner _scanner;
    private readonly ParseContext _context;
    // The keys from this file's root to the object being parsed, and how many lists stand between.
    private readonly List<string> _path = [];
    private int _lists;
    private int _depth;

    private HoconParser(string text, ParseContext context, bool hasLines = true)
    {
        _scanner = new Scanner(text, context.Name, hasLines);
        _context = context;
        _depth = context.Depth;
    }

    /// <summary>Parses a document: an object, with or without braces, or a list.</summary>
    public static Node ParseDocument(string text, ParseContext context)
    {
        var parser = new HoconParser(text, context);
        var scanner = parser._scanner;
        scanner.SkipSpaceAndComments();
        Node root;
        if (scanner.Next == '{')
        {
            parser._depth = context.RootDepth;
            root = parser.ParseObject();
        }
        else if (scanner.Next == '[')
        {
            root = parser.ParseArray();
        }
        else
        {
            var fields = new ObjectNode(scanner.Here);
            parser.ParseFields(fields, braced: false, default);
            root = fields;
        }
        scanner.SkipSpaceAndComments();
        if (!scanner.AtEnd)
        {
            throw scanner.Fail(scanner.Next is '}' or ']'
                ? $"'{scanner.Next}' closes nothing; leave it out or open it"
                : $"{scanner.DescribeNext()} follows the end of the document; leave it out");
        }
        return root;
    }

    /// <summary>Parses a value that stands alone, as on the command line; its origin has no line.</summary>
    public static Node ParseLoneValue(string text, ParseContext context)
    {
        var parser = new HoconParser(text, context, hasLines: false);
        parser._scanner.SkipSpaceAndComments();
        var value = parser.ParseValue();
        parser._scanner.SkipSpaceAndComments();
        if (!parser._scanner.AtEnd)
            throw parser._scanner.Fail($"{parser._scanner.DescribeNext()} follows the value; put the value in quotes");
        return value;
    }

    private ObjectNode ParseObject()
    {
        var opening = _scanner.Here;
        Enter(opening, 1);
        _scanner.Skip(1);
        var fields = new ObjectNode(opening);
        ParseFields(fields, braced: true, opening);
        _depth--;
        return fields;
    }

    private void ParseFields(ObjectNode fields, bool braced, HoconOrigin opening)
    {
        bool separated = true;
        bool first = true;
        while (true)
        {
            separated |= _scanner.SkipSpaceAndComments();
            if (_scanner.AtEnd)
            {
                if (braced)
                    throw Scanner.Fail(opening, "'{' is never closed; add the missing '}'");
                return;
            }
            if (_scanner.Next == '}')
            {
                if (!braced)
                    throw _scanner.Fail("'}' closes nothing; leave it out, or open the document with '{'");
                _scanner.Skip(1);
                return;
            }
            if (!separated)
                throw _scanner.Fail($"{_scanner.DescribeNext()} follows a field on the same line; put a comma or a newline between fields, or quote the value");
            if (_scanner.Next == ',' && first)
                throw _scanner.Fail("',' stands before the first field; leave it out");
            ParseField(fields);
            first = false;
            separated = _scanner.SkipSpaceAndComments();
            if (_scanner.Next != ',' || _scanner.AtEnd)
                continue;
            _scanner.Skip(1);
            separated = true;
            _scanner.SkipSpaceAndComments();
            if (_scanner.Next == ',')
                throw _scanner.Fail("two commas follow each other; leave one out");
        }
    }

    private void ParseField(ObjectNode fields)
    {
        var keyOrigin = _scanner.Here;
        if (AtInclude())
        {
            ParseInclude(fields, keyOrigin);
            return;
        }
        string[] key = PathReader.Read(_scanner, PathPlace.Key);
        _scanner.SkipSpaceAndComments();
        bool append = false;
        var separatorOrigin = _scanner.Here;
        switch (_scanner.Next)
        {
            case ':' or '=':
                _scanner.Skip(1);
                _scanner.SkipSpaceAndComments();
                break;
            case '+' when _scanner.Ahead(1) == '=':
                append = true;
                _scanner.Skip(2);
                _scanner.SkipSpaceAndComments();
                break;
            case '{':
                break;
            default:
                throw MissingSeparator(key, keyOrigin);
        }
        // Every element of the path is an object around the value.
        Enter(keyOrigin, key.Length - 1);
        _path.AddRange(key);
        if (_scanner.AtEnd || _scanner.Next == '}')
            throw Scanner.Fail(separatorOrigin, $"the key '{HoconPath.Render(key)}' has no value; write one, or \"\" for an empty text");
        var valueOrigin = _scanner.Here;
        Node value;
        if (append)
        {
            _lists++;
            var item = ParseValue();
            _lists--;
            value = Appended(item, valueOrigin);
        }
        else
        {
            value = ParseValue();
        }
        _path.RemoveRange(_path.Count - key.Length, key.Length);
        _depth -= key.Length - 1;
        fields.Set(key, value, keyOrigin);
    }

    private HoconException MissingSeparator(string[] key, HoconOrigin keyOrigin)
    {
        string name = HoconPath.Render(key);
        return _scanner.AtEnd || _scanner.Next is '}' or ',' || _scanner.Here.Line > keyOrigin.Line
            ? Scanner.Fail(keyOrigin, $"the key '{name}' has no value; write {name} = VALUE")
            : _scanner.Fail($"{_scanner.DescribeNext()} follows the key '{name}'; '=', ':', '+=' or '{{' would be right, or quotes around the key");
    }

    // a += b is a = ${?a} [b] (specification, "The += field separator").
    private ConcatenationNode Appended(Node item, HoconOrigin origin)
    {
        Node previous = _lists > 0
            ? new PreviousNode(origin)
            : new SubstitutionNode([.. _context.Prefix, .. _path], _context.Prefix.Length, optional: true, list: false, origin) { LocalRoot = _context.LocalRoot };
        return new ConcatenationNode([previous, new ArrayNode([item], origin)], origin);
    }

    private ArrayNode ParseArray()
    {
        var opening = _scanner.Here;
        Enter(opening, 1);
        _lists++;
        _scanner.Skip(1);
        var items = new List<Node>();
        bool separated = true;
        while (true)
        {
            separated |= _scanner.SkipSpaceAndComments();
            if (_scanner.AtEnd)
                throw Scanner.Fail(opening, "'[' is never closed; add the missing ']'");
            if (_scanner.Next == ']')
            {
                _scanner.Skip(1);
                break;
            }
            if (!separated)
                throw _scanner.Fail($"{_scanner.DescribeNext()} follows an element on the same line; put a comma or a newline between elements, or quote the text");
            if (_scanner.Next == ',')
                throw _scanner.Fail(items.Count == 0 ? "',' stands before the first element; leave it out" : "two commas follow each other; leave one out");
            items.Add(ParseValue());
            separated = _scanner.SkipSpaceAndComments();
            if (_scanner.Next == ',')
            {
                _scanner.Skip(1);
                separated = true;
            }
        }
        _lists--;
        _depth--;
        return new ArrayNode(items, opening);
    }

    private void Enter(HoconOrigin origin, int levels)
    {
        _depth += levels;
        int limit = Math.Clamp(_context.Options.MaxDepth, 1, HoconParseOptions.DefaultMaxDepth);
        if (_depth > limit || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Scanner.Fail(origin, $"objects and lists are nested more than {limit} deep; nest less");
    }
}
