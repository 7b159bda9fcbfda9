using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("poweractors simulate --oversubscribe 30%", "simulate")]
    [InlineData("poweractors topology check site.conf", "topology", "check")]
    [InlineData("poweractors config show --raw any.conf --json", "config", "show")]
    [InlineData("poweractors gpus --json", "gpus")]
    public void Help_OfACommand_HasAnExampleWithinHundredColumns(string example, params string[] command)
    {
        (int code, string output, string error) = _cli.Run([.. command, "--help"]);
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.ShouldContain(example);
        output.Split('\n').ShouldAllBe(static line => line.TrimEnd().Length <= 100);
    }

    [Fact]
    public void Help_OfTheWhole_ListsTheCommands()
    {
        string output = _cli.Run("--help").Out;
        output.ShouldContain("simulate");
        output.ShouldContain("topology");
        output.ShouldContain("config");
    }

    [Fact]
    public void Version_IsANumber() => Version.TryParse(_cli.Run("--version").Out.Trim(), out _).ShouldBeTrue();

    [Fact]
    public void NoCommand_IsRefused() => _cli.Refused().ShouldHaveSingleItem().ShouldStartWith("poweractors: no command; one of simulate, sweep, experiments, topology, config");
}
