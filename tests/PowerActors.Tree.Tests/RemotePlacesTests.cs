using PowerActors.Actors;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>The tree with a server taken out of it: something else in its place under the rack, and the server by itself under a parent of its own.</summary>
public class RemotePlacesTests
{
    [Fact]
    public void Servers_GivenProps_StandInTheServersPlacesAndAreDirected()
    {
        using TreeFixture whole = new();
        List<(string Path, int Slot, TreeMessages.DirectiveIssued Directive)> heard = [];
        TreeSettings settings = whole.Settings with
        {
            Registry = null,
            Board = null,
            Memory = new InProcessDomainMemory(),
            Hardware = static node => throw new InvalidOperationException($"{node.Path} is not here"),
            Servers = (node, slot) => Props.Create(() => new Elsewhere(directive => heard.Add((node.Path, slot, directive)))),
        };
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        PowerTree.Start(system, settings, whole.Index);
        system.Advance(TimeSpan.FromSeconds(5));
        heard.Select(static each => (each.Path, each.Slot)).Distinct().Order().ShouldBe(
            [("site/row/rack-1/server-1", 0), ("site/row/rack-1/server-2", 1), ("site/row/rack-2/server-1", 0), ("site/row/rack-2/server-2", 1)]);
    }

    [Fact]
    public void ServerProps_UnderAParentOfItsOwn_ReportsToItAndItsReadingsAreHeard()
    {
        using TreeFixture whole = new();
        Readings readings = new();
        TreeSettings settings = whole.Settings with { Registry = null, Board = new SnapshotBoard(whole.Index.Nodes.Count), Memory = new InProcessDomainMemory(), Observer = readings };
        List<PowerReport> reports = [];
        using DeterministicSystem system = ActorSystem.CreateDeterministic();
        system.ActorOf(Props.Create(() => new Rack(settings, whole.Index.Servers[0], reports)), "rack");
        system.Advance(TimeSpan.FromSeconds(20));
        reports.ShouldNotBeEmpty();
        reports[^1].Power.Value.ShouldBe(settings.Board![whole.Index.Servers[0].Index]!.Power.Value);
        readings.Heard.Count.ShouldBe(11, "one every two seconds, from the start");
        readings.Heard.ShouldAllBe(static reading => reading.Gpus == 4 && reading.Path == "site/row/rack-1/server-1");
        readings.Heard.Select(static reading => reading.At).ShouldBe(Enumerable.Range(0, 11).Select(static i => TimeSpan.FromSeconds(2 * i)));
    }

    private sealed class Elsewhere(Action<TreeMessages.DirectiveIssued> heard) : Actor
    {
        protected override void Receive(object message)
        {
            if (message is TreeMessages.DirectiveIssued directive)
                heard(directive);
        }
    }

    private sealed class Rack(TreeSettings settings, TreeNode server, List<PowerReport> reports) : Actor
    {
        protected override void PreStart() => Context.ActorOf(PowerTree.ServerProps(settings, server, slot: 0), server.Name);

        protected override void Receive(object message)
        {
            if (message is TreeMessages.ChildReport report)
                reports.Add(report.Report);
        }
    }

    private sealed class Readings : ITreeObserver
    {
        public List<(string Path, int Gpus, TimeSpan At)> Heard { get; } = [];

        public void OnServerRead(TreeNode server, ReadOnlySpan<GpuReading> readings, Watts? meter, TimeSpan now) => Heard.Add((server.Path, readings.Length, now));
    }
}
