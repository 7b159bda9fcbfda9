namespace PowerActors.Hocon.Tests.Parsing;

public sealed class JsonParserTests
{
    private static readonly HoconParseOptions Json = new() { Syntax = HoconSyntax.Json };

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"a":1,"b":[true,false,null,"x",-1.5e+10,0],"c":{"d":{}}}""")]
    [InlineData("""[[[[[]]]],{},"",0.1,1e5]""")]
    [InlineData("""{"":""}""")]
    [InlineData("""{"a.b":1,"$":2,"include":3}""")]
    public void Parse_Json_RoundTripsInBothSyntaxes(string text)
    {
        HoconDocument.ParseText(text, "x", Json).Resolve().ToJson().ShouldBe(text);
        HoconDocument.ParseText(text, "x").Resolve().ToJson().ShouldBe(text);
    }

    [Theory]
    [InlineData(" \t\r\n{ \"a\" :\r\n 1 , \"b\" : [ ] } \n", """{"a":1,"b":[]}""")]
    [InlineData("\ufeff{}", "{}")]
    [InlineData("""{"a":"\u0041\n\"\\\/"}""", """{"a":"A\n\"\\/"}""")]
    [InlineData("""{"a":{"x":1},"b":{"x":1},"x":[{"a":1},{"a":2}]}""", """{"a":{"x":1},"b":{"x":1},"x":[{"a":1},{"a":2}]}""")]
    [InlineData("""{"a":"${x}"}""", """{"a":"${x}"}""")]
    public void Parse_ValidJson_Resolves(string text, string json) => HoconDocument.ParseText(text, "x.json").Resolve().ToJson().ShouldBe(json);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("1")]
    [InlineData("\"a\"")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("[1\n2]")]
    [InlineData("[,1]")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\"=1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":b}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("[\"a]")]
    [InlineData("[01]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[+1]")]
    [InlineData("[-]")]
    [InlineData("[1e]")]
    [InlineData("[NaN]")]
    [InlineData("[truex]")]
    [InlineData("[\"a\tb\"]")]
    [InlineData("[\"\"\"a\"\"\"]")]
    [InlineData("{} # comment")]
    [InlineData("{} // comment")]
    [InlineData("[\u00a01]")]
    [InlineData("{\"a\":${b}}")]
    [InlineData("{include \"x\"}")]
    public void Parse_NotJson_IsFaultInAJsonFile(string text)
    {
        var fault = Should.Throw<HoconException>(() => HoconDocument.ParseText(text, "x.json")).Faults.ShouldHaveSingleItem();

        fault.File.ShouldBe("x.json");
        fault.Line.ShouldBeGreaterThan(0);
        fault.Message.ShouldContain("; ");
    }

    [Theory]
    [InlineData("{\n  \"port\": 1,\n  \"port\": 2\n}")]
    [InlineData("{\n  \"port\": { \"a\": 1 },\n  \"port\": { \"b\": 2 }\n}")]
    [InlineData("{\n  \"port\": 1,\n  \"\\u0070ort\": 1\n}")]
    public void Parse_KeyTwiceInOneObject_IsFaultThatNamesBothLines(string text)
    {
        var fault = Should.Throw<HoconException>(() => HoconDocument.ParseText(text, "x.json")).Faults.ShouldHaveSingleItem();

        fault.ToString().ShouldBe("x.json:3: the key port stands in line 2 already, and JSON allows it once in an object; leave one out, or name the file .conf to override or merge");
    }

    [Fact]
    public void Parse_KeyTwiceInAnIncludedJsonFile_IsFaultOfThatFile()
    {
        using var files = new Files(("main.conf", "a = 1\ninclude \"part\""), ("part.json", "{\"a\":1,\n\"a\":2}"));

        var fault = Should.Throw<HoconException>(() => HoconDocument.ParseFile(files["main.conf"])).Faults.ShouldHaveSingleItem();

        fault.File.ShouldBe(files["part.json"]);
        fault.Line.ShouldBe(2);
    }

    [Fact]
    public void Parse_Fault_HasLineAndColumn()
    {
        var fault = Should.Throw<HoconException>(() => HoconDocument.ParseText("{\n  \"a\": 1\n  \"b\": 2\n}", "x.json")).Faults[0];

        fault.ToString().ShouldBe("x.json:3: a quoted string is unexpected; ',' or '}' would be right in a JSON object");
        fault.Column.ShouldBe(3);
    }
}
