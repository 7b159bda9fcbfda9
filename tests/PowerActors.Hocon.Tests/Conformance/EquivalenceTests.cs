namespace PowerActors.Hocon.Tests.Conformance;

/// <summary>Groups of documents that are different ways to write the same; the first of each is plain JSON.</summary>
public sealed class EquivalenceTests
{
    public static TheoryData<string[]> Groups => new()
    {
        {
            [
                """{"limit":{"watts":8000,"name":"row one"},"rungs":[1,2,3],"on":true,"none":null}""",
                "limit { watts = 8000, name = row one }\nrungs = [1, 2, 3]\non = true\nnone = null",
                "limit.watts : 8000\nlimit.name : \"row one\"\nrungs : [\n1\n2\n3\n]\non : true\nnone : null,",
                "{ limit { watts : 8000 }, limit { name : row one }, rungs : [1] [2, 3], on : true, none : null }",
                "limit { watts = 1 } { watts = 8000 }\nlimit.name = row \"one\"\nrungs += 1, rungs += 2\nrungs += 3, on = true, none = null, none = ${?nothing}",
                "# comment\n  limit : { // comment\n \"watts\" = 8000\r\n\t\"name\" = row one # comment\n} // comment\nrungs = [ 1, // one\n 2 # two\n 3, ]\non = true, none = null",
                "none : 1\nnone : null\nlimit { watts : 5 }\nlimit : null\nlimit { watts : 8000, name : \"\"\"row one\"\"\" }\nrungs : [9]\nrungs : [1, 2]\nrungs : ${rungs} [3]\non : ${limit.on}\non : true",
            ]
        },
        {
            [
                """{"a":{"b":{"c":57,"d":57},"e":57},"f":57}""",
                "f = ${a.b.c}\na { b { c = 57, d = ${f} }, e = ${a.b.d} }",
                "a.b.c = 1\na.b.d = ${a.b.c}\na.e = ${f}\nf = ${a.b.d}\na.b.c = 57",
                "a : ${?a} { b : { c : 57 } }\na : ${a} { b { d : ${a.b.c} } }\na.e = ${a.b.c}, f = ${a.e}",
            ]
        },
        {
            [
                """{"1":{"2":"a"},"3.4":["x y","z"],"":{"":"e"},"t u":"v\nw"}""",
                "1.2 = a\n\"3.4\" = [ x y\nz ]\n\"\".\"\" = e\nt u = \"\"\"v\nw\"\"\"",
                "1 { 2 : a }, \"3.4\" : [ x y, z ], \"\" { \"\" : e }, t u : \"v\\nw\"",
            ]
        },
        {
            [
                """{"base":{"size":6,"tags":["a"]},"east":{"size":6,"tags":["a","b"],"name":"east"}}""",
                "base { size = 6, tags = [a] }\neast = ${base} { name = east }\neast.tags += b",
                "east = ${base}\neast { name = east, tags = ${base.tags} [b] }\nbase.size = 6\nbase.tags += a",
                "base = { size : 6 } { tags : [a] }\neast : ${base} { tags : ${base.tags} [ b ], name : east }",
            ]
        },
        {
            [
                """{"quotes":"\"","more":"a\"\"","path":"/usr/bin:/bin","text":"it's 5 o'clock"}""",
                "quotes = \"\\\"\"\nmore = \"\"\"a\"\"\"\"\"\npath = /bin\npath = /usr/bin\":\"${path}\ntext = it's 5 o'clock",
                "quotes = \"\"\"\"\"\"\"\nmore = a\"\\\"\"\"\\u0022\"\npath = \"/usr/bin:/bin\"\ntext = it's ${?nothing}5 o'clock",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public void Resolve_Group_IsTheSame(string[] texts)
    {
        string expected = Given.Canonical(HoconDocument.ParseText(texts[0], "original.json").Resolve());
        foreach (string text in texts)
            Given.Canonical(Given.Resolve(text)).ShouldBe(expected, text);
    }
}
