using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Placement.Power;

public sealed class PowerDomainsTests
{
    [Fact]
    public void Of_Topology_FindsServersByPathAndByNamesThatOnlyOneBears()
    {
        TopologyServer server = new() { Name = "s", Model = ServerCatalog.DgxA100, Priority = Priority.Low };
        TopologyDomain root = new()
        {
            Kind = DomainKind.Site, Name = "site",
            Domains =
            [
                new() { Kind = DomainKind.Row, Name = "r1", Limit = new Watts(1000), Servers = [server, server with { Name = "alone" }] },
                new() { Kind = DomainKind.Row, Name = "r2", Limit = new Watts(2000), Servers = [server] },
            ],
        };

        PowerDomains domains = PowerDomains.Of(root);

        domains.All.Select(static domain => domain.Path).ShouldBe(["site", "site/r1", "site/r2"]);
        domains.FindNode("s").ShouldBe(-1);
        domains.FindNode("alone").ShouldBe(domains.FindNode("site/r1/alone"));
        domains.ChainOf(domains.DomainOf(domains.FindNode("site/r2/s"))).ToArray().ShouldBe([2, 0]);
    }

    [Fact]
    public void New_DomainBeforeTheOneAbove_Throws() => Should.Throw<ArgumentException>(static () => new PowerDomains(
        [new() { Path = "row", Above = 1, Limit = new Watts(1) }, new() { Path = "site", Limit = new Watts(1) }], []));
}
