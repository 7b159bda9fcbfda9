using System.Globalization;
using System.Text;

namespace PowerActors.Hocon.Parsing;

/// <summary>Reads a text by characters and knows where it is. The parsers stand on it.</summary>
/// <param name="text">The text.</param>
/// <param name="name">What faults and origins call it.</param>
/// <param name="hasLines">Whether places in it mean anything to a user; not so for a setting on the command line.</param>
internal sealed class Scanner(string text, string name, bool hasLines = true)
{
    private int _lineStart;

    public string Text { get; } = text;

    public int Position { get; private set; }

    public int Line { get; private set; } = 1;

    public bool AtEnd => Position >= Text.Length;

    /// <summary>The next character; U+0000 at the end (ask <see cref="AtEnd"/> to tell it from one in the text).</summary>
    public char Next => Position < Text.Length ? Text[Position] : '\0';

    public HoconOrigin Here => hasLines ? new(name, Line, Position - _lineStart + 1) : HoconOrigin.Of(name);

    public char Ahead(int distance) => Position + distance < Text.Length ? Text[Position + distance] : '\0';

    public bool StartsWith(string expected) => Text.AsSpan(Position).StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Goes on by characters that are known not to be newlines.</summary>
    public void Skip(int count) => Position += count;

    public void Newline()
    {
        Position++;
        Line++;
        _lineStart = Position;
    }

    /// <summary>Skips whitespace up to a newline.</summary>
    public void SkipInlineSpace()
    {
        while (Position < Text.Length && Characters.IsInlineSpace(Text[Position]))
            Position++;
    }

    /// <summary>Whether a comment begins here.</summary>
    public bool AtComment => Next == '#' || (Next == '/' && Ahead(1) == '/');

    /// <summary>Skips whitespace, comments and newlines.</summary>
    /// <returns>Whether there was a newline.</returns>
    public bool SkipSpaceAndComments()
    {
        bool newline = false;
        while (Position < Text.Length)
        {
            char c = Text[Position];
            if (c == '\n')
            {
                Newline();
                newline = true;
            }
            else if (Characters.IsInlineSpace(c))
            {
                Position++;
            }
            else if (AtComment)
            {
                int end = Text.IndexOf('\n', Position);
                Position = end < 0 ? Text.Length : end;
            }
            else
            {
                break;
            }
        }
        return newline;
    }

    /// <summary>
    /// Goes over one run of unquoted text and numbers, which the specification has as several tokens: <c>true5.0x</c>. Stops before whitespace,
    /// a comment or a reserved character.
    /// </summary>
    /// <returns>Whether there was any.</returns>
    public bool SkipUnquoted()
    {
        int start = Position;
        while (Position < Text.Length)
        {
            char c = Text[Position];
            if (Characters.StartsNumber(c))
            {
                SkipNumber();
                continue;
            }
            if (StartsWith("true") || StartsWith("null"))
            {
                Position += 4;
                continue;
            }
            if (StartsWith("false"))
            {
                Position += 5;
                continue;
            }
            int before = Position;
            SkipPlain();
            if (Position == before || Position >= Text.Length || !Characters.StartsNumber(Text[Position]))
                break;
        }
        return Position > start;
    }

    /// <summary>A string in double or triple quotes.</summary>
    /// <param name="allowTriple">Whether <c>"""</c> begins a multi-line string.</param>
    public string ReadQuoted(bool allowTriple)
    {
        if (allowTriple && StartsWith("\"\"\""))
            return ReadTriple();
        var opening = Here;
        Position++;
        int start = Position;
        while (Position < Text.Length && Text[Position] is not ('"' or '\\') && Text[Position] >= ' ')
            Position++;
        if (Next == '"' && !AtEnd)
        {
            string plain = Text[start..Position];
            Position++;
            return plain;
        }
        var value = new StringBuilder().Append(Text, start, Position - start);
        while (true)
        {
            if (AtEnd)
                throw Fail(opening, "a quoted string does not end; close it with \"");
            char c = Text[Position];
            if (c == '"')
            {
                Position++;
                return value.ToString();
            }
            if (c == '\\')
            {
                value.Append(ReadEscape());
            }
            else if (c == '\n')
            {
                throw Fail(opening, "a quoted string does not end on its line; close it with \", or use \"\"\" for text of several lines");
            }
            else if (c < ' ')
            {
                throw Fail($"the control character U+{(int)c:X4} stands in a quoted string; write it as \\u{(int)c:x4}");
            }
            else
            {
                value.Append(c);
                Position++;
            }
        }
    }

    public HoconException Fail(string message) => Fail(Here, message);

    public static HoconException Fail(HoconOrigin origin, string message) => new(HoconFault.At(origin, message));

    /// <summary>The next character for an error message.</summary>
    public string DescribeNext()
    {
        if (AtEnd)
            return "the end of the text";
        char c = Text[Position];
        if (c == '\n')
            return "the end of the line";
        if (c < ' ' || char.IsSurrogate(c) || (c > '~' && !char.IsLetterOrDigit(c)))
            return $"the character U+{(int)c:X4}";
        if (c == '"')
            return "a quoted string";
        return $"'{c}'";
    }

    // "+" belongs to a number only in an exponent that goes on, so that "a1e+=2" appends and "1+2" is refused.
    private void SkipNumber()
    {
        int start = Position;
        bool plus = false;
        while (Position < Text.Length)
        {
            char c = Text[Position];
            if (char.IsAsciiDigit(c) || c is '.' or '-' or 'e' or 'E')
            {
                Position++;
            }
            else if (c == '+' && Position > start && Text[Position - 1] is 'e' or 'E' && char.IsAsciiDigit(Ahead(1)))
            {
                plus = true;
                Position++;
            }
            else
            {
                break;
            }
        }
        if (plus && !NumberSyntax.IsNumber(Text.AsSpan(start, Position - start)))
        {
            var place = Here with { Column = start - _lineStart + 1 };
            throw Fail(place, $"'{Text[start..Position]}' is not a number and '+' may not stand in unquoted text; put it in quotes");
        }
    }

    // Once plain text has begun, numbers and words in it are not special.
    private void SkipPlain()
    {
        while (Position < Text.Length)
        {
            char c = Text[Position];
            if (c == '\n' || Characters.IsReserved(c) || (c == '/' && Ahead(1) == '/') || Characters.IsInlineSpace(c))
                return;
            Position++;
        }
    }

    private char ReadEscape()
    {
        char escaped = Ahead(1);
        char value = escaped switch
        {
            '"' or '\\' or '/' => escaped,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => '\0',
        };
        if (value != '\0')
        {
            Position += 2;
            return value;
        }
        if (escaped == 'u' && Position + 6 <= Text.Length
            && ushort.TryParse(Text.AsSpan(Position + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            Position += 6;
            return (char)code;
        }
        throw Fail(escaped == 'u'
            ? "\\u is not followed by four hexadecimal digits; \\u00e9, for example, would be right"
            : "a backslash in a quoted string is not followed by one of \" \\ / b f n r t u; write \\\\ for a backslash");
    }

    private string ReadTriple()
    {
        var opening = Here;
        int start = Position + 3;
        int end = Text.IndexOf("\"\"\"", start, StringComparison.Ordinal);
        if (end < 0)
            throw Fail(opening, "a \"\"\" string does not end; close it with \"\"\"");
        // Of more than three quotes the last three close the string.
        while (end + 3 < Text.Length && Text[end + 3] == '"')
            end++;
        string value = Text[start..end];
        for (int i = value.IndexOf('\n'); i >= 0; i = value.IndexOf('\n', i + 1))
        {
            Line++;
            _lineStart = start + i + 1;
        }
        Position = end + 3;
        return value;
    }
}
