namespace PowerActors.Hocon.Tests.Parsing;

/// <summary>Specification, "Java properties mapping"; java.util.Properties.load.</summary>
public sealed class PropertiesParserTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("a=1", """{"a":"1"}""")]
    [InlineData("a = 1 ", """{"a":"1 "}""")]
    [InlineData("a:1", """{"a":"1"}""")]
    [InlineData("a 1", """{"a":"1"}""")]
    [InlineData("a\t:\t1", """{"a":"1"}""")]
    [InlineData("a", """{"a":""}""")]
    [InlineData("a=", """{"a":""}""")]
    [InlineData("a==b", """{"a":"=b"}""")]
    [InlineData("a = b = c", """{"a":"b = c"}""")]
    [InlineData("# c\n! d\n  # e\n\n \na=1", """{"a":"1"}""")]
    [InlineData("# c\\\na=1", """{"a":"1"}""")]
    [InlineData("a=1 # no comment", """{"a":"1 # no comment"}""")]
    [InlineData("a=1\r\nb=2\rc=3\n", """{"a":"1","b":"2","c":"3"}""")]
    [InlineData("a=x\\\n   y", """{"a":"xy"}""")]
    [InlineData("a=x\\\r\n\ty\\\nz", """{"a":"xyz"}""")]
    [InlineData("a\\ b\\=\\:=1", """{"a b=:":"1"}""")]
    [InlineData("a=\\t\\n\\r\\f\\\\\\q", """{"a":"\t\n\r\f\\q"}""")]
    [InlineData("a=\\u0041\\u00e9", """{"a":"Aé"}""")]
    [InlineData("a=x\\", """{"a":"x"}""")]
    [InlineData("   a=1", """{"a":"1"}""")]
    [InlineData("a=true\nb=5\nc=null\nd=${x}", """{"a":"true","b":"5","c":"null","d":"${x}"}""")]
    [InlineData("a=1\na=2", """{"a":"2"}""")]
    [InlineData("a.b.c=1\na.b.d=2\na.e=3", """{"a":{"b":{"c":"1","d":"2"},"e":"3"}}""")]
    [InlineData(".=1", """{"":{"":"1"}}""")]
    [InlineData("a.=1", """{"a":{"":"1"}}""")]
    [InlineData(".a=1", """{"":{"a":"1"}}""")]
    [InlineData("a..b=1", """{"a":{"":{"b":"1"}}}""")]
    [InlineData("\"a.b\"=1", """{"\"a":{"b\"":"1"}}""")]
    [InlineData("=1", """{"":"1"}""")]
    // Where a key is both, the object wins, whichever comes first.
    [InlineData("a=hello\na.b=world", """{"a":{"b":"world"}}""")]
    [InlineData("a.b=world\na=hello", """{"a":{"b":"world"}}""")]
    [InlineData("a.b=1\na=x\na.b.c=2", """{"a":{"b":{"c":"2"}}}""")]
    [InlineData("\ufeffa=1", """{"a":"1"}""")]
    public void Parse_Properties_MapToObjectsOfStrings(string text, string json) =>
        HoconDocument.ParseText(text, "x.properties").Resolve().ToJson().ShouldBe(json);

    [Fact]
    public void Parse_NumericKeys_ServeAsListWhereOneIsDue() =>
        HoconDocument.ParseText("a.0=x\na.1=y", "x.properties").ResolveObject().Get("a")!.AsArray().ToJson().ShouldBe("""["x","y"]""");

    [Theory]
    [InlineData("a=1\nb=\\u12")]
    [InlineData("a=1\nb\\u00zz=1")]
    public void Parse_MalformedEscape_IsFaultWithLine(string text) =>
        Should.Throw<HoconException>(() => HoconDocument.ParseText(text, "x.properties")).Faults[0].ToString().ShouldStartWith("x.properties:2: \\u is not");

    [Fact]
    public void Parse_Values_KnowTheirLines()
    {
        var root = HoconDocument.ParseText("# c\na=x\\\n y\nb.c=1", "x.properties").ResolveObject();

        root.Get("a")!.Origin.Line.ShouldBe(2);
        root.Get("b")!.AsObject().Get("c")!.Origin.Line.ShouldBe(4);
    }

    [Fact]
    public void Parse_KeyOfThousandsOfElements_IsFault() =>
        Should.Throw<HoconException>(() => HoconDocument.ParseText(string.Join('.', Enumerable.Repeat("a", 20_000)) + "=1", "x.properties"))
            .Message.ShouldContain("nest less");
}
