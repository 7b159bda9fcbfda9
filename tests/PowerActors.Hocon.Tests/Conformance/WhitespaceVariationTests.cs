namespace PowerActors.Hocon.Tests.Conformance;

/// <summary>
/// Documents that must or must not be accepted, each also with whitespace added, removed and exchanged, as the reference implementation tests
/// its parsers. They are parsed and resolved without environment.
/// </summary>
public sealed class WhitespaceVariationTests
{
    public static TheoryData<string> Accepted =>
    [
        "{}", "[]", "[10, 11]", "[\"a\", \"b\"]", "{ \"a\" : 42 }", "{ \"a\"\n : 42 }", "{ \"a\" : \n 42 }", "{ \"a\" : { \"b\" : \"c\" }, \"d\" : \"e\" }",
        "[{},{},{}]", "[[[[[[]]]]]]", "[[1], [1,2], []]", "[ \"#x\" ]", "[ \"//x\" ]", "[ 10e+3 ]", "", " ", "\n", " \n \n  \n\n", "# x", "# x\n", "# x\n//y",
        "{ \"a\" = 42 }", "{ a { \"b\" : 42 } }", "{ a b { \"c\" : 42 } }", " \"a\" : 42 ", "{ \"a\" : b }", "{ \"a\" : null b 42 c true 3.14 \"d\" }", "{ a : b }",
        "{ a.b : c }", "{ a.\"b c\".d : e }", "{ a.b \n : c }", "{ a  b : c }", "{ true : a }", "{ \"a\" : \"b\", \"a\" : \"c\" }", "[ 1, 2, 3, ]", "[1,2,3  , ]",
        "[1,2\n\n , \n]", "[1,]", "{ \"a\" : 10, }", "{ a : b, }", "{ a : b  \n  , \n }", "a : b, c : d,", "{ a : b\nc : d }", "a : b\nc : d", "a : b\nc : d,",
        "[ a ]", "[ t ]", "[ tr ]", "[ trux ]", "[ truex ]", "[ 10x ]", "[ / ]", "[ (42) ]", "{ include \"no\" }", "{ include\n\"no\" }", "{ include\"no\" }", "[ include ]",
        "{ a : include }", "{ include \"no\", \"a\" : \"b\" }", "{ a include : 42 }", "[ ${?a} ]", "[ ${?\"a\"} ]", "[ ${?a.b} ]", "[ x  y  ${?a.b}  z w ]", "[ ${?\"a.b\"} ]",
        "{} # x", "{} // x", "{ \"a\" #x\n: 10 }", "{ \"a\" : //x\n 10 }", "{ \"a\" : 10 #x\n }", "[ 10, # x\n 11]", "[ 10 // x\n, 11]", "{ /a/b/c : 10 }",
        "[ ${?\"a\"\"b\"} ]", "[ ${?a  \"b\"  c} ]", "[${?true}]", "a = [], a += b", "{ a = [], a += 10 }", "a += b", "[ 10e3e3 ]", "[ 1-e3 ]", "[ 1.0.0 ]", "[ 1.0. ]",
    ];

    public static TheoryData<string> Refused =>
    [
        "{", "}", "[", "]", ",", "10", "\"a\"", "\"", "[,]", "[,,]", "[1,2,,]", "[,1,2]", "{ , }", "{ , , }", "{ 1,2 }", "{ , \"a\" : 10 }", "{ \"a\" : 10 ,, }",
        " \"a\" : 10 ,, ", "{ \"a\" : }", "{ : 10 }", " \"a\" : ", " : 10 ", " \"a\" : 10 } ", " \"a\" : 10 [ ", "{ \"a\" }", "{ \"a\" : [ }", "{ \"a\" : 10, true }",
        "{ a \n b : 10 }", "[ 1, \\", "[:\"a\", \"b\"]", "[\"a\" : \"b\"]", "[ \"a ]", "{ \"a\" , true }", "{ \"a\" : true \"b\" : false }", "[ 10, }]", "[ 10, {]",
        "{}x", "[]x", "{}{}", "{}true", "[]{}", "[]true", "[${]", "[$]", "[$  ]", "[${}]", "[${?}]", "{ \"a\" : [1,2], \"b\" : y${a}z }", "{ \"a\" : { \"c\" : 2 }, \"b\" : y${a}z }",
        "{ \"a\" : ${a} }", "[ { \"a\" : 2, \"b\" : ${${a}} } ]", "[ = ]", "[ + ]", "[ # ]", "[ ` ]", "[ ^ ]", "[ ? ]", "[ ! ]", "[ @ ]", "[ * ]", "[ & ]", "[ \\ ]", "+=", "[ += ]", "+= 10", "10 +=",
        "[ 10e+3e ]", "[ \"a\nb\" ]", "[ # x ]", "${ #x }", "[ // x ]", "${ // x }", "{ include \"a\" : 10 }", "{ include a }", "{ include : { \"a\" : 1 } }", "a=", "a:", "a= ", "a.b=", "{ a= }", "{ a: }",
    ];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Parse_AcceptedDocument_IsAcceptedInEveryVariation(string text)
    {
        foreach (string variation in Variations(text))
        {
            string json = Given.Resolve(variation).ToJson();
            Given.Resolve(json).ToJson().ShouldBe(json, $"a rendered document reads back: {variation}");
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parse_RefusedDocument_IsRefusedInEveryVariation(string text)
    {
        foreach (string variation in Variations(text))
            Given.Faults(variation).ShouldNotBeEmpty();
    }

    [Theory]
    // Where whitespace itself matters.
    [InlineData("[${ ?a}]", false)]
    [InlineData("[$ {a}]", false)]
    [InlineData("[${?a }]", true)]
    [InlineData("[${? a}]", true)]
    [InlineData("[${?\"a.b\" }]", true)]
    public void Parse_WhitespaceInSubstitution_OnlyAroundThePath(string text, bool accepted)
    {
        if (accepted)
            Given.Json(text).ShouldBe("[]");
        else
            Given.Fault(text);
    }

    private static IEnumerable<string> Variations(string text) =>
    [
        text, " " + text, text + " ", " " + text + " ", "\n" + text, text + "\n", "\ufeff" + text,
        text.Replace(" ", "", StringComparison.Ordinal), text.Replace(" ", "\u2003", StringComparison.Ordinal), text.Replace(" ", " \u00a0 ", StringComparison.Ordinal),
        text.Replace(":", " : ", StringComparison.Ordinal), text.Replace(",", " , ", StringComparison.Ordinal), text.Replace("\n", "\r\n", StringComparison.Ordinal),
    ];
}
