using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Units;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Powered;

namespace PowerActors.Simulation.Tests.Placement.Input;

public sealed class SiteFilesTests : IDisposable
{
    private static readonly NodeSpec[] Nodes =
        [.. Enumerable.Range(0, 3).Select(static i => new NodeSpec { Name = $"n{i}", CpuMilli = 32000, MemoryMib = 1, GpuCount = 1, Gpu = PowerTable.BuiltIn.FindGpu("T4") })];

    private readonly string _folder = Directory.CreateTempSubdirectory("site").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_BothFiles_GivesDomainsWithTheirLimits()
    {
        PowerSite site = Read("sn,domain\nn1,row-1/b\nn0,row-1/a\nn2,row-1/b\n", "limit_watts,domain\n500,row-1\n");

        site.Domains.Select(static domain => domain.Path).ShouldBe(["site", "row-1", "row-1/a", "row-1/b"]);
        site.DomainOfNode.ShouldBe([2, 3, 3]);
        site.Domains[1].Limit.ShouldBe(new Watts(500));
        site.Domains[3].Limit.Value.ShouldBe(2 * 190 / 1.25, 1e-9);
    }

    [Fact]
    public void Read_FaultsInBothFiles_AreToldTogetherWithTheirLines()
    {
        InputException thrown = Should.Throw<InputException>(() => Read("sn,domain\nn0,a\nn0,b\nn9,a\n,a\nn1,a//b\n", "domain,limit_watts\na,-5\na,x\n"));
        thrown.Faults.Select(static fault => fault.ToString()).ShouldAllBe(static line => line.Contains(".csv:", StringComparison.Ordinal));
        string all = string.Join('\n', thrown.Faults.Select(static fault => fault.ToString()));
        foreach (string part in (string[])["topology.csv:3: node n0 stands in line 2 already", "topology.csv:4: node n9 is not among the nodes", "topology.csv:5: sn is missing", "topology.csv:6: domain 'a//b' is not a path", "limits.csv:2: limit_watts -5 is negative", "limits.csv:3: limit_watts 'x' is not a whole number"])
            all.ShouldContain(part);
    }

    [Fact]
    public void Read_NodeMissing_IsTold() =>
        Should.Throw<InputException>(() => Read("sn,domain\nn0,a\nn1,a\n", null)).Message.ShouldContain("has 2 of the 3 nodes (n2 is missing)");

    [Fact]
    public void Read_LimitOfNoDomain_IsTold() =>
        Should.Throw<InputException>(() => Read("sn,domain\nn0,a/x\nn1,a/x\nn2,a/x\n", "domain,limit_watts\nb,5\n")).Message.ShouldContain("no node stands in domain b");

    [Fact]
    public void Read_MoreFaultsThanAreTold_CountsTheRest()
    {
        string unknown = "sn,domain\n" + string.Concat(Enumerable.Range(0, 30).Select(static i => $"x{i},a\n"));
        InputException thrown = Should.Throw<InputException>(() => Read(unknown, "domain,limit_watts\n" + string.Concat(Enumerable.Repeat("a,-5\n", 23))));
        (thrown.Faults.Count, thrown.Omitted).ShouldBe((40, 13));
    }

    private PowerSite Read(string topology, string? limits)
    {
        string nodes = Write("topology.csv", topology);
        return SiteFiles.Read(nodes, limits is null ? null : Write("limits.csv", limits), Nodes, static () => [], .25);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
