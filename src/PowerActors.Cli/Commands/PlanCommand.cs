using System.CommandLine;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors plan</c>: the energy planners.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandIo io) =>
        CommandLine.Group("plan", "Plans that save energy, from measured profiles.", io, PlanDvfsOptions.Create(io), PlanServingOptions.Create(io), PlanGovernorOptions.Create(io));
}
