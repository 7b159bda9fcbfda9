using System.CommandLine;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary><c>poweractors experiments</c>.</summary>
internal static class ExperimentsCommand
{
    public static Command Create(CommandIo io) =>
        CommandLine.Group("experiments", "Repeats what is known of oversubscribed rows, and tries what is not.", io, ListExperimentsCommand.Create(io), RunExperimentCommand.Create(io), CalibrateCommand.Create(io));
}
