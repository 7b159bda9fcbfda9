using PowerActors.Cli.Commands;
using PowerActors.Cli.Hosting;

namespace PowerActors.Cli.Tests.Commands;

/// <summary>The commands around a node where there is none, and what they refuse.</summary>
public sealed class NodeCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public static TheoryData<string> Commands() => ["run", "agent", "tree", "status", "journal", "override set", "override end", "override list", "token create"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfEachCommand_HasAnExampleWithin100Columns(string command)
    {
        (int code, string output, _) = _cli.Run([.. command.Split(' '), "--help"]);
        code.ShouldBe(ExitCode.Done);
        output.ShouldContain("Example");
        output.ShouldContain("  poweractors " + command);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("tree", "--once")]
    [InlineData("journal")]
    [InlineData("override", "list")]
    [InlineData("override", "set", "site/row-1", "--type", "drain", "--reason", "x")]
    [InlineData("override", "end", "x", "--reason", "x")]
    public void Ask_ANodeThatIsNotThere_IsOneLine(params string[] command)
    {
        string line = _cli.Refused([.. command, "--control", "http://127.0.0.1:1"]).ShouldHaveSingleItem();
        line.ShouldStartWith("http://127.0.0.1:1: cannot be reached: ");
        line.ShouldEndWith("is `poweractors run` running there? --control names another node");
    }

    [Theory]
    [InlineData("control-1:8480")]
    [InlineData("http://control-1:8480")]
    [InlineData("https://alice@control-1:8480")]
    public void Ask_AtAnAddressThatCannotBe_SaysWhatWouldBeRight(string address) =>
        _cli.Refused("status", "--control", address).ShouldHaveSingleItem().ShouldContain("would be right");

    [Fact]
    public void Run_WithAnUnknownMode_IsRefused() => _cli.Refused("run", "--mode", "test", "--fleet", "simulated").ShouldHaveSingleItem().ShouldContain("enforce");

    [Fact]
    public void Run_WhereOthersCouldReachIt_SaysEverythingThatIsMissing()
    {
        string[] lines = _cli.Refused("run", "--fleet", "simulated", "--listen", "http://0.0.0.0:8480");
        lines.Length.ShouldBe(2);
        lines.ShouldContain(static line => line.Contains("api.tls.certificate", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.Contains("poweractors token create", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_WithBadTokens_NamesEachLine()
    {
        string tokens = _cli.File("tokens", "alice\nbob king 00\n");
        string journal = _cli.Missing("journal.db");
        string[] lines = _cli.Refused("run", "--fleet", "simulated", "--listen", "http://127.0.0.1:0", "--set", $"api.tokens=\"{tokens}\"", "--set", $"persistence.sqlite.file=\"{journal}\"");
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("tokens:1: ");
        lines[1].ShouldStartWith("tokens:2: ");
    }

    [Fact]
    public void TokenCreate_ForAPersonAndAnAgent_AddsLinesThatANodeTakes()
    {
        string file = _cli.Missing("tokens");
        string person = _cli.Run("token", "create", "--name", "alice", "--role", "operator", "--file", file).Out.Trim();
        string agent = _cli.Run("token", "create", "--name", "gpu-1", "--role", "agent", "--server", "site/row-1/rack-1/server-1", "--file", file).Out.Trim();
        Api.Security.TokenFile tokens = Api.Security.TokenFile.Read(file);
        (tokens.Find(person)!.Name, tokens.Find(agent)!.Servers.Single()).ShouldBe(("alice", "site/row-1/rack-1/server-1"));
        _cli.Refused("token", "create", "--name", "alice", "--role", "viewer", "--file", file).ShouldHaveSingleItem().ShouldContain("second time");
        _cli.Refused("token", "create", "--name", "gpu-2", "--role", "agent", "--file", file).ShouldHaveSingleItem().ShouldContain("--server");
        tokens.Count.ShouldBe(2);
    }

    [Fact]
    public void TopologyText_ThatIncludesOrAsksTheEnvironment_GetsNothingOfThisMachine()
    {
        string secret = _cli.File("secret.conf", "policy = pa_secret");
        (bool isValid, string json) = TopologyText.Check($"include \"{secret}\"");
        isValid.ShouldBeFalse();
        json.ShouldNotContain("pa_secret");
        (bool asks, string answer) = TopologyText.Check("policy = ${PATH}");
        asks.ShouldBeFalse();
        answer.ShouldNotContain(Environment.GetEnvironmentVariable("PATH")!);
        TopologyText.Check(File.ReadAllText(Path.Combine(Repository.Root, "hocon", "examples", "h100-row.conf"))).IsValid.ShouldBeTrue();
        TopologyText.Check("topology { rows = [ { limit = 1 W, racks = [ { servers = [ { count = 9, model = DGX-A100 } ] } ] } ] }").IsValid.ShouldBeFalse();
    }

    public void Dispose() => _cli.Dispose();
}
