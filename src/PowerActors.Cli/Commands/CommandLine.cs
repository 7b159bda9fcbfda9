using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using PowerActors.Cli.Commands.Experiments;
using PowerActors.Cli.Commands.Placing;
using PowerActors.Cli.Output;
using PowerActors.Core.Input;
using PowerActors.Hocon;

namespace PowerActors.Cli.Commands;

/// <summary>The whole command line: finds the command, runs it, and turns whatever goes wrong into lines and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>The name of the executable.</summary>
    public const string Name = "poweractors";

    /// <summary>Runs one command.</summary>
    /// <param name="args">The words after the executable's name.</param>
    /// <param name="io">What it talks to.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, CommandIo io)
    {
        RootCommand root = Create(io);
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0 && result.Action is not HelpAction)
            return Refuse(result, io);
        try
        {
            return result.Invoke(new InvocationConfiguration { Output = io.Out, Error = io.Error, EnableDefaultExceptionHandler = false });
        }
        catch (InputException e)
        {
            FaultWriter.Write(e, io.Error);
        }
        catch (HoconException e)
        {
            FaultWriter.Write(Settings.HoconSettings.ToInputException(e), io.Error);
        }
        catch (OperationCanceledException) when (io.Cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }

        return ExitCode.BadInput;
    }

    private static RootCommand Create(CommandIo io)
    {
        RootCommand root = new("Watches the power of a datacenter's GPUs and holds every limit by lowering clocks, least important work first.");
        root.Add(SimulateOptions.Create(io));
        root.Add(SweepCommand.Create(io));
        root.Add(ExperimentsCommand.Create(io));
        root.Add(TopologyCommand.Create(io));
        root.Add(ConfigCommand.Create(io));
        root.Add(RunCommand.Create(io));
        root.Add(AgentCommand.Create(io));
        root.Add(TreeCommand.Create(io));
        root.Add(StatusCommand.Create(io));
        root.Add(JournalCommand.Create(io));
        root.Add(OverrideCommand.Create(io));
        root.Add(TokenCommand.Create(io));
        root.Add(GpusCommand.Create(io));
        root.Add(RedfishCommand.Create(io));
        root.Add(PlanCommand.Create(io));
        root.Add(PlaceCommand.Create(io));
        root.SetAction(_ =>
        {
            io.Error.WriteLine($"{Name}: no command; one of {string.Join(", ", root.Subcommands.Select(static command => command.Name))} would be right ({Name} --help)");
            return ExitCode.BadInput;
        });
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
                help.MaxWidth = Text.Width;
        }

        return root;
    }

    /// <summary>A command that only holds others.</summary>
    public static Command Group(string name, string description, CommandIo io, params ReadOnlySpan<Command> commands)
    {
        Command group = new(name, description);
        foreach (Command command in commands)
            group.Add(command);
        group.SetAction(_ =>
        {
            io.Error.WriteLine($"{Name}: {name} needs one of {string.Join(", ", group.Subcommands.Select(static command => command.Name))} ({Name} {name} --help)");
            return ExitCode.BadInput;
        });
        return group;
    }

    private static int Refuse(ParseResult result, CommandIo io)
    {
        Command command = result.CommandResult.Command;
        HashSet<string> lines = new(StringComparer.Ordinal);
        bool wasOption = false;
        foreach (string token in result.UnmatchedTokens)
        {
            // What follows an unknown option is its value.
            if (token.StartsWith('-') || !wasOption)
                lines.Add(Unknown(token, command));
            wasOption = token.StartsWith('-');
        }

        foreach (ParseError error in result.Errors)
        {
            if (result.UnmatchedTokens.Count == 0 || !result.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)))
                lines.Add(Sentence(error.Message));
        }

        foreach (string line in lines)
            io.Error.WriteLine($"{Name}: {line}");
        return ExitCode.BadInput;
    }

    private static string Unknown(string token, Command command)
    {
        bool isOption = token.StartsWith('-');
        IEnumerable<string> known = isOption
            ? command.Options.SelectMany(static option => option.Aliases.Prepend(option.Name))
            : command.Subcommands.Select(static sub => sub.Name);
        string word = isOption ? token.Split('=', ':')[0] : token;
        string path = PathOf(command);
        if (!isOption && command.Subcommands.Count == 0)
            return $"unexpected '{token}'; {path} --help shows what can stand here";
        string right = NearestName.Find(word, known) is { } near ? $"did you mean '{near}'?" : $"{path} --help lists them";
        return $"unknown {(isOption ? "option" : "command")} '{word}'; {right}";
    }

    private static string PathOf(Command command)
    {
        List<string> names = [];
        for (Command? at = command; at is not null and not RootCommand; at = at.Parents.OfType<Command>().FirstOrDefault())
            names.Insert(0, at.Name);
        names.Insert(0, Name);
        return string.Join(' ', names);
    }

    private static string Sentence(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is not { Length: > 0 } line ? "bad input" : char.ToLowerInvariant(line[0]) + line[1..].TrimEnd('.');
}
