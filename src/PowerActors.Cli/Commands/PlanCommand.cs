using System.CommandLine;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors plan</c>: the energy planners.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandIo io) => CommandLine.Group("plan", "Energy planners: clocks for kernels.", io, PlanDvfsOptions.Create(io));
}
