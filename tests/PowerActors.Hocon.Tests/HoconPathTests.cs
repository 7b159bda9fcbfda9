namespace PowerActors.Hocon.Tests;

/// <summary>Specification, "Path expressions".</summary>
public sealed class HoconPathTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData(" a ", "a")]
    [InlineData("a.b", "a|b")]
    [InlineData("a.b.c.d", "a|b|c|d")]
    [InlineData(" a .b", "a |b")]
    [InlineData(" a . b", "a | b")]
    [InlineData("a  b", "a  b")]
    [InlineData("\"a.b\"", "a.b")]
    [InlineData("a.\"b.c\".d", "a|b.c|d")]
    [InlineData("\"\"", "")]
    [InlineData("a.\"\".b", "a||b")]
    [InlineData("\"\".\"\".\"\"", "||")]
    [InlineData("a\"b\"c", "abc")]
    [InlineData("\"a\"\"b\"", "ab")]
    [InlineData("\"a\" \"b\"", "a b")]
    [InlineData("\"a\".b", "a|b")]
    [InlineData("a.\"b\"c", "a|bc")]
    [InlineData("true.false.null", "true|false|null")]
    [InlineData("3.14", "3|14")]
    [InlineData("10.0foo", "10|0foo")]
    [InlineData("foo10.0", "foo10|0")]
    [InlineData("1e+5", "1e+5")]
    [InlineData("-", "-")]
    [InlineData("a-c", "a-c")]
    [InlineData("a_c", "a_c")]
    [InlineData("include.x", "include|x")]
    [InlineData("\"\\u0041\\n\"", "A\n")]
    [InlineData("\"\"\"a.b\"\"\".c", "a.b|c")]
    public void Parse_Expression_SplitsAtUnquotedDots(string text, string elements)
    {
        HoconPath.Parse(text).Elements.ShouldBe(elements.Split('|'));
        Given.Json($"[${{?{text}}}]").ShouldBe("[]");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("  \n ")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".b")]
    [InlineData("a..b")]
    [InlineData("\"\".")]
    [InlineData(".\"\"")]
    [InlineData("a${b}c")]
    [InlineData("a=b")]
    [InlineData("a:b")]
    [InlineData("a{b")]
    [InlineData("a[0]")]
    [InlineData("a,b")]
    [InlineData("a\nb")]
    [InlineData("a#b")]
    [InlineData("\"a")]
    public void Parse_Malformed_IsFault(string text)
    {
        Should.Throw<HoconException>(() => HoconPath.Parse(text)).Message.ShouldContain("; ");
        HoconPath.TryParse(text, out var path, out string? error).ShouldBeFalse();
        path.ShouldBeNull();
        error.ShouldNotBeNull().ShouldContain("; ");
        Should.Throw<HoconException>(() => HoconDocument.ParseText($"[${{?{text}}}]", Given.Name));
    }

    [Theory]
    [InlineData("a.b", "a.b")]
    [InlineData("\"a\"", "a")]
    [InlineData("\"a.b\".c", "\"a.b\".c")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"\\\"\\\\\"", "\"\\\"\\\\\"")]
    public void ToString_Path_ParsesToTheSame(string text, string rendered)
    {
        var path = HoconPath.Parse(text);

        path.ToString().ShouldBe(rendered);
        HoconPath.Parse(rendered).Elements.ShouldBe(path.Elements);
    }

    [Fact]
    public void Of_Keys_TakesThemAsTheyAre() => HoconPath.Of("a.b", "c").ToString().ShouldBe("\"a.b\".c");

    [Fact]
    public void Of_Nothing_Throws() => Should.Throw<ArgumentException>(() => HoconPath.Of());
}
