using System.CommandLine;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Client;

/// <summary>The options of every command that asks a control node.</summary>
internal sealed class NodeOptions
{
    private readonly Option<string> _control = new("--control")
    {
        Description = "The control node.", HelpName = "URL", DefaultValueFactory = static _ => ControlAddress.Default.ToString().TrimEnd('/'),
    };

    private readonly Option<string?> _tokenFile = new("--token-file") { Description = $"A file that holds your token; {NodeClient.TokenVariable} without it.", HelpName = "FILE" };

    private readonly Option<string?> _authority = new("--authority")
    {
        Description = $"A file of certificates, PEM, that the node's must come from; {NodeClient.AuthorityVariable}, or what the system trusts, without it.", HelpName = "FILE",
    };

    /// <summary>Machine output.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON to standard output." };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_control);
        command.Add(_tokenFile);
        command.Add(_authority);
        command.Add(Json);
    }

    /// <summary>A client as the options say.</summary>
    public NodeClient Open(ParseResult result, CommandIo io)
    {
        string text = result.GetValue(_control)!;
        return ControlAddress.TryParse(text, out Uri? address, out string? problem)
            ? new NodeClient(address, result.GetValue(_tokenFile), result.GetValue(_authority), io)
            : throw new InputException("--control", 0, problem);
    }
}
