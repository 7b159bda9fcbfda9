using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using static PowerActors.Core.Tests.Settings.Tree;

namespace PowerActors.Core.Tests.Settings;

public sealed class SettingsReaderTests
{
    private readonly SettingsFaults _faults = new(SameLetter);

    [Fact]
    public void Quantities_WithUnits_AreRead()
    {
        SettingsReader reader = Read(("limit", T("260 kW")), ("clock", T("1.41 GHz")), ("lease", T("60 s")), ("enter", T("80 %")), ("energy", T("2 kWh")), ("factor", T("1.5")));
        reader.Power("limit").ShouldBe(Watts.FromKilowatts(260));
        reader.Clock("clock").ShouldBe(new Megahertz(1410));
        reader.Time("lease").ShouldBe(TimeSpan.FromMinutes(1));
        reader.Share("enter").ShouldBe(.8);
        reader.Energy("energy").ShouldBe(new Joules(7.2e6));
        reader.Number("factor", 0, 2).ShouldBe(1.5);
        _faults.Count.ShouldBe(0);
    }

    [Fact]
    public void Faults_OfSeveralKeys_AreGatheredInTheOrderOfTheLines()
    {
        SettingsReader reader = Read(
            ("limit", T("260")), ("lease", T("-1 s")), ("enter", T("120 %")), ("count", T("0")), ("seed", T("x")), ("meter", T("maybe")), ("form", T("round")), ("rate", T("NaN")));
        reader.Number("rate", 0, 10).ShouldBeNull();
        reader.Word("form", ("iec", 1), ("plain", 2)).ShouldBeNull();
        reader.Flag("meter").ShouldBeNull();
        reader.Int32("seed", 0, 9).ShouldBeNull();
        reader.Int32("count", 1, 9).ShouldBeNull();
        reader.Share("enter").ShouldBeNull();
        reader.Time("lease").ShouldBeNull();
        reader.Power("limit").ShouldBeNull();
        Told().ShouldBe(
        [
            "site.conf:1: box.limit is 260 without a unit; write \"260 W\", \"260 kW\" or \"260 MW\"",
            "site.conf:2: box.lease is -1 s; it must be above 0 s",
            "site.conf:3: box.enter is 120 %; it must be from 0 % to 100 %",
            "site.conf:4: box.count is 0; it must be from 1 to 9",
            "site.conf:5: box.seed is 'x'; write a whole number from 0 to 9",
            "site.conf:6: box.meter is 'maybe'; write true or false",
            "site.conf:7: box.form is 'round'; write iec or plain",
            "site.conf:8: box.rate is 'NaN'; write a number from 0 to 10",
        ]);
    }

    [Fact]
    public void Kinds_ThatDoNotFit_AreFaults()
    {
        SettingsReader reader = Read(("text", L(T("a"))), ("list", T("a")), ("object", T("b")), ("objects", L(T("c"))));
        reader.Text("text").ShouldBeNull();
        reader.Items("list").ShouldBeEmpty();
        reader.Object("object").Text("x").ShouldBeNull();
        reader.Objects("objects")[0].Text("x").ShouldBeNull();
        Told().ShouldBe(
        [
            "site.conf:1: box.text is a list; write one value",
            "site.conf:2: box.list is 'a'; write a list [ ... ]",
            "site.conf:3: box.object is 'b'; write an object { ... }",
            "site.conf:4: box.objects.0 is 'c'; write an object { ... }",
        ]);
    }

    [Fact]
    public void Missing_AndNull_AreTheSameAndNoFault()
    {
        SettingsReader reader = new(SettingsNode.Object([new("a", SettingsNode.Null(default), default)], default), "box", _faults);
        reader.Text("a").ShouldBeNull();
        reader.Power("b").ShouldBeNull();
        reader.Has("a").ShouldBeFalse();
        reader.RefuseUnknown();
        _faults.Count.ShouldBe(0);
    }

    [Fact]
    public void RefuseUnknown_KeyThatNobodyAskedFor_NamesTheNearest()
    {
        SettingsReader reader = Read(("limit", T("1 W")), ("racsk", T("2")), ("zzz", T("3")));
        reader.Power("limit");
        reader.Items("racks");
        reader.RefuseUnknown();
        Told().ShouldBe(["site.conf:2: unknown key 'racsk' in box; did you mean 'racks'?", "site.conf:3: unknown key 'zzz' in box; known are limit, racks"]);
    }

    [Fact]
    public void RequireWritten_MissingKey_SaysWhatToWrite()
    {
        Read(("a", T("1"))).RequireWritten("model", "name a server, such as DGX-A100");
        Told().ShouldBe(["site.conf:1: box has no 'model'; name a server, such as DGX-A100"]);
    }

    [Fact]
    public void ThrowIfAny_ManyFaults_TellsFiftyAndCountsTheRest()
    {
        for (int i = 1; i <= 60; i++)
            _faults.Add(new SourceLocation("site.conf", i), "is wrong; be right");
        _faults.Add(new SourceLocation("site.conf", 60), "is wrong; be right");
        InputException thrown = Should.Throw<InputException>(_faults.ThrowIfAny);
        thrown.Faults.Count.ShouldBe(50);
        thrown.Omitted.ShouldBe(10);
    }

    private SettingsReader Read(params (string, Func<Tree, SettingsNode>)[] fields) => new(Root(tree => tree.Object(fields)), "box", _faults);

    private string[] Told() => [.. _faults.InOrder().Select(static fault => fault.ToString())];
}
