namespace PowerActors.Hocon.Tests.Values;

public sealed class HoconObjectTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(500)]
    public void TryGet_AnySize_FindsEachKeyAndNoOther(int count)
    {
        var root = Given.Object(string.Join('\n', Enumerable.Range(0, count).Select(i => $"key{i} = {i}")));

        root.Count.ShouldBe(count);
        for (int i = 0; i < count; i++)
            root.Get($"key{i}")!.AsInt64().ShouldBe(i);
        root.TryGet("key", out var missing).ShouldBeFalse();
        missing.ShouldBeNull();
        root.ContainsKey("KEY0").ShouldBeFalse();
        root.Keys.ShouldBe(root.Select(f => f.Key));
        root[count - 1].Key.ShouldBe($"key{count - 1}");
    }

    [Fact]
    public void TryGetPath_ThroughObjects_FindsTheValue()
    {
        var root = Given.Object("a { b { \"c.d\" = 1 } }, n = null, l = [1]");

        root.TryGetPath("a.b.\"c.d\"", out var value).ShouldBeTrue();
        value!.AsInt64().ShouldBe(1);
        root.TryGetPath(HoconPath.Of("a", "b"), out value).ShouldBeTrue();
        root.TryGetPath("n", out value).ShouldBeTrue();
        value.ShouldBeOfType<HoconNull>();
        foreach (string path in new[] { "a.x", "a.b.c.d", "n.x", "l.0", "x" })
        {
            root.TryGetPath(path, out value).ShouldBeFalse();
            value.ShouldBeNull();
        }
        Should.Throw<HoconException>(() => root.TryGetPath("a..b", out _));
    }

    [Fact]
    public void Fields_InOrderOfFirstMention_WithTheLatestPlaces()
    {
        var root = Given.Object("b = 1\na = 2\nb = 3\nc.d = 4");

        root.Select(f => (f.Key, f.KeyOrigin.Line, f.Value.Origin.Line, f.Value.Origin.Column)).ShouldBe([("b", 3, 3, 5), ("a", 2, 2, 5), ("c", 4, 4, 1)]);
    }

    [Fact]
    public void Origin_OfEveryKindOfValue_IsWhereItWasWritten()
    {
        var root = Given.Object("s = x\n q = \"y\"\nn = 1, t = true, z = null\nl = [\n  1\n  { k = v }\n]\no { p = 1 }\nr = ${n}\nc = a ${n}");

        root.Get("s")!.Origin.ToString().ShouldBe("test.conf:1");
        root.Get("q")!.Origin.ShouldBe(new HoconOrigin(Given.Name, 2, 6));
        root.Get("z")!.Origin.ShouldBe(new HoconOrigin(Given.Name, 3, 22));
        root.Get("l")!.AsArray()[1].AsObject().Get("k")!.Origin.ShouldBe(new HoconOrigin(Given.Name, 6, 9));
        root.Get("o")!.Origin.Line.ShouldBe(8);
        root.Get("r")!.Origin.Line.ShouldBe(3);
        root.Get("c")!.Origin.Line.ShouldBe(10);
        root.Get("c")!.Origin.File.ShouldBe(Given.Name);
        HoconOrigin.Of("--set").File.ShouldBeNull();
        default(HoconOrigin).ToString().ShouldBe("");
    }
}
