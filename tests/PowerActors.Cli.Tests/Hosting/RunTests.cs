using System.Text.Json;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Hosting;

/// <summary>A live node and everything a user asks it, as a user does.</summary>
public sealed class RunTests : IDisposable
{
    private static readonly string[] Small = ["--fleet", "simulated", "--listen", "http://127.0.0.1:0"];
    private readonly TestCli _cli = new();

    [Fact]
    public void Run_WithASimulatedFleet_AnswersEverythingAndStopsCleanly()
    {
        using RunningNode node = new(Path.GetDirectoryName(_cli.Missing("x"))!, Small);
        Asked.Until(() => Ask(node, "status").Code == ExitCode.Done && Status(node) is var now && now.GetProperty("connectedServers").GetInt32() == 52 && now.GetProperty("silentServers").GetInt32() == 0, "the fleet is connected and heard");

        (int code, string status, _) = Ask(node, "status");
        (code, status).ShouldSatisfyAllConditions(
            static said => said.code.ShouldBe(ExitCode.Done),
            static said => said.status.ShouldContain("52 of 52 servers connected, 0 silent"));
        string tree = Ask(node, "tree", "--once").Out;
        tree.ShouldContain("row-1");
        tree.ShouldContain("enforce");
        string servers = Ask(node, "tree", "--once", "--servers").Out;
        servers.Split('\n').Length.ShouldBeGreaterThan(60);

        string said = Ask(node, "override", "set", "site/row-1", "--type", "limit", "--value", "100 kW", "--for", "2 h", "--reason", "feed B in maintenance").Out;
        said.ShouldContain("holds: site/row-1 limit 100000 W");
        string mode = Ask(node, "override", "set", "site/row-1", "--type", "mode", "--value", "enforce", "--reason", "looked right").Out.Split(' ')[0];
        string list = Ask(node, "override", "list").Out;
        list.ShouldContain(said.Split(' ')[0]);
        list.ShouldContain(mode);
        list.ShouldContain("feed B in maintenance");
        foreach (string id in (string[])[said.Split(' ')[0], mode])
            Ask(node, "override", "end", id, "--reason", "feed B is back").Out.ShouldContain($"{id} ended");
        Ask(node, "override", "list").Out.Split('\n').Length.ShouldBe(2);
        string journal = Ask(node, "journal", "--kind", "override,override-end,operator").Out;
        string words = string.Join(' ', journal.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // Long lines are wrapped.
        words.ShouldContain("(feed B in maintenance)");
        words.ShouldContain("(feed B is back)");
        Ask(node, "journal", "--kind", "agent-connected", "--limit", "1000", "--json").Out.ShouldContain("rack-1/server-1");
        foreach (string table in (string[])[status, tree, servers, list, journal, Ask(node, "journal").Out])
            table.Split('\n').ShouldAllBe(static line => line.Length <= 100);

        (int refused, _, string error) = Ask(node, "override", "set", "site/nowhere", "--type", "limit", "--value", "many", "--reason", "x");
        refused.ShouldBe(ExitCode.BadInput);
        error.ShouldContain("--value: is 'many'; a power such as \"240 kW\" would be right");
        error.ShouldContain("--path: there is no 'site/nowhere'");

        node.End("-TERM").ShouldBe(ExitCode.Done);
        node.Log.Count.ShouldBeLessThan(12, string.Join('\n', node.Log));
        node.Log.ShouldNotContain(static line => line.Contains("DataProtection", StringComparison.Ordinal));
        node.Log.ShouldContain(static line => line.Contains("of 52 servers have one", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_SimulatedFleetWithAGovernor_HoldsItsClocksAndShowsThem()
    {
        using RunningNode node = new(Path.GetDirectoryName(_cli.Missing("x"))!, [.. Small, "--set", "governor.enabled=true", "--set", "governor.fixed=\"1005 MHz\""]);
        Asked.Until(() => Ask(node, "tree", "--once", "--servers", "--json") is { Code: ExitCode.Done } said && said.Out.Split("1005").Length > 52 * 8, "every server's governor holds each of its GPUs at 1005 MHz");
        node.End("-TERM").ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void Run_KilledAndStartedAgain_HasTheSameOverridesAndRungs()
    {
        using RunningNode node = new(Path.GetDirectoryName(_cli.Missing("x"))!, Small);
        Asked.Until(() => Ask(node, "status").Code == ExitCode.Done, "it is ready");
        Ask(node, "override", "set", "site/row-1", "--type", "limit", "--value", "20 kW", "--reason", "far below its draw").Code.ShouldBe(ExitCode.Done);
        int before = 0;
        Asked.Until(() => (before = _cli.Rung(node, "site/row-1")) > 0, "the row climbs");
        node.End("-KILL").ShouldNotBe(0);
        node.Start(Small);
        Asked.Until(() => Ask(node, "status").Code == ExitCode.Done, "it is ready again");
        _cli.Rung(node, "site/row-1").ShouldBeInRange(before, before + 1, "it may have climbed on, and has not let go");
        Ask(node, "override", "list").Out.ShouldContain("far below its draw");
    }

    public void Dispose() => _cli.Dispose();

    private (int Code, string Out, string Error) Ask(RunningNode node, params string[] args) => _cli.Run([.. args, "--control", node.Address]);

    private JsonElement Status(RunningNode node) => JsonDocument.Parse(Ask(node, "status", "--json").Out).RootElement;
}
