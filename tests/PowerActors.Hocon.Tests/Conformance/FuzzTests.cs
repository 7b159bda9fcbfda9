using System.Diagnostics;
using System.Text.Json;

namespace PowerActors.Hocon.Tests.Conformance;

/// <summary>Whatever the input, the result is a value or a fault with a place: never another exception, never a hang, and JSON that parses.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Seeds =
    [
        "a { b = 1, c = [1, 2, ${a.b}] } # comment\nd = ${a} { e = \"x\\u0041\" } // more\nf += ${?d.e} foo\n\"g.h\".i : \"\"\"multi\nline\"\"\"\n",
        "{\"a\":[1,-2.5e+3,true,false,null,\"s\\n\"],\"b\":{\"c\":{}}}",
        "a = 1\na = ${a}\nb = ${?b}x${?c}\nc = ${b}\nc = { x : ${?c.y} }\nx = ${x}\n",
        "include \"no\"\ninclude required(file(\"no\"))\na.b.c += 1, a.b.c += ${?L[]}\nt = ${a} ${a}\nu = [${t}] [2] ${u}\n",
        "d { n = ${e.m} }\ne = ${d}\ne { m = 3 }\nf = ${e} ${d}\nf = ${?g} { h = ${f.n} }\ng = ${?f}\n",
        "x = [ { a += 1, a += ${?x} }, ${y}, ${?z} [] ]\ny { 0 : a, 1 : ${y.0} }\nz = ${y} [ 3 ]\nz = ${z} ${y}\n",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", "\"\"\"", "${", "${?", "}", "=", ":", "+=", ",", "\n", " ", "\t", ".", "#", "//", "\\", "\\u", "null", "true", "1e", "-", "+", "a", "b",
        "${a}", "${?a}", "${b.c}", "${a.b} ", "[1]", "{x=1}", "include ", "include \"x\"", "required(", ")", "$", "\0", "\ud800", "\ufeff", "\u2028", "é", "9999999999", "a.b", "..", "${L[]}",
    ];

    [Theory]
    [InlineData(1, 6000)]
    [InlineData(2, 6000)]
    [InlineData(3, 6000)]
    public void Parse_MutatedDocuments_GiveAValueOrAFault(int seed, int runs)
    {
        var random = new Random(seed);
        for (int run = 0; run < runs; run++)
        {
            string text = Seeds[random.Next(Seeds.Length)];
            for (int i = random.Next(1, 8); i > 0; i--)
                text = Mutate(text, random);
            Check(text);
        }
    }

    [Theory]
    [InlineData(4, 6000)]
    [InlineData(5, 6000)]
    public void Parse_RandomPieces_GiveAValueOrAFault(int seed, int runs)
    {
        var random = new Random(seed);
        for (int run = 0; run < runs; run++)
            Check(string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Pieces[random.Next(Pieces.Length)])));
    }

    [Theory]
    [InlineData(6, 6000)]
    [InlineData(7, 6000)]
    public void Resolve_RandomReferences_GiveAValueOrAFault(int seed, int runs)
    {
        var random = new Random(seed);
        string[] keys = ["a", "b", "c", "a.x", "b.x", "a.x.y", "c.y"];
        for (int run = 0; run < runs; run++)
        {
            var lines = new string[random.Next(1, 12)];
            for (int i = 0; i < lines.Length; i++)
            {
                string Key() => keys[random.Next(keys.Length)];
                string Reference() => $"${{{(random.Next(2) == 0 ? "?" : "")}{Key()}}}";
                lines[i] = Key() + random.Next(10) switch
                {
                    0 => " = 1",
                    1 => " = [1]",
                    2 => $" {{ {Key()} = 1 }}",
                    3 => $" {{ y = {Reference()} }}",
                    4 => $" = [{Reference()}]",
                    5 => $" += {Reference()}",
                    6 => $" = {Reference()} {Reference()}",
                    7 => $" = {Reference()} {{ y = {Reference()} }}",
                    8 => $" = {Reference()} [{Reference()}]",
                    _ => $" = {Reference()}",
                };
            }
            Check(string.Join('\n', lines));
        }
    }

    [Fact]
    public void Parse_EveryPrefixOfEverySeed_GivesAValueOrAFault()
    {
        foreach (string seed in Seeds)
        {
            for (int length = 0; length <= seed.Length; length++)
                Check(seed[..length]);
        }
    }

    private static string Mutate(string text, Random random)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(random.Next(1, 10), text.Length - at);
        return random.Next(5) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            2 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
            3 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + length)..],
            _ => text.Insert(at, ((char)random.Next(0x250)).ToString()),
        };
    }

    private static void Check(string text)
    {
        foreach (var syntax in new[] { HoconSyntax.Hocon, HoconSyntax.Json, HoconSyntax.Properties })
        {
            try
            {
                var options = new HoconParseOptions { Syntax = syntax };
                var value = HoconDocument.ParseText(text, "fuzz", options).Resolve(new HoconResolveOptions { Environment = static _ => null, MaxExpansion = 200_000 });
                using var json = JsonDocument.Parse(value.ToJson(), new JsonDocumentOptions { MaxDepth = 2000 });
            }
            catch (HoconException e)
            {
                foreach (var fault in e.Faults)
                {
                    fault.File.ShouldBe("fuzz");
                    fault.Line.ShouldBeGreaterThan(0, text);
                    fault.Message.ShouldContain("; ");
                }
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                throw new UnreachableException($"{e.GetType().Name} for: {text}", e);
            }
        }
    }
}
