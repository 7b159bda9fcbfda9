namespace PowerActors.Hocon.Tests.Parsing;

/// <summary>Specification, "Includes".</summary>
public sealed class IncludeTests
{
    [Theory]
    [InlineData("include \"x.conf\"")]
    [InlineData("include\"x.conf\"")]
    [InlineData("include   \"x.conf\"  ")]
    [InlineData("include\n\n  \"x.conf\"")]
    [InlineData("include # why\n \"x.conf\" # so")]
    [InlineData("{ include \"x.conf\" }")]
    [InlineData("include \"x.conf\",")]
    [InlineData("include \"x\"")]
    [InlineData("include required(\"x.conf\")")]
    [InlineData("include required( \"x.conf\" )")]
    [InlineData("include required(\n\"x\"\n)")]
    [InlineData("include classpath(\"x.conf\")")]
    [InlineData("include classpath( \"/x.conf\" )")]
    [InlineData("include classpath(\"x\")")]
    [InlineData("include required(classpath(\"x.conf\"))")]
    [InlineData("include required( classpath( \"x.conf\" ) )")]
    [InlineData("include \"./x.conf\"")]
    [InlineData("include \"sub/../x.conf\"")]
    [InlineData("include \"\\u0078.conf\"")]
    [InlineData("include \"file:x.conf\"")]
    public void Include_AnySpelling_BringsTheFieldsIn(string text)
    {
        using var files = new Files(("main.conf", text), ("x.conf", "a = 1"));

        files.Json("main.conf").ShouldBe("""{"a":1}""");
    }

    [Fact]
    public void Include_AbsoluteNames_AreTakenAsTheyAre()
    {
        using var files = new Files(("elsewhere/x.conf", "a = 1"), ("elsewhere/y.json", "{\"b\":2}"));
        files.Write(
            "main.conf",
            $"include \"{files["elsewhere/x.conf"]}\"\ninclude file(\"{files["elsewhere/y"]}\")\nc {{ include url(\"file://{files["elsewhere/x.conf"]}\") }}\nd {{ include \"file://{files["elsewhere/y.json"]}\" }}");

        files.Json("main.conf").ShouldBe("""{"a":1,"b":2,"c":{"a":1},"d":{"b":2}}""");
    }

    [Fact]
    public void Include_Url_IsExactlyThatFile()
    {
        using var files = new Files(("x.conf", "a = 1"));
        files.Write("main.conf", $"include url(\"file://{files["x"]}\")");

        files.Json("main.conf").ShouldBe("{}");
    }

    [Theory]
    [InlineData("{ include \"x\" : 10 }")]
    [InlineData("include x")]
    [InlineData("include : 1")]
    [InlineData("include = 1")]
    [InlineData("include { a = 1 }")]
    [InlineData("include [ 1 ]")]
    [InlineData("include")]
    [InlineData("{ include }")]
    [InlineData("include ${x}")]
    [InlineData("include \"x\" \"y\"")]
    [InlineData("include \"x\"y")]
    [InlineData("include \"x\" a = 1")]
    [InlineData("include file(x)")]
    [InlineData("include file()")]
    [InlineData("include file(\"x\"")]
    [InlineData("include file(\"x\" \"y\")")]
    [InlineData("include file (\"x\")")]
    [InlineData("include files(\"x\")")]
    [InlineData("include required(x)")]
    [InlineData("include required(\"x\"")]
    [InlineData("include required(required(\"x\"))")]
    [InlineData("include \"\"")]
    [InlineData("include \"x")]
    [InlineData("include, a = 1")]
    public void Include_Malformed_IsFault(string text) => Given.Fault(text);

    [Theory]
    [InlineData("include \"http://localhost/x.conf\"")]
    [InlineData("include \"https://localhost/x.conf\"")]
    [InlineData("include url(\"http://localhost/x.conf\")")]
    [InlineData("include required(url(\"ftp://localhost/x.conf\"))")]
    public void Include_OverTheNetwork_IsRefused(string text) => Given.Fault(text).Message.ShouldContain("never done");

    [Fact]
    public void Include_NoUrl_IsFault() => Given.Fault("include url(\"x.conf\")").Message.ShouldContain("is not a URL");

    [Fact]
    public void Include_Missing_IsIgnoredUnlessRequired()
    {
        using var files = new Files(
            ("main.conf", "a { include \"no\"\ninclude \"no.conf\", include \"no.json\"\ninclude file(\"no\")\ninclude classpath(\"no\") }"),
            ("required.conf", "a = 1\n\n  include required(\"no\")"));

        files.Json("main.conf").ShouldBe("""{"a":{}}""");
        var fault = files.Fault("required.conf");
        (fault.File, fault.Line, fault.Column).ShouldBe((files["required.conf"], 3, 3));
        fault.Message.ShouldContain("\"no\" does not exist");
    }

    [Theory]
    [InlineData("include required(file(\"no\"))")]
    [InlineData("include required(classpath(\"no\"))")]
    [InlineData("include required(url(\"file:///no/such/file.conf\"))")]
    public void Include_RequiredOfAnyKindAndMissing_IsFault(string text) => Given.Fault(text).Message.ShouldContain("does not exist");

    [Fact]
    public void Include_Merges_AsIfItsFieldsStoodThere()
    {
        using var files = new Files(
            ("main.conf", "a = 1, b = 1, o { x = 1 }\ninclude \"x\"\nb = 3, o { z = 3 }"),
            ("x.conf", "a = 2, b = 2, o { x = 2, y = 2 }, c = 2"));

        files.Json("main.conf").ShouldBe("""{"a":2,"b":3,"o":{"x":2,"y":2,"z":3},"c":2}""");
    }

    [Fact]
    public void Include_AllExtensions_MergeAndHoconWins()
    {
        using var files = new Files(
            ("main.conf", "include \"x\""),
            ("x.properties", "a=properties\nb=properties\nc=properties"),
            ("x.json", "{\"b\":\"json\",\"c\":\"json\"}"),
            ("x.conf", "c = conf"));

        files.Json("main.conf").ShouldBe("""{"a":"properties","b":"json","c":"conf"}""");
    }

    [Fact]
    public void Include_NamedExtension_IsThatFileAlone()
    {
        using var files = new Files(("main.conf", "include \"x.json\""), ("x.json", "{\"a\":1}"), ("x.conf", "a = 2"), ("x.json.conf", "a = 3"));

        files.Json("main.conf").ShouldBe("""{"a":1}""");
    }

    [Fact]
    public void Include_UnknownExtension_IsTriedAsBaseNameThenAsHocon()
    {
        using var files = new Files(("main.conf", "include \"x.txt\"\ninclude \"y.v2\""), ("x.txt", "a = 1"), ("y.v2.conf", "b = 2"), ("y.v2", "b = 3"));

        files.Json("main.conf").ShouldBe("""{"a":1,"b":2}""");
    }

    [Fact]
    public void Include_InSubdirectory_IsRelativeToTheIncludingFile()
    {
        using var files = new Files(
            ("main.conf", "include \"sub/one\""),
            ("sub/one.conf", "a = 1, include \"two\""),
            ("sub/two.conf", "b = 2, include \"../three\""),
            ("two.conf", "b = wrong"),
            ("three.conf", "c = 3"));

        files.Json("main.conf").ShouldBe("""{"a":1,"b":2,"c":3}""");
    }

    [Fact]
    public void Include_NotBesideTheFile_FallsBackToTheClasspath()
    {
        using var files = new Files(("main.conf", "include \"sub/one\""), ("sub/one.conf", "include \"shared\""), ("shared.conf", "a = root"), ("lib/shared.conf", "a = lib"));

        files.Json("main.conf").ShouldBe("""{"a":"root"}""");
        files.Json("main.conf", new HoconParseOptions { ClasspathDirectories = [files["nothing"], files["lib"]] }).ShouldBe("""{"a":"lib"}""");
    }

    [Fact]
    public void Include_Classpath_TakesTheFirstDirectoryForEachExtension()
    {
        using var files = new Files(("main.conf", "include classpath(\"x\")"), ("one/x.conf", "a = 1"), ("two/x.conf", "a = 2"), ("two/x.json", "{\"b\":2}"));

        files.Json("main.conf", new HoconParseOptions { ClasspathDirectories = [files["one"], files["two"]] }).ShouldBe("""{"b":2,"a":1}""");
    }

    [Fact]
    public void Include_File_IsRelativeToTheGivenDirectoryNotToTheIncludingFile()
    {
        using var files = new Files(("sub/main.conf", "include file(\"x.conf\")"), ("sub/x.conf", "a = beside"), ("x.conf", "a = given"));

        files.Json("sub/main.conf", new HoconParseOptions { FileDirectory = files.Root }).ShouldBe("""{"a":"given"}""");
    }

    [Fact]
    public void Include_FromText_LooksInTheBaseDirectory()
    {
        using var files = new Files(("x.conf", "a = 1"));

        HoconDocument.ParseText("include \"x\"", "inline", new HoconParseOptions { BaseDirectory = files.Root }).Resolve().ToJson().ShouldBe("""{"a":1}""");
        HoconDocument.ParseText("include \"x\"", "inline").Resolve().ToJson().ShouldBe("{}");
    }

    [Fact]
    public void Include_Substitutions_AreRelativeToTheIncludedRootFirst()
    {
        using var files = new Files(
            ("main.conf", "x = outer, z = outer\na { include \"inc\" }\nb { include \"inc\", x = override }"),
            ("inc.conf", "x = inner, y = ${x}, w = ${z}, n { v = ${x} }"));

        files.Json("main.conf").ShouldBe(
            """{"x":"outer","z":"outer","a":{"x":"inner","y":"inner","w":"outer","n":{"v":"inner"}},"b":{"x":"override","y":"override","w":"outer","n":{"v":"override"}}}""");
    }

    [Fact]
    public void Include_AtAPathOfSeveralKeys_PrefixesAllOfThem()
    {
        using var files = new Files(("main.conf", "a.b { c { include \"inc\" } }\na.b.c.x = 42"), ("inc.conf", "x = 10, y = ${x}"));

        files.Json("main.conf").ShouldBe("""{"a":{"b":{"c":{"x":42,"y":42}}}}""");
    }

    [Fact]
    public void Include_Nested_PrefixesEachStep()
    {
        using var files = new Files(
            ("main.conf", "a { include \"one\" }, top = t"),
            ("one.conf", "b { include \"two\" }, mid = m"),
            ("two.conf", "x = ${y}, y = 1, z = ${top}"));

        files.Json("main.conf").ShouldBe("""{"a":{"b":{"x":1,"y":1,"z":"t"},"mid":"m"},"top":"t"}""");
    }

    [Fact]
    public void Include_SelfReferenceInIncludedFile_LooksBackThenToTheRoot()
    {
        using var files = new Files(
            ("main.conf", "path = root\nlist = [0]\na { path = one, include \"inc\" }\nb { include \"inc\" }"),
            ("inc.conf", "path = ${path}-x\nlist += 1"));

        files.Json("main.conf").ShouldBe("""{"path":"root","list":[0],"a":{"path":"one-x","list":[0,1]},"b":{"path":"root-x","list":[0,1]}}""");
    }

    [Fact]
    public void Include_TwiceAtDifferentPlaces_KeepsThemApart()
    {
        using var files = new Files(("main.conf", "a { include \"inc\", x = 1 }, b { include \"inc\", x = 2 }"), ("inc.conf", "y = ${x}, l += ${x}"));

        files.Json("main.conf").ShouldBe("""{"a":{"y":1,"l":[1],"x":1},"b":{"y":2,"l":[2],"x":2}}""");
    }

    [Fact]
    public void Include_EnvironmentFallback_UsesTheNameAsWritten()
    {
        using var files = new Files(("main.conf", "a { include \"inc\" }"), ("inc.conf", "home = ${HOME}, list = ${L[]}"));

        HoconDocument.ParseFile(files["main.conf"]).Resolve(Given.With(("HOME", "/root"), ("L_0", "x"))).ToJson()
            .ShouldBe("""{"a":{"home":"/root","list":["x"]}}""");
    }

    [Fact]
    public void Include_InAList_ResolvesWithinTheElement()
    {
        using var files = new Files(
            ("main.conf", "g = outer\na = [ { include \"inc\" }, { include \"inc\", x = 2 } ]"),
            ("inc.conf", "x = 1, y = ${x}, z = ${g}, n { v = ${x} }, l += ${x}"));

        files.Resolve("main.conf").Get("a")!.ToJson().ShouldBe(
            """[{"x":1,"y":1,"z":"outer","n":{"v":1},"l":[1]},{"x":2,"y":2,"z":"outer","n":{"v":2},"l":[2]}]""");
    }

    [Fact]
    public void Include_List_IsFault()
    {
        using var files = new Files(("main.conf", "a = 1\ninclude \"x\""), ("x.conf", "[1]"));

        var fault = files.Fault("main.conf");
        fault.Line.ShouldBe(2);
        fault.Message.ShouldContain("is a list");
    }

    [Theory]
    [InlineData("include \"main.conf\"", "a = 1")]
    [InlineData("x { include \"one\" }", "y { include \"main\" }")]
    [InlineData("include \"one\"", "include \"./one.conf\"")]
    public void Include_Cycle_IsFaultWithFileAndLine(string main, string one)
    {
        using var files = new Files(("main.conf", main), ("one.conf", "\n" + one));

        var fault = files.Fault("main.conf");
        fault.Message.ShouldContain("includes itself");
        fault.Line.ShouldBe(main.Contains("main", StringComparison.Ordinal) ? 1 : 2);
    }

    [Fact]
    public void Include_FaultInIncludedFile_NamesThatFileAsTheUserWould()
    {
        using var files = new Files(("main.conf", "include \"sub/one\""), ("sub/one.conf", "a = 1\nb = @"), ("main2.conf", "include \"sub/two\""), ("sub/two.conf", "\na = ${x}"));

        files.Fault("main.conf").ToString().ShouldStartWith(files["sub/one.conf"] + ":2: '@'");
        files.Fault("main2.conf").ToString().ShouldStartWith(files["sub/two.conf"] + ":2: ${x} is not defined");
    }

    [Fact]
    public void Include_ValueOfIncludedFile_HasThatFileAsOrigin()
    {
        using var files = new Files(("main.conf", "a { include \"x\" }"), ("x.conf", "\n b = 1"));

        files.Resolve("main.conf").TryGetPath("a.b", out var value).ShouldBeTrue();
        value!.Origin.ShouldBe(new HoconOrigin(files["x.conf"], 2, 6));
    }

    [Fact]
    public void Files_AfterParsing_AreAllThatWereRead()
    {
        using var files = new Files(("main.conf", "include \"x\", include \"no\""), ("x.conf", "include \"y\""), ("y.json", "{}"));

        HoconDocument.ParseFile(files["main.conf"]).Files.ShouldBe([files["main.conf"], files["x.conf"], files["y.json"]]);
    }

    [Fact]
    public void Include_DeepInside_CountsItsDepth()
    {
        using var files = new Files(("main.conf", "a { b { include \"x\" } }"), ("x.conf", "c { d { e = 1 } }"));

        files.Json("main.conf", new HoconParseOptions { MaxDepth = 4 }).ShouldBe("""{"a":{"b":{"c":{"d":{"e":1}}}}}""");
        files.Fault("main.conf", new HoconParseOptions { MaxDepth = 3 }).Message.ShouldContain("nested more than 3 deep");
    }
}
