using System.Text;

namespace PowerActors.Hocon.Tests.Parsing;

public sealed class DocumentReaderTests
{
    [Theory]
    [InlineData("a = 1\nb = \"x", new byte[] { 0xff }, 2, 7, 12, "0xFF")]
    [InlineData("", new byte[] { 0xc3, 0x28 }, 1, 1, 0, "0xC3")]
    [InlineData("# é\n", new byte[] { 0x80 }, 2, 1, 5, "0x80")]
    [InlineData("a = 😀", new byte[] { 0xed, 0xa0, 0x80 }, 1, 7, 8, "0xED")]
    [InlineData("a = ", new byte[] { 0xf0, 0x9f }, 1, 5, 4, "0xF0")]
    public void ParseFile_NotUtf8_IsFaultWithLineAndByteOffset(string before, byte[] bad, int line, int column, int offset, string value)
    {
        using var files = new Files();
        File.WriteAllBytes(files["x.conf"], [.. Encoding.UTF8.GetBytes(before), .. bad, (byte)'x']);

        var fault = files.Fault("x.conf");
        (fault.File, fault.Line, fault.Column).ShouldBe((files["x.conf"], line, column));
        fault.Message.ShouldBe($"the byte {value} at offset {offset} is not UTF-8; save the file as UTF-8");
    }

    [Fact]
    public void ParseFile_NotUtf8InIncludedFile_NamesThatFile()
    {
        using var files = new Files(("main.conf", "include \"x\""));
        File.WriteAllBytes(files["x.json"], [(byte)'{', 0xfe]);

        files.Fault("main.conf").File.ShouldBe(files["x.json"]);
    }

    [Fact]
    public void ParseFile_ByteOrderMark_IsIgnored()
    {
        using var files = new Files();
        foreach (string name in new[] { "x.conf", "x.json", "x.properties" })
            File.WriteAllBytes(files[name], [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(name.EndsWith("json", StringComparison.Ordinal) ? "{\"a\":\"é\"}" : "a=é")]);

        files.Json("x.conf").ShouldBe("""{"a":"é"}""");
        files.Json("x.json").ShouldBe("""{"a":"é"}""");
        files.Json("x.properties").ShouldBe("""{"a":"é"}""");
    }

    [Fact]
    public void ParseFile_Missing_IsOneClearLine()
    {
        var e = Should.Throw<HoconException>(() => HoconDocument.ParseFile("no/such/file.conf"));

        e.Message.ShouldBe("no/such/file.conf: the file does not exist; name an existing file");
    }

    [Fact]
    public void ParseFile_Directory_IsFault()
    {
        using var files = new Files(("sub/x.conf", ""));

        Should.Throw<HoconException>(() => HoconDocument.ParseFile(files["sub"])).Faults[0].Message.ShouldContain("cannot be read");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void ParseFile_NoFileName_IsFault(string path) =>
        Should.Throw<HoconException>(() => HoconDocument.ParseFile(path)).Faults[0].Message.ShouldContain("; ");

    [Theory]
    [InlineData("x.json", "a = 1", false)]
    [InlineData("x.properties", "a {", true)]
    [InlineData("x.conf", "a = 1", true)]
    [InlineData("x", "a = 1", true)]
    public void ParseText_NameDecidesTheSyntax(string name, string text, bool parses)
    {
        if (parses)
            HoconDocument.ParseText(text, name);
        else
            Should.Throw<HoconException>(() => HoconDocument.ParseText(text, name));
        HoconDocument.ParseText("a = 1", name, new HoconParseOptions { Syntax = HoconSyntax.Hocon }).Resolve().ToJson().ShouldBe("""{"a":1}""");
    }

    [Theory]
    [InlineData("[", "]", 100_000)]
    [InlineData("{\"a\":", "}", 100_000)]
    [InlineData("[{\"a\":", "}]", 50_000)]
    [InlineData("a {", "}", 100_000)]
    [InlineData("a = [", "]", 2)]
    public void Parse_NestedTooDeep_IsFaultNeverACrash(string open, string close, int times)
    {
        string text = string.Concat(Enumerable.Repeat(open, times)) + string.Concat(Enumerable.Repeat(close, times));

        Should.Throw<HoconException>(() => HoconDocument.ParseText(text, "x.conf"));
        Should.Throw<HoconException>(() => HoconDocument.ParseText(string.Concat(Enumerable.Repeat(open, times)), "x.conf"));
        Should.Throw<HoconException>(() => HoconDocument.ParseText(text, "x.json"));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Parse_Nesting_HasALimitThatIsSaid(int depth, bool parses)
    {
        string lists = new string('[', depth) + new string(']', depth);
        string objects = string.Concat(Enumerable.Repeat("a{", depth)) + new string('}', depth);
        string keys = string.Join('.', Enumerable.Repeat("a", depth + 1)) + " = 1";
        foreach (string text in new[] { lists, objects, keys })
        {
            if (parses)
                Given.Resolve(text).ToJson().Length.ShouldBeGreaterThan(depth);
            else
                Given.Fault(text).Message.ShouldBe("objects and lists are nested more than 1000 deep; nest less");
        }
    }

    [Fact]
    public void Parse_SiblingsNested_DoNotAddUp()
    {
        string nested = new string('[', 900) + new string(']', 900);

        Given.Resolve($"[{nested},{nested},{nested}]").AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public void Parse_HugeInput_Works()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 100_000; i++)
            text.Append("section").Append(i % 1000).Append(".key").Append(i).Append(" = value ").Append(i).Append(" # comment\n");

        Given.Object(text.ToString()).Get("section7")!.AsObject().Count.ShouldBe(100);
    }

    [Fact]
    public void Parse_HugeStringAndList_Work()
    {
        string big = new('x', 10_000_000);

        Given.Object($"a = \"{big}\"").Get("a")!.AsString().Length.ShouldBe(big.Length);
        Given.Resolve("[" + string.Join('\n', Enumerable.Range(0, 300_000)) + "]").AsArray().Count.ShouldBe(300_000);
    }
}
