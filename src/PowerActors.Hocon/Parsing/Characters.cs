using System.Globalization;

namespace PowerActors.Hocon.Parsing;

/// <summary>The classes of characters the specification speaks of.</summary>
internal static class Characters
{
    /// <summary>Whitespace other than newline (specification, "Whitespace"): Zs, Zl, Zp, the BOM, and the listed control characters.</summary>
    public static bool IsInlineSpace(char c) => c switch
    {
        ' ' or '\t' or '\r' => true,
        < ' ' => c is '\v' or '\f' or (>= '\u001c' and <= '\u001f'),
        < '\u00a0' => false,
        '\ufeff' => true,
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    /// <summary>The characters an unquoted string may not contain, whitespace aside.</summary>
    public static bool IsReserved(char c) => c is '$' or '"' or '{' or '}' or '[' or ']' or ':' or '=' or ',' or '+' or '#'
        or '`' or '^' or '?' or '!' or '@' or '*' or '&' or '\\';

    public static bool StartsNumber(char c) => char.IsAsciiDigit(c) || c == '-';
}
