using System.Text.Json;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Hosting;

/// <summary>A node and agents as processes of their own, killed and started again as machines do it.</summary>
public sealed class AgentTests : IDisposable
{
    private const string Site = """
        timing { telemetry = "200 ms", heartbeat = "400 ms", staleness = "3 s", lease = "60 s", clock-latency = "1 s", brake-latency = "1 s" }
        topology {
          site = lab
          rows = [{ name = row-1, limit = "14 kW", racks = [{ name = "rack-{n}", servers = [{ name = "server-{n}", count = 2, model = DGX-A100, priority = alternate }] }] }]
        }
        """;

    private readonly TestCli _cli = new();
    private readonly string[] _run;
    private readonly string _folder;

    public AgentTests()
    {
        string site = _cli.File("site.conf", Site);
        _folder = Path.GetDirectoryName(site)!;
        _run = ["--config", site, "--mode", "enforce", "--listen", "http://127.0.0.1:0"];
    }

    [Fact]
    public void Node_KilledAndItsJournalLost_GoesOnWhereItsAgentsStandAndIsObeyed()
    {
        using RunningNode node = new(_folder, _run);
        string[] again = [.. _run[..^1], node.Address];
        using RunningAgent first = Agent(node, 1);
        using RunningAgent second = Agent(node, 2);
        Asked.Until(() => AreHeard(node), "both agents are heard");

        // Two lives more, so that the epochs that the agents have heard are above those of a new journal.
        for (int life = 0; life < 2; life++)
        {
            node.End("-KILL");
            node.Start(again);
            Asked.Until(() => AreHeard(node), "both agents are back");
        }

        _cli.Ask(node, "override", "set", "lab/row-1", "--type", "limit", "--value", "1 kW", "--reason", "far below its draw").Code.ShouldBe(ExitCode.Done);
        Asked.Until(() => _cli.Rung(node, "lab/row-1") == 4, "the row stands on its last rung");
        Asked.Until(() => Requested(node).All(static clock => clock == 288), "both servers are capped");
        node.End("-KILL");
        foreach (string file in Directory.GetFiles(_folder, "poweractors.db*"))
            File.Delete(file);

        node.Start(again);
        Asked.Until(() => AreHeard(node), "both agents are back");
        Asked.Until(() => _cli.Rung(node, "lab/row-1") == 4, "the row stands where its agents stand, without the override that was lost", () => string.Join('\n', node.Log));
        Asked.Until(() => !Requested(node).Contains(double.NaN), "both servers have told of their GPUs");
        Requested(node).ShouldAllBe(static clock => clock == 288);
        int refused = Refused(); // Before it had heard its agents, its words may have been of an epoch that they had left behind (law P5).
        node.Log.Count(static line => line.Contains("was it lost, or is it an older copy?", StringComparison.Ordinal)).ShouldBe(1);

        // It is obeyed: an operator's word reaches the GPUs.
        // What loosens is refused while the journal is too slow; a busy machine's may be.
        Asked.Until(() => _cli.Ask(node, "override", "set", "lab/row-1", "--type", "mode", "--value", "shadow", "--reason", "let go").Code == ExitCode.Done, "the word to let go is taken");
        Asked.Until(() => Requested(node).All(static clock => clock is null), "both servers are free", () => string.Join('\n', first.Log));
        Refused().ShouldBe(refused, string.Join('\n', first.Log));
        _cli.Status(node)!.Value.GetProperty("laws").GetProperty("violationCount").GetInt32().ShouldBe(0);

        int Refused() => first.Log.Count(static line => line.Contains("refused; the newest seen", StringComparison.Ordinal));
    }

    [Fact]
    public void Agent_KilledUnderACap_SetsItAgainBeforeItConnects_AndFreesItsGpusOnACleanStopIfTold()
    {
        using RunningNode node = new(_folder, _run);
        using RunningAgent first = Agent(node, 1);
        using RunningAgent second = Agent(node, 2, "--set", "agent.restore-on-stop=true");
        Asked.Until(() => AreHeard(node), "both agents are heard");
        _cli.Ask(node, "override", "set", "lab/row-1", "--type", "limit", "--value", "1 kW", "--reason", "far below its draw").Code.ShouldBe(ExitCode.Done);
        Asked.Until(() => Requested(node).All(static clock => clock == 288), "both servers are capped");

        first.End("-KILL");
        first.Start(Arguments(node, 1));
        Asked.Until(() => first.Log.Any(static line => line.Contains("takes up lab/row-1/rack-1/server-1 as it was before the restart: low 288 MHz", StringComparison.Ordinal)), "it takes up its caps");
        second.End("-TERM").ShouldBe(ExitCode.Done);
        second.Log.ShouldContain(static line => line.Contains("8 GPUs of 'lab/row-1/rack-1/server-2' were freed of their caps; 0 refused", StringComparison.Ordinal));
    }

    public void Dispose() => _cli.Dispose();

    private RunningAgent Agent(RunningNode node, int server, params string[] more) => new(_folder, [.. Arguments(node, server), .. more]);

    private string[] Arguments(RunningNode node, int server) =>
        ["--config", Path.Combine(_folder, "site.conf"), "--control", node.Address, "--devices", "simulated", "--server", $"lab/row-1/rack-1/server-{server}", "--set", $"agent.state-file={Path.Combine(_folder, $"state-{server}")}"];

    private bool AreHeard(RunningNode node) =>
        _cli.Status(node) is { } now && now.GetProperty("connectedServers").GetInt32() == 2 && now.GetProperty("silentServers").GetInt32() == 0
        && _cli.Domain(node, "lab/row-1/rack-1")?.GetProperty("silentChildren").GetInt32() == 0;

    /// <summary>What the first GPU of each server was asked for; null for nothing, NaN before it has been heard of.</summary>
    private List<double?> Requested(RunningNode node)
    {
        List<double?> clocks = [];
        foreach (JsonElement server in _cli.Domain(node, "lab/row-1/rack-1")!.Value.GetProperty("servers").EnumerateArray())
        {
            JsonElement gpus = server.GetProperty("gpus");
            if (gpus.GetArrayLength() == 0)
            {
                clocks.Add(double.NaN);
                continue;
            }

            JsonElement clock = gpus[0].GetProperty("requestedMegahertz");
            clocks.Add(clock.ValueKind == JsonValueKind.Number ? clock.GetDouble() : null);
        }

        return clocks;
    }
}
