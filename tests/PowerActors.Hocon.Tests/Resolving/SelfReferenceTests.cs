namespace PowerActors.Hocon.Tests.Resolving;

/// <summary>Specification, "Self-Referential Substitutions" and its examples.</summary>
public sealed class SelfReferenceTests
{
    [Theory]
    // A field that refers to itself sees its earlier value.
    [InlineData("a = 1, a = ${a}", """{"a":1}""")]
    [InlineData("a = 1, a = ${a}, a = ${a}, a = ${a}", """{"a":1}""")]
    [InlineData("a = x, a = ${a}y, a = ${a}z", """{"a":"xyz"}""")]
    [InlineData("a = 1, a = 2, a = ${a}", """{"a":2}""")]
    [InlineData("a = 1, a = ${a}, a = 2", """{"a":2}""")]
    [InlineData("a = 1, a = ${?a}foo${?a}", """{"a":"1foo1"}""")]
    [InlineData("p : [ /bin ], p : ${p} [ /usr/bin ]", """{"p":["/bin","/usr/bin"]}""")]
    [InlineData("a.b = 1, a.b = ${a.b}", """{"a":{"b":1}}""")]
    [InlineData("a.b.c = { d : 5 }, a.b.c = ${a.b.c}", """{"a":{"b":{"c":{"d":5}}}}""")]
    [InlineData("a = { b = 5 }, a = ${a}, a = { c = 6 }", """{"a":{"b":5,"c":6}}""")]
    [InlineData("a : { b : 3 }, a : { b : 2 } ${a}", """{"a":{"b":3}}""")]
    [InlineData("a : { b : 3 }, a : ${a} { b : 2 }", """{"a":{"b":2}}""")]
    // Through a path: what the value below has there.
    [InlineData("foo : { a : { c : 1 } }\nfoo : ${foo.a}\nfoo : { a : 2 }", """{"foo":{"a":2,"c":1}}""")]
    [InlineData("a = { b = { c = 5 } }, a = ${a.b}, a = { b = 2 }", """{"a":{"b":2,"c":5}}""")]
    // Optional: as if nothing were there.
    [InlineData("a = ${?a}", "{}")]
    [InlineData("a = ${?a}foo", """{"a":"foo"}""")]
    [InlineData("a = ${?a}foo${?a}", """{"a":"foo"}""")]
    [InlineData("a = ${?b}foo, b = ${a}", """{"a":"foo","b":"foo"}""")]
    [InlineData("b = ${a}, a = ${?b}foo", """{"b":"foo","a":"foo"}""")]
    [InlineData("a = 1, a = ${?a}, a = 2", """{"a":2}""")]
    // Hidden by a later value: never evaluated.
    [InlineData("a = ${a}, a = 42", """{"a":42}""")]
    [InlineData("a = ${?a}, a = 1, a = 2", """{"a":2}""")]
    public void Resolve_SelfReference_LooksBack(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    // A reference inside an object or a list is not self-referential: it looks forward.
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar : { foo : 42, baz : ${bar.foo} }\nbar : { foo : 43 }", """{"bar":{"foo":43,"baz":43}}""")]
    [InlineData("bar : { foo : 43 }\nbar : { foo : 42, baz : ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar : 101\nbar : { foo : 42, baz : ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("x : 0\nbar : [ ${x}, 1 ]\nbar : { foo : 42, baz : ${bar.foo} }", """{"x":0,"bar":{"foo":42,"baz":42}}""")]
    [InlineData("a = 1, a = { x : 42, y : ${a.x} }", """{"a":{"x":42,"y":42}}""")]
    [InlineData("a = { b = { c = 5 } }, a = { x : ${a.b} }, a = { b = 2 }", """{"a":{"b":2,"x":2}}""")]
    [InlineData("bar : { a : ${foo.d}, b : 1 }\nbar.b = 3\nfoo : { c : ${bar.b}, d : 2 }\nfoo.d = 4", """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}""")]
    [InlineData("foo : ${a.b.c}, a : { b : { c : 42, cycle : ${foo} }, cycle : ${foo} }", """{"foo":42,"a":{"b":{"c":42,"cycle":42},"cycle":42}}""")]
    [InlineData("one.a = 10\none.b = ${two.d}\ntwo.d = 14\ntwo.e = ${one.a}\ntwo.f = ${one.b}\ntwo.g = ${two.f}", """{"one":{"a":10,"b":14},"two":{"d":14,"e":10,"f":14,"g":14}}""")]
    public void Resolve_ReferenceInsideObject_LooksForward(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = ${a}")]
    [InlineData("foo = ${foo}\nbar = 1")]
    [InlineData("bar : ${foo}\nfoo : ${bar}")]
    [InlineData("a : ${b}\nb : ${c}\nc : ${a}")]
    [InlineData("a:${b},b:${c},c:${d},d:${a}")]
    [InlineData("foo : ${bar}, bar : ${a.b.c}, a : { b : { c : ${foo} } }")]
    [InlineData("a : { b : ${a} }")]
    [InlineData("a : [ ${a} ]")]
    [InlineData("a = 1, a = [ ${a}, 2 ]")]
    [InlineData("a = 1, a = { x : ${a} }")]
    [InlineData("a = { b : ${c} }, c = { d : ${a} }")]
    [InlineData("a = [ ${b} ], b = [ ${a} ]")]
    [InlineData("a = 1, b = ${a}, a = ${b}")]
    [InlineData("a = 1, b = ${c}, c = ${a}, a = ${b}")]
    [InlineData("x = ${?foo}, foo : ${bar}, bar : ${foo}")]
    public void Resolve_Cycle_IsFaultThatShowsIt(string text)
    {
        foreach (var fault in Given.Faults(text))
        {
            fault.Message.ShouldContain("cycle of references");
            fault.Message.ShouldContain(" -> ");
        }
    }

    [Fact]
    public void Resolve_CycleOfThree_NamesEveryLinkOnce() =>
        Given.Faults("a : ${b}\nb : ${c}\nc : ${a}")[0].Message
            .ShouldContain("${b} -> ${c} -> ${a} -> ${b}");

    [Theory]
    [InlineData("foo = ${?bar}, bar = ${?foo}", "{}")]
    [InlineData("foo = ${?bar}, bar = ${?a.b}, a.b = ${?foo}", """{"a":{}}""")]
    public void Resolve_CycleOfOptionalLinks_IsUndefined(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a : 1\nb : 2\na : ${b}\nb : ${a}")]
    [InlineData("b : 2\na : 1\nb : ${a}\na : ${b}")]
    [InlineData("a = 1, b = { c = 5 }, b = ${a}, a = ${b}")]
    public void Resolve_MutualLookBack_GivesBothTheSame(string text)
    {
        var root = Given.Object(text);
        root.Get("a")!.ToJson().ShouldBe(root.Get("b")!.ToJson());
    }

    [Theory]
    // What the reference implementation's tests call delayed merges.
    [InlineData("d { a = 1, b = 2 }\ni = ${d}\ni.b = 3\nj.b = ${i.b}", "i.b", "3", "j.b", "3")]
    [InlineData("d { a = 1, b = 2 }\ni = ${d}\ni.b = { c : 43 }\nj.b = ${i.b}", "i.b", """{"c":43}""", "j.b.c", "43")]
    [InlineData("i.b.c = 100\nd { a = ${i.b.c}, b = 2 }\ni = ${d}\ni.b = { c : 43 }\nj.b = ${i.b}", "d.a", "100", "j.b", """{"c":43}""")]
    [InlineData("d { a = 1, b = 2 }\ni.b = 7\ni = ${d}\nj.b = ${i.b}", "i.b", "2", "j.b", "2")]
    [InlineData("d { a = ${i.b}, b = 2 }\ni.b = 7\ni = ${d}\nj.b = ${i.b}", "j.b", "2", "d.a", "7")]
    [InlineData("d { a = 1, b = 2 }\ni = ${d}\ni.c = ${j.d}\ni.x = ${j.y}\nj = ${d}\nj.d = ${i.a}\nj.y = 15", "i.c", "1", "i.x", "15")]
    public void Resolve_ObjectOverReference_MergesLazily(string text, string path, string json, string otherPath, string otherJson)
    {
        var root = Given.Object(text);
        root.TryGetPath(path, out var value).ShouldBeTrue();
        value!.ToJson().ShouldBe(json);
        root.TryGetPath(otherPath, out value).ShouldBeTrue();
        value!.ToJson().ShouldBe(otherJson);
    }

    [Fact]
    public void Resolve_ManyLayersOfReferences_MergesThoseAboveTheLastScalar() =>
        Given.Object("z = 15\nddd { m = ${z}, n.o.p = ${z} }\ndd { x = 10, y = 11, q = ${z} }\nd { a = 1, b = 2 }\nalias = ${d}\n"
                + "i = 345\ni = ${?NOTHING}\ni = ${ddd}\ni = {}\ni = ${dd}\ni = ${alias}\ni = ${d}\ni.b = { c : 43 }\ni.xyz = 101\nj.b = ${i.b}")
            .Get("i")!.ToJson().ShouldBe("""{"m":15,"n":{"o":{"p":15}},"x":10,"y":11,"q":15,"a":1,"b":{"c":43},"xyz":101}""");

    [Theory]
    // A template may refer to what its user sets later.
    [InlineData("x = ${d}\nx.b = 5\nd { a = ${x.b} }", """{"x":{"a":5,"b":5},"d":{"a":5}}""")]
    [InlineData("d { a = ${x.b} }\nx = ${d}\nx.b = 5", """{"d":{"a":5},"x":{"a":5,"b":5}}""")]
    [InlineData("d { a = ${?x.b} }\nx = ${d} { b = 5 }", """{"d":{"a":5},"x":{"a":5,"b":5}}""")]
    public void Resolve_TemplateRefersToItsUse_LooksForward(string text, string json) => Given.Json(text).ShouldBe(json);

    [Fact]
    public void Resolve_SelfReferenceWithoutEarlierValue_FallsBackToEnvironment() =>
        Given.Json("HOME_DIR = ${HOME_DIR}/x", ("HOME_DIR", "/root")).ShouldBe("""{"HOME_DIR":"/root/x"}""");
}
