namespace PowerActors.Hocon.Tests.Resolving;

/// <summary>Specification, "Substitutions", "List values from environment variables".</summary>
public sealed class SubstitutionTests
{
    [Theory]
    // Any type is kept where the substitution is the whole value.
    [InlineData("a = 42, b = ${a}", """{"a":42,"b":42}""")]
    [InlineData("a = 1.50, b = ${a}", """{"a":1.50,"b":1.50}""")]
    [InlineData("a = true, b = ${a}", """{"a":true,"b":true}""")]
    [InlineData("a = null, b = ${a}", """{"a":null,"b":null}""")]
    [InlineData("a = x, b = ${a}", """{"a":"x","b":"x"}""")]
    [InlineData("a = \"42\", b = ${a}", """{"a":"42","b":"42"}""")]
    [InlineData("a = [1,2], b = ${a}", """{"a":[1,2],"b":[1,2]}""")]
    [InlineData("a { x = 1 }, b = ${a}", """{"a":{"x":1},"b":{"x":1}}""")]
    // Paths.
    [InlineData("a.b.c = 1, d = ${a.b.c}", """{"a":{"b":{"c":1}},"d":1}""")]
    [InlineData("\"a.b\" = 1, d = ${\"a.b\"}", """{"a.b":1,"d":1}""")]
    [InlineData("\"a b\" = 1, d = ${ a b }", """{"a b":1,"d":1}""")]
    [InlineData("3.14 = pi, d = ${3.14}", """{"3":{"14":"pi"},"d":"pi"}""")]
    [InlineData("true = 1, d = ${true}", """{"true":1,"d":1}""")]
    [InlineData("a.\"\".b = 1, d = ${a.\"\".b}", """{"a":{"":{"b":1}},"d":1}""")]
    [InlineData("foobar = 1, d = ${\"foo\"\"bar\"}", """{"foobar":1,"d":1}""")]
    // Forward, and to the latest value.
    [InlineData("b = ${a}, a = 1", """{"b":1,"a":1}""")]
    [InlineData("a = 1, b = ${a}, a = 2", """{"a":2,"b":2}""")]
    [InlineData("b = ${a}, a { x = 1 }, a { y = 2 }", """{"b":{"x":1,"y":2},"a":{"x":1,"y":2}}""")]
    [InlineData("foo = ${bar}, bar = ${a.b}, a { b = 57 }", """{"foo":57,"bar":57,"a":{"b":57}}""")]
    // In lists and nested objects, always from the root.
    [InlineData("a = 1, b = [ ${a}, ${a} ]", """{"a":1,"b":[1,1]}""")]
    [InlineData("a = 1, b { a = 2, c = ${a} }", """{"a":1,"b":{"a":2,"c":1}}""")]
    // Not in quotes.
    [InlineData("a = \"${b}\"", """{"a":"${b}"}""")]
    [InlineData("a = \"\"\"${b}\"\"\"", """{"a":"${b}"}""")]
    public void Resolve_Defined_TakesItsPlace(string text, string json) => Given.Json(text).ShouldBe(json);

    [Fact]
    public void Resolve_ManyChains_EachOnce() =>
        Given.Object("foo = ${bar}, bar = ${a.b.c}\na { b { c = 57, d = ${foo}, e { f = ${foo} } } }\nobjA = ${a}, objB = ${a.b}, objE = ${a.b.e}\n\"foo.bar\" = 37\n"
                + "arr = [ ${foo}, ${a.b.c}, ${\"foo.bar\"}, ${objB.d}, ${objA.b.e.f}, ${objE.f} ]\nptr = ${arr}, x { y { again = ${ptr} } }")
            .AsObject().Get("x")!.ToJson().ShouldBe("""{"y":{"again":[57,57,37,57,57,57]}}""");

    [Theory]
    [InlineData("a = ${?b}", "{}")]
    [InlineData("a = 1, a = ${?b}", """{"a":1}""")]
    [InlineData("a { b = 42 }, a = ${?c}", """{"a":{"b":42}}""")]
    [InlineData("c = 43, a { b = 42 }, a = ${?c}", """{"c":43,"a":43}""")]
    [InlineData("c = 43, a = 42, a = ${?c}", """{"c":43,"a":43}""")]
    [InlineData("a = [ 1, ${?b}, 2 ]", """{"a":[1,2]}""")]
    [InlineData("a = [ ${?b}, ${?c.d} ]", """{"a":[]}""")]
    [InlineData("a = ${?b}${?c}", "{}")]
    [InlineData("a = foo${?b}", """{"a":"foo"}""")]
    [InlineData("a = ${?b}foo${?c}bar", """{"a":"foobar"}""")]
    [InlineData("a = [1] ${?b}", """{"a":[1]}""")]
    [InlineData("a = ${?b} [1]", """{"a":[1]}""")]
    [InlineData("a = { x = 1 } ${?b}", """{"a":{"x":1}}""")]
    [InlineData("a = ${?b} { x = 1 }", """{"a":{"x":1}}""")]
    [InlineData("a = ${?x}, b = ${?y}, c = ${?b}, d = ${?c}", "{}")]
    [InlineData("a = 5, b = ${?a.x}", """{"a":5}""")]
    [InlineData("a = [1], b = ${?a.0}", """{"a":[1]}""")]
    public void Resolve_OptionalUndefined_LeavesNothing(string text, string json) => Given.Json(text).ShouldBe(json);

    [Fact]
    public void Resolve_Undefined_ReportsAllTogetherWithTheirPlaces()
    {
        var faults = Given.Faults("a = ${x}\nb = [1,\n  ${y.z}]\nc { d = foo ${w} }\ne = ${a}");

        faults.Select(f => f.ToString()).ShouldBe(
        [
            "test.conf:1: ${x} is not defined; define it, or write ${?...} to let it be absent",
            "test.conf:3: ${y.z} is not defined; define it, or write ${?...} to let it be absent",
            "test.conf:4: ${w} is not defined; define it, or write ${?...} to let it be absent",
        ]);
        faults[1].Column.ShouldBe(3);
    }

    [Theory]
    [InlineData("a = ${nothing}, a = 42", """{"a":42}""")]
    [InlineData("a = ${nothing}, a = [1]", """{"a":[1]}""")]
    [InlineData("a = ${nothing}foo, a = null", """{"a":null}""")]
    [InlineData("a { b = ${nothing} }, a = 1", """{"a":1}""")]
    public void Resolve_UndefinedButHidden_IsNoFault(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = ${nothing}, a = { b : 42 }")]
    [InlineData("a = ${nothing}, a = ${?also.nothing}")]
    [InlineData("a = ${b}, b = ${?c}")]
    [InlineData("a = ${?b}, b = ${c}")]
    [InlineData("a = ${b.c}, b = 5")]
    [InlineData("a = ${nothing}, a = ${?a} [1]")]
    public void Resolve_UndefinedAndNotHidden_IsFault(string text) => Given.Fault(text).Message.ShouldContain("is not defined");

    [Theory]
    [InlineData("a = ${HOME}", """{"a":"/root"}""")]
    [InlineData("a = ${?HOME}", """{"a":"/root"}""")]
    [InlineData("a = 1, a = ${?HOME}", """{"a":"/root"}""")]
    [InlineData("a = 1, a = ${?NOT_SET}", """{"a":1}""")]
    [InlineData("a = ${HOME}/x", """{"a":"/root/x"}""")]
    [InlineData("a { b = ${HOME} }", """{"a":{"b":"/root"}}""")]
    [InlineData("HOME = /here, a = ${HOME}", """{"HOME":"/here","a":"/here"}""")]
    [InlineData("HOME = null, a = ${HOME}", """{"HOME":null,"a":null}""")]
    [InlineData("a = ${EMPTY}", """{"a":""}""")]
    [InlineData("a = ${my.var}", """{"a":"dotted"}""")]
    [InlineData("a = ${PORT}", """{"a":"8080"}""")]
    public void Resolve_NotInDocument_AsksTheEnvironment(string text, string json) =>
        Given.Json(text, ("HOME", "/root"), ("EMPTY", ""), ("my.var", "dotted"), ("PORT", "8080")).ShouldBe(json);

    [Fact]
    public void Resolve_FromEnvironment_KeepsThatAsOrigin() =>
        Given.Object("a = ${HOME}", ("HOME", "/root")).Get("a")!.Origin.Description.ShouldBe("environment variable HOME");

    [Theory]
    [InlineData("a = ${L[]}", """{"a":["x","y"]}""")]
    [InlineData("a = ${?L[]}", """{"a":["x","y"]}""")]
    [InlineData("a = ${?NONE[]}", "{}")]
    [InlineData("a = [ z ] ${L[]}", """{"a":["z","x","y"]}""")]
    [InlineData("a = ${?L[]} [ z ]", """{"a":["x","y","z"]}""")]
    [InlineData("a = [ z ], a = ${?a} ${?L[]}", """{"a":["z","x","y"]}""")]
    [InlineData("a = [ z ] ${?NONE[]}", """{"a":["z"]}""")]
    [InlineData("a = [ 1 ], a = ${?NONE[]}", """{"a":[1]}""")]
    [InlineData("a = ${N[]}", """{"a":["0","1"]}""")]
    public void Resolve_EnvironmentList_CountsUpToTheFirstGap(string text, string json) =>
        Given.Json(text, ("L_0", "x"), ("L_1", "y"), ("L_3", "beyond the gap"), ("N_0", "0"), ("N_1", "1")).ShouldBe(json);

    [Theory]
    // The document comes before the environment, as for a single variable.
    [InlineData("L = [ d ], a = ${L[]}", """{"L":["d"],"a":["d"]}""")]
    [InlineData("L = null, a = ${?L[]}", """{"L":null,"a":null}""")]
    [InlineData("L = [ d ], L = ${?L[]} [ e ]", """{"L":["d","e"]}""")]
    [InlineData("L = ${L[]} [ e ]", """{"L":["x","y","e"]}""")]
    [InlineData("L = ${?NONE}, a = ${L[]}", """{"a":["x","y"]}""")]
    public void Resolve_ListOfANameInTheDocument_ComesFromTheDocument(string text, string json) =>
        Given.Json(text, ("L_0", "x"), ("L_1", "y")).ShouldBe(json);

    [Fact]
    public void Resolve_RequiredEnvironmentListWithoutElements_SaysWhichVariableToSet() =>
        Given.Fault("a = ${NONE[]}").Message.ShouldContain("set the environment variable NONE_0");

    [Theory]
    [InlineData("a = ${")]
    [InlineData("a = ${}")]
    [InlineData("a = ${?}")]
    [InlineData("a = ${ ?x}")]
    [InlineData("a = ${x")]
    [InlineData("a = ${x\n}")]
    [InlineData("a = ${x # }")]
    [InlineData("a = ${x // }")]
    [InlineData("a = ${${x}}")]
    [InlineData("a = ${a${x}c}")]
    [InlineData("a = ${x..y}")]
    [InlineData("a = ${.x}")]
    [InlineData("a = ${x.}")]
    [InlineData("a = ${x:y}")]
    [InlineData("a = ${x[}")]
    [InlineData("a = $x")]
    [InlineData("a = $")]
    [InlineData("a = ${[]}")]
    [InlineData("${x} = 1")]
    [InlineData("a${x} = 1")]
    public void Parse_MalformedSubstitution_IsFault(string text) => Given.Fault(text).Line.ShouldBe(1);

    [Fact]
    public void Resolve_ExponentialExpansion_IsRefused()
    {
        string text = "a0 = \"0123456789\"\n" + string.Join('\n', Enumerable.Range(1, 60).Select(i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}"));

        Given.Fault(text).Message.ShouldContain("expands to more than");
    }

    [Fact]
    public void Resolve_ExponentialReferencesToNothing_TakesNoTime()
    {
        string text = "a0 = \"\"\n" + string.Join('\n', Enumerable.Range(1, 200).Select(i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}"));

        Given.Object(text).Get("a200")!.AsString().ShouldBe("");
    }

    [Fact]
    public void Resolve_ExponentialLookBack_TakesNoTime()
    {
        string text = "a = \"\"\n" + string.Join('\n', Enumerable.Repeat("a = ${a}${a}", 100));

        Given.Object(text).Get("a")!.AsString().ShouldBe("");
    }

    [Fact]
    public void Resolve_LongChain_EndsInValueOrFault()
    {
        string text = "a0 = 1\n" + string.Join('\n', Enumerable.Range(1, 50_000).Select(i => $"a{i} = ${{a{i - 1}}}").Reverse());

        Given.Fault(text).Message.ShouldContain("chain of references");
    }

    [Fact]
    public void Resolve_ChainInOrder_IsNeverTooLong()
    {
        string text = "a0 = 1\n" + string.Join('\n', Enumerable.Range(1, 50_000).Select(i => $"a{i} = ${{a{i - 1}}}"));

        Given.Object(text).Get("a50000")!.AsInt64().ShouldBe(1);
    }

    [Fact]
    public void Resolve_ObjectsThatNestThroughReferences_AreLimitedInDepth()
    {
        string text = "a0 = 1\n" + string.Join('\n', Enumerable.Range(1, 3000).Select(i => $"a{i} {{ x = ${{a{i - 1}}} }}"));

        Given.Fault(text).Message.ShouldContain("deep");
    }

    [Fact]
    public void Resolve_DocumentTwice_GivesTheSameAndSeesEachEnvironment()
    {
        var document = HoconDocument.ParseText("a = ${X}, b = [1], b = ${b} [2]", Given.Name);

        document.Resolve(Given.With(("X", "1"))).ToJson().ShouldBe("""{"a":"1","b":[1,2]}""");
        document.Resolve(Given.With(("X", "2"))).ToJson().ShouldBe("""{"a":"2","b":[1,2]}""");
    }
}
