using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Settings;
using PowerActors.Core.Tests.Settings;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using static PowerActors.Core.Tests.Settings.Tree;

namespace PowerActors.Core.Tests.Topology;

public sealed class TopologyReaderTests
{
    private static readonly Ladder Polca = KnownLadders.Polca(TimeSpan.FromSeconds(40));
    private readonly SettingsFaults _faults = new(SameLetter);

    [Fact]
    public void Read_RowOfForty_IsTenRacksOfFour()
    {
        TopologyDomain site = Read(("rows", L(O(("limit", T("260 kW")), ("racks", L(O(("count", T("10")), ("servers", L(Servers(4, "alternate")))))))))).ShouldNotBeNull();
        Told().ShouldBeEmpty();
        TopologyDomain row = site.Domains.ShouldHaveSingleItem();
        (row.Kind, row.Name, row.Limit, row.HasMeter).ShouldBe((DomainKind.Row, "row-1", Watts.FromKilowatts(260), true));
        row.Breaker.ShouldBe(TripCurve.Row);
        row.Ladder.ShouldBe(Polca);
        row.Domains.Select(static rack => rack.Name).ShouldBe(Enumerable.Range(1, 10).Select(static n => $"rack-{n}"));
        row.Domains[9].Servers.Select(static server => server.Name).ShouldBe(["server-1", "server-2", "server-3", "server-4"]);
        row.Domains[9].Servers.Select(static server => server.Priority).ShouldBe([Priority.Low, Priority.High, Priority.Low, Priority.High]);
        (row.Domains[0].HasMeter, row.Domains[0].Breaker, row.Domains[0].Ladder.Top).ShouldBe((false, null, 0));
        (site.HasMeter, site.HasLimit, site.Breaker).ShouldBe((false, false, null));
    }

    [Fact]
    public void Read_OddRacks_AlternateThroughTheWholeTree()
    {
        TopologyDomain site = Read(("racks", L(O(("count", T("7")), ("servers", L(Servers(3, "alternate"))))))).ShouldNotBeNull();
        Priority[] priorities = [.. site.AllServers().Select(static server => server.Priority)];
        priorities.ShouldBe(Enumerable.Range(0, 21).Select(static i => i % 2 == 0 ? Priority.Low : Priority.High));
    }

    [Theory]
    [InlineData("30 % low", 100, 30)]
    [InlineData("7 % low", 100, 7)]
    [InlineData("0 % low", 50, 0)]
    [InlineData("100 % low", 50, 50)]
    [InlineData("low", 3, 3)]
    [InlineData("high", 3, 0)]
    public void Read_PriorityShare_IsKeptExactly(string priority, int servers, int low) =>
        Read(("servers", L(Servers(servers, priority)))).ShouldNotBeNull().AllServers().Count(static server => server.Priority == Priority.Low).ShouldBe(low);

    [Fact]
    public void Read_Positions_CountThroughTheGroupsOfOneList()
    {
        TopologyDomain site = Read(("racks", L(
            O(("name", T("a-{n}")), ("count", T("2")), ("servers", L(Servers(1)))),
            O(("name", T("b")), ("count", T("2")), ("servers", L(Servers(1)))),
            O(("name", T("last")), ("servers", L(Servers(1))))))).ShouldNotBeNull();
        site.Domains.Select(static rack => rack.Name).ShouldBe(["a-1", "a-2", "b-3", "b-4", "last"]);
    }

    [Fact]
    public void Read_LevelsLeftOut_AreAllowed()
    {
        TopologyDomain site = Read(
            ("rows", L(O(("servers", L(Servers(1)))))), ("pdus", L(O(("racks", L(O(("servers", L(Servers(1))))))))), ("servers", L(Servers(1)))).ShouldNotBeNull();
        site.AllDomains().Select(static domain => domain.Kind).ShouldBe([DomainKind.Site, DomainKind.Row, DomainKind.Pdu, DomainKind.Rack]);
        site.AllServers().Count().ShouldBe(3);
    }

    [Fact]
    public void Read_LevelsInAnotherOrder_AreRefused()
    {
        Read(("racks", L(O(("rows", L(O(("servers", L(Servers(1)))))), ("servers", L(Servers(1)))))));
        Told().ShouldBe(["site.conf:2: topology.racks.0 is a rack and cannot have rows; levels go site, row, pdu, rack, server"]);
    }

    [Fact]
    public void Read_ManyFaults_AreToldTogether()
    {
        Read(
            ("limit", T("-5 kW")),
            ("rows", L(O(
                ("limit", T("260")),
                ("breaker", T("rwo")),
                ("ladder", T("polka")),
                ("nmae", T("x")),
                ("racks", L(O(("count", T("0")), ("servers", L(O(("model", T("DGX-A10")), ("priority", T("lo")))))))),
                ("servers", L(O(("count", T("2"))))))))).ShouldBeNull();
        Told().ShouldBe(
        [
            "site.conf:1: topology.limit is -5 kW; it must be above 0 W",
            "site.conf:3: topology.rows.0.limit is 260 without a unit; write \"260 W\", \"260 kW\" or \"260 MW\"",
            "site.conf:4: topology.rows.0.breaker is the unknown breaker 'rwo'; did you mean 'row'?",
            "site.conf:5: topology.rows.0.ladder is the unknown ladder 'polka'; did you mean 'polca'?",
            "site.conf:6: unknown key 'nmae' in topology.rows.0; did you mean 'name'?",
            "site.conf:8: topology.rows.0.racks.0.count is 0; it must be from 1 to 100000",
            "site.conf:10: topology.rows.0.racks.0.servers.0.model is the unknown product 'DGX-A10'; did you mean 'DGX-A100'?",
            "site.conf:11: topology.rows.0.racks.0.servers.0.priority is 'lo'; write low, high, alternate, or a share of low such as \"30 % low\"",
            "site.conf:13: topology.rows.0.servers.0 has no 'model'; name a server, such as DGX-A100",
        ]);
    }

    [Fact]
    public void Read_NameTwice_IsToldOncePerGroupWithThePlaceOfTheFirst()
    {
        Read(("rows", L(O(("count", T("5")), ("racks", L(
            O(("name", T("rack")), ("servers", L(Servers(1)))),
            O(("name", T("rack")), ("servers", L(Servers(1)))))))))).ShouldNotBeNull();
        Told().ShouldBe(["site.conf:9: 'rack' stands twice in site/row-1, first at site.conf:4; a name must be unique among its siblings"]);
    }

    [Fact]
    public void Read_NothingInIt_IsRefused()
    {
        Read(("rows", L(O(("limit", T("1 kW")))))).ShouldBeNull();
        Told().ShouldBe(["site.conf:2: topology.rows.0 has nothing in it; give it pdus, racks, servers"]);
    }

    [Fact]
    public void Read_TooManyServers_IsRefusedBeforeAnyIsMade()
    {
        Read(("rows", L(O(("count", T("100000")), ("racks", L(O(("count", T("100000")), ("servers", L(Servers(100_000)))))))))).ShouldBeNull();
        Told().ShouldBe(["site.conf:1: the topology has more than a thousand million servers; one site can have at most 200000"]);
    }

    [Fact]
    public void Read_BreakerOrLadderWithoutLimit_IsRefused()
    {
        Read(("breaker", T("row")), ("ladder", T("polca")), ("servers", L(Servers(1))));
        Told().ShouldBe(
        [
            "site.conf:1: topology.breaker is 'row' but topology has no limit for it to guard; give it a limit, or leave the breaker out",
            "site.conf:2: topology.ladder is 'polca' but topology has no limit to hold; give it a limit, or leave the ladder out",
        ]);
    }

    [Fact]
    public void Read_NameThatWouldBreakAPath_IsRefused()
    {
        Read(("site", T("a/b")), ("servers", L(Servers(1))));
        Told().ShouldBe(["site.conf:1: topology.site is 'a/b'; write up to 100 letters, digits and - _ . in which {n} may stand for the position"]);
    }

    private static Func<Tree, SettingsNode> Servers(int count, string priority = "high") =>
        O(("count", T(count.ToString())), ("model", T("DGX-A100")), ("priority", T(priority)));

    private TopologyDomain? Read(params (string, Func<Tree, SettingsNode>)[] fields) => TopologyReader.Read(
        new SettingsReader(Root(tree => tree.Object(fields)), "topology", _faults),
        new TopologyReferences(
            new Dictionary<string, Ladder>(StringComparer.Ordinal) { ["none"] = Ladder.None, ["polca"] = Polca },
            new Dictionary<string, TripCurve>(StringComparer.Ordinal) { ["row"] = TripCurve.Row },
            ServerCatalog.BuiltIn,
            Polca));

    private string[] Told() => [.. _faults.InOrder().Select(static fault => fault.ToString())];
}
