namespace PowerActors.Hocon.Tests.Resolving;

/// <summary>Specification, "Value concatenation", "The += field separator", "Conversion of numerically-indexed objects to arrays".</summary>
public sealed class ConcatenationTests
{
    [Theory]
    [InlineData("a :  true \"xyz\" 123 foo  ", """{"a":"true xyz 123 foo"}""")]
    [InlineData("a = foo bar", """{"a":"foo bar"}""")]
    [InlineData("a =   foo   bar   ", """{"a":"foo   bar"}""")]
    [InlineData("a = \"foo\"bar", """{"a":"foobar"}""")]
    [InlineData("a = null bar 42 baz true 3.14 \"hi\"", """{"a":"null bar 42 baz true 3.14 hi"}""")]
    [InlineData("a = 1e5 x", """{"a":"1e5 x"}""")]
    [InlineData("a = 01.50 x", """{"a":"01.50 x"}""")]
    [InlineData("a = 1 2", """{"a":"1 2"}""")]
    [InlineData("a = truefoo", """{"a":"truefoo"}""")]
    [InlineData("a = nullfoo", """{"a":"nullfoo"}""")]
    [InlineData("a = 10.0bar", """{"a":"10.0bar"}""")]
    [InlineData("a = \"\" x", """{"a":" x"}""")]
    [InlineData("a = \" \" x \" \"", """{"a":"  x  "}""")]
    [InlineData("a = x\"\"\"y\nz\"\"\"w", """{"a":"xy\nzw"}""")]
    [InlineData("a = \"1\"\"2\"", """{"a":"12"}""")]
    [InlineData("a = x\tb", """{"a":"x\tb"}""")]
    [InlineData("a = [ foo bar 10, x ]", """{"a":["foo bar 10","x"]}""")]
    [InlineData("123 foo = x", """{"123 foo":"x"}""")]
    // One value alone keeps its type.
    [InlineData("a = true", """{"a":true}""")]
    [InlineData("a =  null ", """{"a":null}""")]
    // With substitutions, numbers stand as they were written.
    [InlineData("a = ${x}foo, x = 1", """{"a":"1foo","x":1}""")]
    [InlineData("a = ${x} ${x}, x = 1e2", """{"a":"1e2 1e2","x":1e2}""")]
    [InlineData("a = ${x}${x}, x = 1.0", """{"a":"1.01.0","x":1.0}""")]
    [InlineData("a = <${x}>, x = null", """{"a":"<null>","x":null}""")]
    [InlineData("a = <${x}>, x = true", """{"a":"<true>","x":true}""")]
    [InlineData("a = ${x}\" is my favorite\", x = dog", """{"a":"dog is my favorite","x":"dog"}""")]
    public void Resolve_SimpleValues_JoinToText(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = [1,2] [3,4]", """{"a":[1,2,3,4]}""")]
    [InlineData("a = [1\n] [\n2]", """{"a":[1,2]}""")]
    [InlineData("a = [1][2][3]", """{"a":[1,2,3]}""")]
    [InlineData("a = [[1,2] [3,4]]", """{"a":[[1,2,3,4]]}""")]
    [InlineData("a = [[1,2]\n[3,4]]", """{"a":[[1,2],[3,4]]}""")]
    [InlineData("a = ${x} [3] ${y}, x = [1,2], y = [4]", """{"a":[1,2,3,4],"x":[1,2],"y":[4]}""")]
    [InlineData("a = ${x} ${x}, x = [1]", """{"a":[1,1],"x":[1]}""")]
    [InlineData("a = ${x}${x}, x = []", """{"a":[],"x":[]}""")]
    [InlineData("a = [ ${x} ] [ ${x} ], x = 1", """{"a":[1,1],"x":1}""")]
    public void Resolve_Lists_Append(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = { b : 1 } { c : 2 }", """{"a":{"b":1,"c":2}}""")]
    [InlineData("a { b : 1 } { b : 2 } { b : 3 }", """{"a":{"b":3}}""")]
    [InlineData("a = { b : { c : 1 } } { b : { d : 2 } }", """{"a":{"b":{"c":1,"d":2}}}""")]
    [InlineData("a = { b : c\n} {\n x : y }", """{"a":{"b":"c","x":"y"}}""")]
    [InlineData("a = [ { b : 1 } { c : 2 } ]", """{"a":[{"b":1,"c":2}]}""")]
    [InlineData("a = [ { b : 1 }\n { c : 2 } ]", """{"a":[{"b":1},{"c":2}]}""")]
    [InlineData("a = ${x} { b : 1 } ${y}, x { a : 0 }, y { c : 2 }", """{"a":{"a":0,"b":1,"c":2},"x":{"a":0},"y":{"c":2}}""")]
    [InlineData("g = { size = 6 }, e = ${g} { name = east }", """{"g":{"size":6},"e":{"size":6,"name":"east"}}""")]
    [InlineData("g { p { q = 1 } }, e = ${g} { p { r = ${e.p.q} } }", """{"g":{"p":{"q":1}},"e":{"p":{"q":1,"r":1}}}""")]
    public void Resolve_Objects_Merge(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = abc { x : y }")]
    [InlineData("a = { x : y } abc")]
    [InlineData("a = null { x : y }")]
    [InlineData("a = abc [1]")]
    [InlineData("a = [1] abc")]
    [InlineData("a = [1] \" \" [2]")]
    [InlineData("a = { b : 1 } [1]")]
    [InlineData("a = abc ${x}, x { y : z }")]
    [InlineData("a = abc ${x}, x = [1]")]
    [InlineData("a = ${x}abc, x = [1]")]
    [InlineData("a = [1] ${x}, x = 2")]
    [InlineData("a = ${x} ${y}, x = [1], y { z = 1 }")]
    [InlineData("a = ${x} \" \" ${x}, x = [1]")]
    [InlineData("a = 10, a += 2")]
    [InlineData("a = abc, a += 2")]
    [InlineData("a = null, a += 2")]
    [InlineData("a = { x : y }, a += 2")]
    public void Resolve_MixedTypes_IsFault(string text) => Given.Fault(text).Message.ShouldContain("cannot be joined");

    [Theory]
    [InlineData("a = ${x}\n foo, x = 1")]
    [InlineData("a = [1]\n[2]")]
    [InlineData("a = { b : c }\n{ x : y }")]
    [InlineData("{ { a : 1 } : x }")]
    [InlineData("{ [ a ] : x }")]
    public void Parse_ConcatenationOverLines_IsFault(string text) => Given.Fault(text);

    [Theory]
    [InlineData("a += 2", """{"a":[2]}""")]
    [InlineData("a = [], a += 2", """{"a":[2]}""")]
    [InlineData("a = [1], a += 2", """{"a":[1,2]}""")]
    [InlineData("a += 1, a += 2, a += 3", """{"a":[1,2,3]}""")]
    [InlineData("a+=1\na +=2", """{"a":[1,2]}""")]
    [InlineData("a += foo bar", """{"a":["foo bar"]}""")]
    [InlineData("a += [1, 2], a += [3]", """{"a":[[1,2],[3]]}""")]
    [InlineData("a += { b: 1 }, a += { b: 2 }", """{"a":[{"b":1},{"b":2}]}""")]
    [InlineData("a.b.c = [1], a.b.c += 2", """{"a":{"b":{"c":[1,2]}}}""")]
    [InlineData("a { b { c = [1] } }, a { b { c += 2 } }", """{"a":{"b":{"c":[1,2]}}}""")]
    [InlineData("x { a += 1, a += 2 }", """{"x":{"a":[1,2]}}""")]
    [InlineData("a = ${x}, a += ${y}, x = [1], y = 2", """{"a":[1,2],"x":[1],"y":2}""")]
    [InlineData("d { x = [] }, c = ${d}, c { x += 1, x += 2 }", """{"d":{"x":[]},"c":{"x":[1,2]}}""")]
    [InlineData("d { x = [] }, c = ${d}, c { x = ${c.x} [1], x = ${c.x} [2] }", """{"d":{"x":[]},"c":{"x":[1,2]}}""")]
    [InlineData("r { d.x = [] }, q = ${r}, q { d { x = [] }, c = ${q.d}, c { x = ${q.c.x} [1], x = ${q.c.x} [2] } }", """{"r":{"d":{"x":[]}},"q":{"d":{"x":[]},"c":{"x":[1,2]}}}""")]
    [InlineData("c { x = [], x = ${c.x} [1], x = ${c.x} [2] }", """{"c":{"x":[1,2]}}""")]
    [InlineData("a = { b = ${?c} }, a.d += 1", """{"a":{"d":[1]}}""")]
    [InlineData("a += ${?nothing}", """{"a":[]}""")]
    // Inside a list no path names the field; it appends all the same.
    [InlineData("x = [ { a += 1, a += 2, a += 3 } ]", """{"x":[{"a":[1,2,3]}]}""")]
    [InlineData("x += { a += 1, a += 2 }", """{"x":[{"a":[1,2]}]}""")]
    [InlineData("x = [ { b { a = [0] }, b.a += 1 }, { a += 2 } ]", """{"x":[{"b":{"a":[0,1]}},{"a":[2]}]}""")]
    public void Resolve_Append_AddsOneElement(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = { 0 : x, 1 : y } [ z ]", """{"a":["x","y","z"]}""")]
    [InlineData("a = [ z ] { 1 : y, 0 : x }", """{"a":["z","x","y"]}""")]
    [InlineData("a = [ z ] ${x}, x { 5 : c, 1 : a, 3 : b, foo : d, -1 : e }", """{"a":["z","a","b","c"],"x":{"5":"c","1":"a","3":"b","foo":"d","-1":"e"}}""")]
    [InlineData("a { 0 : x }, a += y", """{"a":["x","y"]}""")]
    [InlineData("a { 10 : k, 9 : j }, a += y", """{"a":["j","k","y"]}""")]
    public void Resolve_NumericKeysWhereAListIsDue_BecomeAList(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = [ z ] {}")]
    [InlineData("a = [ z ] { b : 1 }")]
    public void Resolve_NoNumericKeyWhereAListIsDue_IsFault(string text) => Given.Fault(text).Message.ShouldContain("cannot be joined");

    [Fact]
    public void Resolve_Mixed_NamesBothPartsAndTheirLines() =>
        Given.Fault("x {\n  y = 1\n}\na = abc ${x}").ToString()
            .ShouldBe("test.conf:4: the string \"abc \" (line 4) and an object (line 1) cannot be joined; values on one line must be all text, all lists or all objects");
}
