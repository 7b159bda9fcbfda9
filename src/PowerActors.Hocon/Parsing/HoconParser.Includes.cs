using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

internal sealed partial class HoconParser
{
    private const string IncludeAdvice = "'include' is not followed by a file name in quotes; write include \"name.conf\", or \"include\" in quotes for a key of that name";

    /// <summary>Whether the unquoted word <c>include</c>, and no longer word, stands here.</summary>
    private bool AtInclude()
    {
        if (_scanner.Next != 'i' || !_scanner.StartsWith("include"))
            return false;
        char after = _scanner.Ahead(7);
        return _scanner.Position + 7 >= _scanner.Text.Length || after == '\n' || Characters.IsInlineSpace(after) || Characters.IsReserved(after)
            || (after == '/' && _scanner.Ahead(8) == '/');
    }

    private void ParseInclude(ObjectNode fields, HoconOrigin origin)
    {
        _scanner.Skip(7);
        _scanner.SkipSpaceAndComments();
        bool required = TakeWord("required(");
        if (required)
            _scanner.SkipSpaceAndComments();
        var kind = TakeWord("file(") ? IncludeKind.File
            : TakeWord("url(") ? IncludeKind.Url
            : TakeWord("classpath(") ? IncludeKind.Classpath
            : IncludeKind.Heuristic;
        if (kind != IncludeKind.Heuristic)
            _scanner.SkipSpaceAndComments();
        if (_scanner.Next != '"' || _scanner.AtEnd)
            throw Scanner.Fail(origin, IncludeAdvice);
        string name = _scanner.ReadQuoted(allowTriple: true);
        if (kind != IncludeKind.Heuristic)
            TakeClosing();
        if (required)
            TakeClosing();
        if (name.Length == 0)
            throw Scanner.Fail(origin, "the name of the file to include is empty; write include \"name.conf\"");

        var include = new Include(kind, name, required, origin);
        var context = _context;
        var localRoot = _lists > 0 ? fields : context.LocalRoot;
        string[] prefix = _lists > 0 ? [] : [.. context.Prefix, .. _path];
        var included = IncludeLoader.Load(include, context, prefix, localRoot, _depth);
        if (included is not null)
            fields.SetAll(included);
    }

    private bool TakeWord(string word)
    {
        if (!_scanner.StartsWith(word))
            return false;
        _scanner.Skip(word.Length);
        return true;
    }

    private void TakeClosing()
    {
        _scanner.SkipSpaceAndComments();
        if (_scanner.AtEnd || _scanner.Next != ')')
            throw _scanner.Fail($"{_scanner.DescribeNext()} follows the name of the file to include; close the parenthesis with ')'");
        _scanner.Skip(1);
    }
}
