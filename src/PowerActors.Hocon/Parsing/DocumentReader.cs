using System.Buffers;
using System.Text;
using System.Text.Unicode;
using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Parsing;

/// <summary>Reads a file or a text in whichever syntax it has.</summary>
internal static class DocumentReader
{
    private const long MaxFileBytes = 1L << 30;

    public static Node ReadFile(string path, HoconSyntax syntax, ParseContext context, HoconOrigin blame)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
                throw new HoconException(HoconFault.At(blame, $"\"{context.Name}\" is larger than 1 GiB; a settings file would be right"));
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "does not exist; name an existing file" : $"cannot be read ({e.Message}); make it readable";
            throw new HoconException(blame.Line > 0
                ? HoconFault.At(blame, $"the file \"{context.Name}\" {reason}")
                : new HoconFault(context.Name, 0, 0, $"the file {reason}"));
        }
        context.Files.Add(path);
        return ReadText(Decode(bytes, context.Name), syntax == HoconSyntax.Auto ? SyntaxOf(path) : syntax, context);
    }

    public static Node ReadText(string text, HoconSyntax syntax, ParseContext context) => syntax switch
    {
        HoconSyntax.Json => JsonParser.Parse(text, context),
        HoconSyntax.Properties => PropertiesParser.Parse(text, context),
        _ => HoconParser.ParseDocument(text, context),
    };

    public static HoconSyntax SyntaxOf(string name) => Path.GetExtension(name) switch
    {
        ".json" => HoconSyntax.Json,
        ".properties" => HoconSyntax.Properties,
        _ => HoconSyntax.Hocon,
    };

    /// <summary>The text of a file, which must be UTF-8.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        int offset = 0;
        int line = 1;
        int column = 1;
        while (Rune.DecodeFromUtf8(bytes[offset..], out var rune, out int length) == OperationStatus.Done)
        {
            offset += length;
            column += rune.Utf16SequenceLength;
            if (rune.Value == '\n')
            {
                line++;
                column = 1;
            }
        }
        throw new HoconException(new HoconFault(name, line, column, $"the byte 0x{bytes[offset]:X2} at offset {offset} is not UTF-8; save the file as UTF-8"));
    }
}
