using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Commands;

/// <summary>What an agent refuses of its governor's and hints' settings before it touches anything.</summary>
public sealed class AgentClocksCommandTests : IDisposable
{
    private const string Plan = "step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj\n1,k,forward,1,900,,10,20,1410,9,30\n";

    private readonly TestCli _cli = new();

    [Theory]
    [InlineData("governor.mode=shadow", "governor.instances names no model server; [{ metrics = \"http://127.0.0.1:8000/metrics\" }] would be right")]
    [InlineData("governor { mode = enforce, instances = [{ metrics = \"ftp://x\" }] }", "governor.instances.0.metrics is 'ftp://x'; an address such as http://127.0.0.1:8000/metrics would be right")]
    [InlineData("governor { mode = enforce, instances = [{ gpus = [0, many] }] }", "governor.instances.0 has no 'metrics'; an address such as http://127.0.0.1:8000/metrics would be right")]
    [InlineData("governor { mode = perhaps }", "governor.mode is 'perhaps'; write off or shadow or enforce")]
    [InlineData("governor { mode = enforce, stale-after = \"500 ms\", instances = [{ metrics = \"http://h/metrics\" }] }", "governor.stale-after is 0.5 s; it must be longer than governor.watch, 0.5 s")]
    [InlineData("governor { mode = enforce, instances = [{ metrics = \"http://h/metrics\", gpus = [8] }] }", "governor.instances: http://h/metrics has GPU 8; this server has 0 to 7")]
    [InlineData("agent.hints { socket = \"/tmp/s\" }", "agent.hints.plan names no plan; a file that `poweractors plan dvfs --grain phase --out FILE` wrote would be right")]
    [InlineData("agent.hints { mode = \"9\" }", "agent.hints.mode is '9'; file permissions such as \"0660\" would be right")]
    [InlineData("agent.hints { changes-per-second = 1 }", "agent.hints.changes-per-second is 1; ")]
    public void Agent_WrongSetting_IsOneLine(string settings, string expected)
    {
        string line = Refused(settings)[0];
        line.ShouldContain(expected);
    }

    [Fact]
    public void Agent_BadProfileOrPlan_IsNamedWithItsLine()
    {
        string profile = _cli.File("p.csv", "clock,tp,load,power,ttft,tbt\n1200,4,600,-3,300,40\n1400,4,600,900,290,39\n");
        Refused($"governor {{ mode = shadow, profile = \"{profile}\", instances = [{{ metrics = \"http://h/metrics\" }}] }}").ShouldHaveSingleItem().ShouldStartWith("p.csv:2: power is -3");
        string plan = _cli.File("plan.csv", Plan.Replace(",10,20,", ",0,20,", StringComparison.Ordinal));
        Refused($"agent.hints {{ socket = \"/tmp/s\", plan = \"{plan}\" }}").ShouldBe(["plan.csv:2: time_ms is 0; it must be above 0"]);
        Refused($"agent.hints {{ socket = \"/tmp/s\", plan = \"{_cli.Missing("no.csv")}\" }}").ShouldHaveSingleItem().ShouldStartWith("no.csv: no such file; give a plan that");
    }

    [Fact]
    public void Agent_SocketThatCannotBeOpened_IsRefused()
    {
        string plan = _cli.File("plan.csv", Plan);
        Refused($"agent.hints {{ socket = \"{_cli.Missing("nowhere")}/s\", plan = \"{plan}\" }}")[^1].ShouldStartWith("agent.hints.socket: nowhere/s cannot be opened: ");
    }

    public void Dispose() => _cli.Dispose();

    private string[] Refused(string settings)
    {
        (int code, string output, string error) = _cli.Run("agent", "--devices", "simulated", "--server", "site/row-1/rack-1/server-1", "--config", _cli.File("a.conf", settings), "--set", $"agent.state-file=\"{_cli.Missing("state")}\"");
        (code, output).ShouldBe((ExitCode.BadInput, ""));
        return error.TrimEnd().Split('\n');
    }
}
