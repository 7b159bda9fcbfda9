namespace PowerActors.Hocon.Tests;

public sealed class HoconDocumentTests
{
    private static HoconDocument Parse(string text) => HoconDocument.ParseText(text, Given.Name);

    [Theory]
    [InlineData("a = 1", "a = 2, b = 3", """{"a":1,"b":3}""")]
    [InlineData("a { x = 1 }", "a { x = 2, y = 2 }", """{"a":{"x":1,"y":2}}""")]
    [InlineData("a = 1", "a { x = 2 }", """{"a":1}""")]
    [InlineData("a { x = 1 }", "a = 2", """{"a":{"x":1}}""")]
    [InlineData("a = null", "a = 2", """{"a":null}""")]
    [InlineData("a = ${b}", "b = 2", """{"b":2,"a":2}""")]
    [InlineData("b = 1", "b = 2, a = ${b}", """{"b":1,"a":1}""")]
    [InlineData("a = ${a} [2]", "a = [1]", """{"a":[1,2]}""")]
    [InlineData("a += 2", "a = [1]", """{"a":[1,2]}""")]
    [InlineData("a = ${?nothing}", "a = 1", """{"a":1}""")]
    [InlineData("a { y = ${a.x} }", "a { x = 1 }", """{"a":{"x":1,"y":1}}""")]
    [InlineData("a = ${b}, a { c = 1 }", "a { d = 2 }, b { e = 3 }", """{"a":{"d":2,"e":3,"c":1},"b":{"e":3}}""")]
    [InlineData("a { c = 1 }", "a = ${b}, b { e = 3 }", """{"a":{"e":3,"c":1},"b":{"e":3}}""")]
    [InlineData("a { c = 1 }", "a = ${b}, b = 3", """{"a":{"c":1},"b":3}""")]
    [InlineData("[1]", "a = 1", "[1]")]
    public void WithFallback_Resolved_IsAsIfTheLowerStoodFirst(string upper, string lower, string json) =>
        Parse(upper).WithFallback(Parse(lower)).Resolve(HoconResolveOptions.NoEnvironment).ToJson().ShouldBe(json);

    [Fact]
    public void WithFallback_NonObjectInBetween_HidesWhatIsBelow()
    {
        var high = Parse("a { x = 1 }");
        var number = Parse("a = 42");
        var low = Parse("a { y = 2 }");

        high.WithFallback(number).WithFallback(low).Resolve().ToJson().ShouldBe("""{"a":{"x":1}}""");
        high.WithFallback(number.WithFallback(low)).Resolve().ToJson().ShouldBe("""{"a":{"x":1}}""");
        high.WithFallback(low).WithFallback(number).Resolve().ToJson().ShouldBe("""{"a":{"y":2,"x":1}}""");
    }

    [Fact]
    public void WithFallback_Documents_StayAsTheyWere()
    {
        var upper = Parse("a { x = 1 }, b = ${c}, b { y = 1 }, c { z = 1 }");
        var lower = Parse("a { x = 2, w = 2 }, b { v = 2 }");

        upper.WithFallback(lower).Resolve();
        upper.WithFallback(lower).Resolve().ToJson().ShouldBe("""{"a":{"x":1,"w":2},"b":{"v":2,"z":1,"y":1},"c":{"z":1}}""");
        upper.Resolve().ToJson().ShouldBe("""{"a":{"x":1},"b":{"z":1,"y":1},"c":{"z":1}}""");
        lower.Resolve().ToJson().ShouldBe("""{"a":{"x":2,"w":2},"b":{"v":2}}""");
    }

    [Fact]
    public void WithFallback_Empty_ChangesNothing()
    {
        var document = Parse("a = 1");

        document.WithFallback(HoconDocument.Empty).ShouldBeSameAs(document);
        HoconDocument.Empty.WithFallback(document).ShouldBeSameAs(document);
        HoconDocument.Empty.Resolve().ToJson().ShouldBe("{}");
    }

    [Fact]
    public void ResolveObject_List_IsFault() =>
        Should.Throw<HoconException>(() => Parse("[1]").ResolveObject()).Faults[0].ToString().ShouldBe("test.conf:1: the document is a list; an object with fields would be right");

    [Theory]
    [InlineData("a=1", """{"a":1}""")]
    [InlineData("a.b.c = true", """{"a":{"b":{"c":true}}}""")]
    [InlineData("\"a.b\"=x", """{"a.b":"x"}""")]
    [InlineData("\"a=b\".c=x", """{"a=b":{"c":"x"}}""")]
    [InlineData("a=foo bar", """{"a":"foo bar"}""")]
    [InlineData("a=\"x=y\"", """{"a":"x=y"}""")]
    [InlineData("a=[1, 2]", """{"a":[1,2]}""")]
    [InlineData("a={ b : 1 }", """{"a":{"b":1}}""")]
    [InlineData("a=", """{"a":""}""")]
    [InlineData("a=null", """{"a":null}""")]
    [InlineData("a+=1", """{"a":[1]}""")]
    [InlineData("a=6.5 kW", """{"a":"6.5 kW"}""")]
    [InlineData("include=1", """{"include":1}""")]
    public void FromOverride_Assignment_IsADocument(string assignment, string json) =>
        HoconDocument.FromOverride(assignment, "--set").Resolve().ToJson().ShouldBe(json);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=1")]
    [InlineData("a..b=1")]
    [InlineData("a=x@y")]
    [InlineData("a=1, b=2")]
    [InlineData("a=[1")]
    [InlineData("a=http://x")]
    [InlineData("a{b=1}")]
    [InlineData("a+=")]
    public void FromOverride_Malformed_IsOneLineThatQuotesIt(string assignment)
    {
        var e = Should.Throw<HoconException>(() => HoconDocument.FromOverride(assignment, "--set"));

        e.Message.ShouldStartWith("--set: ");
        e.Message.ShouldContain($"\"{assignment}\"");
        e.Message.ShouldContain("; ");
        e.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void FromOverride_OverFile_WinsAndSaysSo()
    {
        var root = HoconDocument.FromOverride("a.b=2", "--set").WithFallback(Parse("a { b = 1, c = ${a.b} }\nl = [1]"))
            .ResolveObject();

        root.ToJson().ShouldBe("""{"a":{"b":2,"c":2},"l":[1]}""");
        root.TryGetPath("a.b", out var value).ShouldBeTrue();
        value!.Origin.Source.ShouldBe("--set");
    }

    [Fact]
    public void FromOverride_Append_AddsToTheFilesList() =>
        HoconDocument.FromOverride("l += 3", "--set").WithFallback(Parse("l = [1, 2]")).Resolve().ToJson().ShouldBe("""{"l":[1,2,3]}""");

    [Fact]
    public void FromOverride_Reference_ReadsTheFile() =>
        HoconDocument.FromOverride("a=${b}x", "--set").WithFallback(Parse("b = y")).Resolve().ToJson().ShouldBe("""{"b":"y","a":"yx"}""");

    [Fact]
    public void Resolve_FromManyThreadsAtOnce_GivesEachTheSame()
    {
        var document = Parse("a { x = 1 }, b = ${a} { y = ${b.x} }, l = [1], l = ${l} [2]");
        string expected = document.Resolve().ToJson();

        Parallel.For(0, 200, _ => document.Resolve().ToJson().ShouldBe(expected));
    }
}
