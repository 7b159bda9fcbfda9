namespace PowerActors.Hocon.Tests.Parsing;

/// <summary>Specification, "Comments" to "Paths as keys".</summary>
public sealed class HoconParserTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("  \n\t\n ", "{}")]
    [InlineData("# nothing", "{}")]
    [InlineData("// nothing\n# at all", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("a = 1", """{"a":1}""")]
    [InlineData("{ a = 1 }", """{"a":1}""")]
    [InlineData("\n\n# c\n{ a = 1 }\n# c\n", """{"a":1}""")]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("{} # comment", "{}")]
    [InlineData("\ufeffa = 1", """{"a":1}""")]
    [InlineData("\ufeff{}", "{}")]
    [InlineData("a = 1\ufeff", """{"a":1}""")]
    public void Parse_Root_MayOmitBraces(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData(",")]
    [InlineData("10")]
    [InlineData("\"foo\"")]
    [InlineData("\"")]
    [InlineData("\"foo\" : 10 }")]
    [InlineData("\"foo\" : 10 [")]
    [InlineData("{ a = 1")]
    [InlineData("a { b = 1")]
    [InlineData("{}x")]
    [InlineData("[]x")]
    [InlineData("{}{}")]
    [InlineData("{} { a = 1 }")]
    [InlineData("[]{}")]
    [InlineData("[] []")]
    [InlineData("{}, a = 1")]
    [InlineData("{}\na = 1")]
    [InlineData("[ 10, }]")]
    [InlineData("[ 10, {]")]
    [InlineData("{ \"a\" : [ }")]
    [InlineData("a = [1, 2")]
    [InlineData("a = ]")]
    [InlineData("a = { ]")]
    public void Parse_UnbalancedRoot_IsFault(string text) => Given.Fault(text);

    [Theory]
    [InlineData("a : 1 # x", """{"a":1}""")]
    [InlineData("a : 1// x", """{"a":1}""")]
    [InlineData("a // x\n : 1", """{"a":1}""")]
    [InlineData("a : # x\n 1", """{"a":1}""")]
    [InlineData("a : b # x", """{"a":"b"}""")]
    [InlineData("a : b// x", """{"a":"b"}""")]
    [InlineData("a : 1 # x\n, b : 2", """{"a":1,"b":2}""")]
    [InlineData("[1, # x\n 2 // y\n ]", "[1,2]")]
    [InlineData("[1 # x\n, 2]", "[1,2]")]
    [InlineData("a : \"#x\"", """{"a":"#x"}""")]
    [InlineData("a : \"//x\"", """{"a":"//x"}""")]
    [InlineData("a : x/y", """{"a":"x/y"}""")]
    [InlineData("a : /", """{"a":"/"}""")]
    [InlineData("a {# x\n}", """{"a":{}}""")]
    [InlineData("a = 1 # \"unclosed", """{"a":1}""")]
    public void Parse_Comments_AreLeftOut(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a : 1", """{"a":1}""")]
    [InlineData("a=1", """{"a":1}""")]
    [InlineData("a\n=\n1", """{"a":1}""")]
    [InlineData("a {}", """{"a":{}}""")]
    [InlineData("a{}", """{"a":{}}""")]
    [InlineData("a\n{}", """{"a":{}}""")]
    [InlineData("a = {}", """{"a":{}}""")]
    [InlineData("\"a\" {}", """{"a":{}}""")]
    [InlineData("a b { c : 1 }", """{"a b":{"c":1}}""")]
    public void Parse_Separators_AllMeanTheSame(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a")]
    [InlineData("{ a }")]
    [InlineData("a =")]
    [InlineData("a :")]
    [InlineData("a = ")]
    [InlineData("a.b =")]
    [InlineData("{ a = }")]
    [InlineData("a = , b = 1")]
    [InlineData("= 1")]
    [InlineData(": 1")]
    [InlineData("{ : 10 }")]
    [InlineData("+=")]
    [InlineData("+= 10")]
    [InlineData("10 +=")]
    [InlineData("[ += ]")]
    [InlineData("a =\n b = 5")]
    [InlineData("a : b : c")]
    [InlineData("a = b = c")]
    [InlineData("a + b")]
    [InlineData("a + = b")]
    [InlineData("a [1]")]
    [InlineData("{ \"foo\", true }")]
    [InlineData("{ foo : 10, true }")]
    [InlineData("{ 1,2 }")]
    [InlineData("{ foo \n bar : 10 }")]
    [InlineData("[ : foo ]")]
    [InlineData("[ foo : bar ]")]
    [InlineData("a : y b : z")]
    [InlineData("{ \"a\" : \"y\" \"b\" : \"z\" }")]
    [InlineData("a : { b : 1 } c : 2")]
    public void Parse_FieldWithoutKeyOrValue_IsFault(string text) => Given.Fault(text);

    [Theory]
    [InlineData("[1,2,3,]", "[1,2,3]")]
    [InlineData("[1\n2\n3]", "[1,2,3]")]
    [InlineData("[1,\n2\n,3\n\n,\n]", "[1,2,3]")]
    [InlineData("[\n1\n\n\n2\n]", "[1,2]")]
    [InlineData("a:1,b:2,", """{"a":1,"b":2}""")]
    [InlineData("{a:1,b:2,}", """{"a":1,"b":2}""")]
    [InlineData("{a:1\nb:2}", """{"a":1,"b":2}""")]
    [InlineData("a:1\n,\nb:2\n,\n", """{"a":1,"b":2}""")]
    [InlineData("a:1,\n\n\nb:2", """{"a":1,"b":2}""")]
    [InlineData("a { b : 1 }\nc : 2", """{"a":{"b":1},"c":2}""")]
    [InlineData("a { b : 1 }, c : 2", """{"a":{"b":1},"c":2}""")]
    [InlineData("a : 1\r\nb : 2\r\n", """{"a":1,"b":2}""")]
    [InlineData("[\r\n1\r\n2\r\n]", "[1,2]")]
    public void Parse_NewlineOrComma_Separates(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("[,]")]
    [InlineData("[,,]")]
    [InlineData("[,1]")]
    [InlineData("[1,,2]")]
    [InlineData("[1,2,,]")]
    [InlineData("[1\n,\n,2]")]
    [InlineData("[1,\n,2]")]
    [InlineData("{,}")]
    [InlineData("{,,}")]
    [InlineData("{, a : 1}")]
    [InlineData("{a : 1,, b : 2}")]
    [InlineData("{a : 1,,}")]
    [InlineData("a : 1,\n, b : 2")]
    [InlineData(", a : 1")]
    [InlineData("a : 1,,")]
    public void Parse_CommaTooMany_IsFault(string text) => Given.Fault(text).Message.ShouldContain("leave", Case.Sensitive);

    [Fact]
    public void Parse_CarriageReturnOrOtherSeparatorAlone_IsNoNewline()
    {
        Given.Json("a = x\ry").ShouldBe("""{"a":"x\ry"}""");
        Given.Resolve("[1\u20282]").AsArray()[0].AsString().ShouldBe("1\u20282");
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('\t')]
    [InlineData('\v')]
    [InlineData('\f')]
    [InlineData('\r')]
    [InlineData('\u001c')]
    [InlineData('\u001d')]
    [InlineData('\u001e')]
    [InlineData('\u001f')]
    [InlineData('\u00a0')]
    [InlineData('\u1680')]
    [InlineData('\u2000')]
    [InlineData('\u2007')]
    [InlineData('\u202f')]
    [InlineData('\u205f')]
    [InlineData('\u3000')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\ufeff')]
    public void Parse_Whitespace_SurroundsValuesOfAnyKind(char space)
    {
        Given.Json($"{space}a{space}={space}x{space}{space}y{space},{space}b{space}={space}[{space}1{space}]{space}")
            .ShouldBe($$"""{"a":{{new HoconString($"x{space}{space}y", default).ToJson()}},"b":[1]}""");
    }

    [Theory]
    [InlineData("a : 10, a : 11", """{"a":11}""")]
    [InlineData("a { x : 1, y : 2 }, a { x : 42, z : 3 }", """{"a":{"x":42,"y":2,"z":3}}""")]
    [InlineData("a { b { x : 1 } }, a { b { y : 2 } }", """{"a":{"b":{"x":1,"y":2}}}""")]
    [InlineData("a { b : 1 }, a : null, a { c : 2 }", """{"a":{"c":2}}""")]
    [InlineData("a { b : 1 }, a : 42, a { c : 2 }", """{"a":{"c":2}}""")]
    [InlineData("a { b : 1 }, a : [1], a { c : 2 }", """{"a":{"c":2}}""")]
    [InlineData("a { b : 1 }, a : 5", """{"a":5}""")]
    [InlineData("a : [1], a : [2]", """{"a":[2]}""")]
    [InlineData("a : 1, a : null", """{"a":null}""")]
    [InlineData("b : 1, a : 2, b : 3", """{"b":3,"a":2}""")]
    [InlineData("a.b : 1, a { c : 2 }, a.d : 3, a.b : 4", """{"a":{"b":4,"c":2,"d":3}}""")]
    [InlineData("{\"a\":1,\"a\":{\"b\":2}}", """{"a":{"b":2}}""")]
    public void Parse_DuplicateKeys_OverrideOrMerge(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a.b.c : 42", """{"a":{"b":{"c":42}}}""")]
    [InlineData("a b c : 42", """{"a b c":42}""")]
    [InlineData("a . b : 42", """{"a ":{" b":42}}""")]
    [InlineData("  a  b  : 42", """{"a  b":42}""")]
    [InlineData("\"a.b\".c : 42", """{"a.b":{"c":42}}""")]
    [InlineData("a\"b.c\"d.e : 42", """{"ab.cd":{"e":42}}""")]
    [InlineData("true : 42", """{"true":42}""")]
    [InlineData("null : 42", """{"null":42}""")]
    [InlineData("3 : 42", """{"3":42}""")]
    [InlineData("3.14 : 42", """{"3":{"14":42}}""")]
    [InlineData("10.0foo : 42", """{"10":{"0foo":42}}""")]
    [InlineData("foo10.0 : 42", """{"foo10":{"0":42}}""")]
    [InlineData("foo\"10.0\" : 42", """{"foo10.0":42}""")]
    [InlineData("1.2.3 : 42", """{"1":{"2":{"3":42}}}""")]
    [InlineData("1e5 : 42", """{"1e5":42}""")]
    [InlineData("-1 : 42", """{"-1":42}""")]
    [InlineData("a-b_c : 42", """{"a-b_c":42}""")]
    [InlineData("a.\"\".b : 42", """{"a":{"":{"b":42}}}""")]
    [InlineData("\"\" : 42", """{"":42}""")]
    [InlineData("/a/b : 42", """{"/a/b":42}""")]
    [InlineData("a/b.c : 42", """{"a/b":{"c":42}}""")]
    [InlineData("\"\"\"a\nb\"\"\" : 42", """{"a\nb":42}""")]
    [InlineData("a(b) : 42", """{"a(b)":42}""")]
    [InlineData("é.ü : 42", """{"é":{"ü":42}}""")]
    [InlineData("\"a\\tb\" : 42", """{"a\tb":42}""")]
    [InlineData("foo include : 42", """{"foo include":42}""")]
    [InlineData("includes : 42", """{"includes":42}""")]
    [InlineData("\"include\" : 42", """{"include":42}""")]
    [InlineData("a { include2 : 42 }", """{"a":{"include2":42}}""")]
    public void Parse_Key_IsPathExpression(string text, string json) => Given.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a..b : 1")]
    [InlineData(".a : 1")]
    [InlineData("a. : 1")]
    [InlineData(". : 1")]
    [InlineData("\"\". : 1")]
    [InlineData(".\"\" : 1")]
    [InlineData("a. .b : 1", false)]
    [InlineData("a?b : 1")]
    [InlineData("a@b : 1")]
    [InlineData("a*b : 1")]
    [InlineData("a&b : 1")]
    [InlineData("a\\b : 1")]
    [InlineData("a`b : 1")]
    [InlineData("a^b : 1")]
    [InlineData("a!b : 1")]
    [InlineData("\"a : 1")]
    public void Parse_MalformedKey_IsFault(string text, bool faulty = true)
    {
        if (faulty)
            Given.Fault(text);
        else
            Given.Json(text).ShouldBe("""{"a":{" ":{"b":1}}}""");
    }

    [Theory]
    [InlineData("a = foo", "foo")]
    [InlineData("a = foo-bar_baz.qux", "foo-bar_baz.qux")]
    [InlineData("a = (42)", "(42)")]
    [InlineData("a = /usr/bin", "/usr/bin")]
    [InlineData("a = 10.0.0.1", "10.0.0.1")]
    [InlineData("a = 1.0.", "1.0.")]
    [InlineData("a = 10e3e3", "10e3e3")]
    [InlineData("a = 1-e3", "1-e3")]
    [InlineData("a = 10x", "10x")]
    [InlineData("a = -", "-")]
    [InlineData("a = -foo", "-foo")]
    [InlineData("a = 1e", "1e")]
    [InlineData("a = .5", ".5")]
    [InlineData("a = truefalse", "truefalse")]
    [InlineData("a = tru", "tru")]
    [InlineData("a = include", "include")]
    [InlineData("a = a;b|c<d>~%'", "a;b|c<d>~%'")]
    [InlineData("a = \u0001\u007f\u0085", "\u0001\u007f\u0085")]
    [InlineData("a = 日本 語", "日本 語")]
    [InlineData("a = 😀", "😀")]
    [InlineData("a = NaN", "NaN")]
    public void Parse_UnquotedText_IsString(string text, string value) =>
        Given.Object(text).Get("a").ShouldBeOfType<HoconString>().Value.ShouldBe(value);

    [Theory]
    [InlineData("$")]
    [InlineData("[ = ]")]
    [InlineData("+")]
    [InlineData("`")]
    [InlineData("^")]
    [InlineData("?")]
    [InlineData("!")]
    [InlineData("@")]
    [InlineData("*")]
    [InlineData("&")]
    [InlineData("\\")]
    [InlineData("#")]
    [InlineData("a+b")]
    [InlineData("1+2")]
    [InlineData("10e+3e")]
    [InlineData("http://example.com")]
    [InlineData("a?b")]
    [InlineData("user@host")]
    public void Parse_ReservedCharacterInUnquotedText_IsFault(string value)
    {
        Given.Fault("a = " + value);
        Given.Fault("[ " + value + " ]");
    }

    [Theory]
    [InlineData("42", "42")]
    [InlineData("-42", "-42")]
    [InlineData("0", "0")]
    [InlineData("-0", "-0")]
    [InlineData("3.14", "3.14")]
    [InlineData("1e5", "1e5")]
    [InlineData("1E+5", "1E+5")]
    [InlineData("10e+3", "10e+3")]
    [InlineData("-1.5e-10", "-1.5e-10")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("1e400", "1e400")]
    [InlineData("01", "1")]
    [InlineData("-007", "-7")]
    [InlineData("000", "0")]
    [InlineData("1.", "1.0")]
    [InlineData("-.5", "-0.5")]
    [InlineData("5.e3", "5.0e3")]
    public void Parse_Number_IsKeptAndRenderedAsJson(string text, string json)
    {
        var number = Given.Object("a = " + text).Get("a").ShouldBeOfType<HoconNumber>();
        number.Text.ShouldBe(text);
        number.ToJson().ShouldBe(json);
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t")]
    [InlineData("\"\\u0041\\u00e9\"", "Aé")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"#not//a comment\"", "#not//a comment")]
    [InlineData("\"\u007f\"", "\u007f")]
    public void Parse_QuotedString_IsAsInJson(string text, string value) =>
        Given.Object("a = " + text).Get("a")!.AsString().ShouldBe(value);

    [Theory]
    [InlineData("\"a")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"a\u0000b\"")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\")]
    [InlineData("\"\\\"")]
    [InlineData("\"\\'\"")]
    [InlineData("\"\"\"a")]
    [InlineData("\"\"\"a\"\"")]
    [InlineData("\"\"\"\"")]
    [InlineData("\"\"\"\"\"")]
    public void Parse_MalformedString_IsFault(string text) => Given.Fault("a = " + text);

    [Theory]
    [InlineData("\"\"\"\"\"\"", "")]
    [InlineData("\"\"\"a\"\"\"", "a")]
    [InlineData("\"\"\"\n  a\n\"\"\"", "\n  a\n")]
    [InlineData("\"\"\"a\\n\\u0041${x}#\"\"\"", "a\\n\\u0041${x}#")]
    [InlineData("\"\"\"a\"\"\"\"", "a\"")]
    [InlineData("\"\"\"a\"\"\"\"\"\"", "a\"\"\"")]
    [InlineData("\"\"\"\"a\"\"\"", "\"a")]
    [InlineData("\"\"\"a\"b\"\"c\"\"\"", "a\"b\"\"c")]
    [InlineData("\"\"\"\"\"\"\"\"", "\"\"")]
    [InlineData("\"\"\"a\r\nb\"\"\"", "a\r\nb")]
    [InlineData("\"\"\"a\tb\u0001\"\"\"", "a\tb\u0001")]
    public void Parse_TripleQuotes_TakeEverythingAsItIs(string text, string value) =>
        Given.Object("a = " + text).Get("a")!.AsString().ShouldBe(value);

    [Fact]
    public void Parse_AfterTripleQuotes_LinesAreStillRight()
    {
        var root = Given.Object("a = \"\"\"1\n2\n3\"\"\"\nb = x");

        root.Get("b")!.Origin.ShouldBe(new HoconOrigin(Given.Name, 4, 5));
    }

    [Theory]
    [InlineData("}", 1)]
    [InlineData("\n}", 2)]
    [InlineData("\n\n}\n", 3)]
    [InlineData("foo", 1)]
    [InlineData("\nfoo", 2)]
    [InlineData("\n\n\"foo\"\n", 3)]
    [InlineData("1e\n", 1)]
    [InlineData("\n\n1e\n", 3)]
    [InlineData("a = 1\nb = \n", 2)]
    [InlineData("a = 1\nb = [\n1,\n,]", 4)]
    [InlineData("a {\n b {\n c = 1\n", 2)]
    public void Parse_Fault_IsAtItsLine(string text, int line) => Given.Fault(text).Line.ShouldBe(line);

    [Theory]
    [InlineData("a = x@y", 1, 6, "'@' may not stand in unquoted text; put the value in quotes")]
    [InlineData("a : 1\n  bb cc", 2, 3, "the key 'bb cc' has no value; write \"bb cc\" = VALUE", true)]
    [InlineData("a = [1, 2", 1, 5, "'[' is never closed; add the missing ']'")]
    [InlineData("a = { b = 1", 1, 5, "'{' is never closed; add the missing '}'")]
    [InlineData("a = 1 b = 2", 1, 9, "'=' may not stand in unquoted text; put the value in quotes")]
    [InlineData("a = 1,, b = 2", 1, 7, "two commas follow each other; leave one out")]
    [InlineData("a = \"x\n", 1, 5, "a quoted string does not end on its line; close it with \", or use \"\"\" for text of several lines")]
    [InlineData("${x} = 1", 1, 1, "'$' stands where a key is due; substitutions are not allowed in keys, put them into the value")]
    public void Parse_Fault_SaysWhatIsWrongAndWhatWouldBeRight(string text, int line, int column, string message, bool quoted = false)
    {
        var fault = Given.Fault(text);
        fault.Message.ShouldBe(quoted ? message.Replace("'bb cc'", "'\"bb cc\"'", StringComparison.Ordinal) : message);
        (fault.Line, fault.Column).ShouldBe((line, column));
    }
}
