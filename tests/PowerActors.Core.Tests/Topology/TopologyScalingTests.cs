using FsCheck;
using FsCheck.Fluent;
using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Topology;

public sealed class TopologyScalingTests
{
    [Theory]
    [InlineData(0, 40)]
    [InlineData(.30, 52)]
    [InlineData(.35, 54)]
    public void ServersAt_RowOf260Kilowatts_IsRoundedDown(double surplus, int servers) => Plan(Row(10)).ServersAt(surplus).ShouldBe(servers);

    [Fact]
    public void NameplateServers_PdusBindBeforeTheRow_AreAddedUp()
    {
        TopologyDomain row = Row(0) with
        {
            Domains = [Row(5) with { Kind = DomainKind.Pdu, Name = "pdu-1", Limit = Watts.FromKilowatts(100) }, Row(5) with { Kind = DomainKind.Pdu, Name = "pdu-2", Limit = Watts.FromKilowatts(110) }],
        };
        Plan(row).NameplateServers().ShouldBe(15 + 16);
    }

    [Fact]
    public void NameplateServers_NoLimitAnywhere_IsWhatStandsThere() => Plan(Row(3) with { Limit = Watts.Unlimited }).NameplateServers().ShouldBe(12);

    [Fact]
    public void WithServers_More_AddsRacksWhoseNamesGoOn()
    {
        TopologyPlan scaled = Plan(Row(10)).WithServers(54);
        TopologyDomain row = scaled.Root.Domains[0];
        row.Limit.ShouldBe(Watts.FromKilowatts(260));
        row.Domains.Select(static rack => rack.Name).ShouldBe(Enumerable.Range(1, 14).Select(static n => $"rack-{n}"));
        row.Domains[13].Servers.Count.ShouldBe(2);
        Low(scaled).ShouldBe(27);
    }

    [Fact]
    public void WithServers_Fewer_TakesFromTheEnd()
    {
        TopologyDomain row = Plan(Row(10)).WithServers(9).Root.Domains[0];
        row.Domains.Select(static rack => rack.Servers.Count).ShouldBe([4, 4, 1]);
        row.AllServers().Count(static server => server.Priority == Priority.Low).ShouldBe(5);
    }

    [Fact]
    public void WithServers_TwoRows_KeepTheirProportion()
    {
        TopologyPlan plan = Plan(Row(10), Row(5) with { Name = "row-2" });
        plan.WithServers(90).Root.Domains.Select(static row => row.AllServers().Count()).ShouldBe([60, 30]);
        plan.WithServers(31).Root.Domains.Select(static row => row.AllServers().Count()).ShouldBe([21, 10]);
        plan.WithServers(1).Root.Domains.ShouldHaveSingleItem().Name.ShouldBe("row-1");
    }

    [Fact]
    public void WithServers_PaddedNames_StayPadded()
    {
        TopologyDomain row = Row(2);
        row = row with { Domains = [row.Domains[0] with { Name = "r08" }, row.Domains[1] with { Name = "r09" }] };
        Plan(row).WithServers(16).Root.Domains[0].Domains.Select(static rack => rack.Name).ShouldBe(["r08", "r09", "r10", "r11"]);
    }

    [Fact]
    public void WithServers_AutomaticFailSafe_IsChosenAgain()
    {
        TopologyPlan plan = Plan(Row(10));
        plan = plan with { FailSafe = FailSafe.Highest(plan.Root), FailSafeIsAutomatic = true };
        TopologyPlan scaled = plan.WithServers(52);
        scaled.FailSafe.Low.Share.ShouldBeLessThan(plan.FailSafe.Low.Share);
        (plan with { FailSafeIsAutomatic = false }).WithServers(52).FailSafe.ShouldBe(plan.FailSafe);
    }

    [Fact]
    public void WithServers_AnyNumber_HasThatManyWithUniqueNamesAndBalancedPriorities() =>
        Prop.ForAll(Gen.Choose(1, 400).ToArbitrary(), static servers =>
        {
            TopologyPlan scaled = Plan(Row(10), Row(7) with { Name = "row-2" }, Row(3) with { Name = "row-3" }).WithServers(servers);
            int count = scaled.Root.AllServers().Count();
            bool unique = scaled.Root.AllDomains().All(static domain =>
                domain.Domains.Select(static child => child.Name).Distinct().Count() == domain.Domains.Count
                && domain.Servers.Select(static server => server.Name).Distinct().Count() == domain.Servers.Count);
            bool noneEmpty = scaled.Root.AllDomains().All(static domain => domain.Domains.Count + domain.Servers.Count > 0);
            return count == servers && unique && noneEmpty && Math.Abs((2 * Low(scaled)) - servers) <= 3;
        }).QuickCheckThrowOnFailure();

    private static int Low(TopologyPlan plan) => plan.Root.AllServers().Count(static server => server.Priority == Priority.Low);

    private static TopologyPlan Plan(params IReadOnlyList<TopologyDomain> rows) =>
        new() { Root = new TopologyDomain { Kind = DomainKind.Site, Name = "site", Domains = rows }, FailSafe = Ceilings.Free };

    private static TopologyDomain Row(int racks) => new()
    {
        Kind = DomainKind.Row,
        Name = "row-1",
        Limit = Watts.FromKilowatts(260),
        Domains = [.. Enumerable.Range(1, racks).Select(static n => new TopologyDomain { Kind = DomainKind.Rack, Name = $"rack-{n}", Servers = Servers() })],
    };

    private static TopologyServer[] Servers() =>
        [.. Enumerable.Range(1, 4).Select(static n => new TopologyServer { Name = $"server-{n}", Model = ServerCatalog.DgxA100, Priority = n % 2 == 1 ? Priority.Low : Priority.High })];
}
