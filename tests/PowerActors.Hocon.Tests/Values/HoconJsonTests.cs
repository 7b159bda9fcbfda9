using System.Text;
using System.Text.Json;

namespace PowerActors.Hocon.Tests.Values;

public sealed class HoconJsonTests
{
    [Fact]
    public void ToJson_Indented_HasOneFieldPerLine() =>
        Given.Object("a { b = 1 }, c = [1, x], d = {}, e = []").ToJson(indented: true)
            .ShouldBe("{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": [\n    1,\n    \"x\"\n  ],\n  \"d\": {},\n  \"e\": []\n}");

    [Fact]
    public void WriteJson_Stream_IsUtf8()
    {
        using var stream = new MemoryStream();
        Given.Object("a = é").WriteJson(stream);

        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe("""{"a":"é"}""");
    }

    [Fact]
    public void ToJson_AnyText_IsReadBackByAnotherParser()
    {
        string awkward = "\"\\/\b\f\n\r\t\u0001\u007f\u2028é日😀";
        string json = Given.Object($"a = {JsonSerializer.Serialize(awkward)}").ToJson();

        using var parsed = JsonDocument.Parse(json);
        parsed.RootElement.GetProperty("a").GetString().ShouldBe(awkward);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"x\\udc00y\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    public void ToJson_HalfASurrogatePair_BecomesTheReplacementCharacter(string text)
    {
        string json = Given.Object($"a = {text}, {text} = 1").ToJson();

        using var parsed = JsonDocument.Parse(json);
        parsed.RootElement.GetProperty("a").GetString().ShouldNotBeNull().ShouldContain("\ufffd");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-0.0")]
    [InlineData("1e400")]
    [InlineData("100000000000000000000000000000000000001")]
    [InlineData("0.1000")]
    public void ToJson_Number_LosesNoDigit(string text) => Given.Json("a = " + text).ShouldBe($$"""{"a":{{text}}}""");

    [Theory]
    [InlineData("x", "\"x\"")]
    [InlineData("null", "null")]
    [InlineData("[1]", "[1]")]
    public void ToString_Value_IsItsJson(string text, string json) => Given.Object("a = " + text).Get("a")!.ToString().ShouldBe(json);

    [Fact]
    public void ToJson_AsDeepAsAllowed_Works()
    {
        string lists = new string('[', HoconParseOptions.DefaultMaxDepth) + new string(']', HoconParseOptions.DefaultMaxDepth);

        Given.Resolve(lists).ToJson().ShouldBe(lists);
    }
}
