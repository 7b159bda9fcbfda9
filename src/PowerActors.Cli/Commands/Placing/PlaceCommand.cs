using System.CommandLine;

namespace PowerActors.Cli.Commands.Placing;

/// <summary><c>poweractors place</c>: replays of task traces through placement policies.</summary>
internal static class PlaceCommand
{
    public static Command Create(CommandIo io) => CommandLine.Group(
        "place",
        "Placement of tasks on GPU nodes: which node, which GPU, how many watts.",
        io,
        PlaceReplayCommand.Create(io),
        PlaceCompareCommand.Create(io),
        PlaceTimedCommand.Create(io),
        PlacePowerCommand.Create(io));
}
