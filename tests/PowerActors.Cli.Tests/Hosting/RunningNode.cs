namespace PowerActors.Cli.Tests.Hosting;

/// <summary><c>poweractors run</c>.</summary>
internal sealed class RunningNode(string folder, params string[] args) : RunningCommand(folder, "run", Listening, args)
{
    private const string Listening = "listening on ";

    public string Address { get; private set; } = "";

    protected override void Begun(string line) => Address = line[Listening.Length..].Split(' ')[0];
}
