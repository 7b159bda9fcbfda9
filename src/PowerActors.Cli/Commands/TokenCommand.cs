using System.CommandLine;
using PowerActors.Api.Security;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors token create</c>: a token for a person or an agent.</summary>
internal static class TokenCommand
{
    public static Command Create(CommandIo io)
    {
        Option<string> name = new("--name") { Description = "Whose it is; it stands in the audit trail.", HelpName = "NAME", Required = true };
        Option<string> role = new("--role") { Description = "viewer, operator, agent or scheduler.", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong([.. Roles.Names]);
        Option<string[]> server = new("--server") { Description = "For an agent: the path of a server it speaks for; repeatable.", HelpName = "PATH", DefaultValueFactory = static _ => [] };
        Option<string> file = new("--file") { Description = "The file that api.tokens names; a line is added.", HelpName = "FILE", Required = true };
        Command create = new("create", """
            Makes a token: its hash goes into the file, and the token itself is printed, once. It is kept nowhere.

            Examples:
              poweractors token create --name alice --role operator --file tokens
              poweractors token create --name gpu-9 --role agent --server site/row-1/rack-3/server-9 --file tokens
            """);
        create.Add(name);
        create.Add(role);
        create.Add(server);
        create.Add(file);
        create.SetAction(result => Create(result.GetValue(name)!, result.GetValue(role)!, result.GetValue(server) ?? [], result.GetValue(file)!, io));
        return CommandLine.Group("token", "Who may speak to a control node.", io, create);
    }

    private static int Create(string name, string role, string[] servers, string file, CommandIo io)
    {
        if (name.Any(char.IsWhiteSpace) || name.Contains('#', StringComparison.Ordinal))
            throw new InputException("--name", 0, $"is '{name}'; a name without blanks and # would be right");
        Role known = Roles.TryParse(role, out Role parsed) ? parsed : Role.Viewer;
        if (known == Role.Agent != servers.Length > 0)
            throw new InputException("--server", 0, known == Role.Agent ? "is missing; the path of the server that the agent speaks for would be right" : $"is for agents; a {role} speaks for no server");
        string token = AccessToken.Create();
        string line = TokenFile.LineOf(token, new TokenHolder(name, known, servers.ToHashSet(StringComparer.Ordinal)));
        string before = File.Exists(file) ? File.ReadAllText(file) : "";
        string after = (before.Length == 0 || before.EndsWith('\n') ? before : before + "\n") + line + "\n";
        string written = file + ".new";
        try
        {
            File.WriteAllText(written, after);
            TokenFile.Read(written); // A file that a node would refuse must not take the place of one that it takes.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(written, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Move(written, file, overwrite: true);
        }
        catch (InputException e)
        {
            File.Delete(written);
            throw new InputException([.. e.Faults.Select(fault => fault with { File = file })]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(file, 0, $"cannot be written: {e.Message.ReplaceLineEndings(" ")}");
        }

        io.Out.WriteLine(token);
        return ExitCode.Done;
    }
}
