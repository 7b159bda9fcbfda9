using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Hardware;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Commands;

/// <summary>What the caller of <c>plan governor</c> wants besides settings.</summary>
/// <param name="Json">JSON instead of a table.</param>
/// <param name="Ladder">Compare what the ladder does without and with the governor, instead of clocks.</param>
/// <param name="Seeds">How many seeds, from the one that is set.</param>
/// <param name="Report">A report to write; null for none.</param>
internal sealed record PlanGovernorArguments(bool Json, bool Ladder, int Seeds, ReportFile? Report);

/// <summary><c>poweractors plan governor</c>: what the clock governor would save, beside fixed clocks and what is possible at all; or what it spares the ladder.</summary>
internal static class PlanGovernorCommand
{
    /// <summary>Surplus of servers at which the ladder is looked at where nobody says otherwise: POLCA's (ASPLOS'24).</summary>
    private const double LadderSurplus = .30;

    /// <summary>Fixed clocks that are tried, as shares of the highest; the last is what a governor that does nothing has.</summary>
    private static readonly double[] Shares = [.40, .45, .50, .55, .60, .65, .70, .75, .80, .85, .90, .95];

    public static int Run(PlanGovernorArguments arguments, LoadedSettings settings, CommandIo io)
    {
        arguments.Report?.CheckPlace();
        SimulationSettings simulation = SimulationSettings.Read(settings);
        if (arguments.Ladder && simulation is { Servers: null, Oversubscription: null })
            simulation = simulation with { Oversubscription = LadderSurplus };
        GovernorOptions governor = GovernorReader.Read(settings.Section("governor")).Options;
        SiteSettings site = settings.ReadSite();
        TopologyPlan plan = simulation.Apply(site.Plan);
        bool shows = ReferenceEquals(io.Error, Console.Error) && !Console.IsErrorRedirected;
        if (arguments.Ladder)
            RunLadder(arguments, settings, simulation, governor, site, plan, Tell, io);
        else
            RunClocks(arguments, settings, SimulateCommand.Compose(simulation, plan, site.Policy.Name), governor, plan, Tell, io);
        return ExitCode.Done;

        void Tell(string name)
        {
            io.Cancellation.ThrowIfCancellationRequested();
            if (shows)
                io.Error.WriteLine($"{name} ...");
        }
    }

    private static void RunClocks(PlanGovernorArguments arguments, LoadedSettings settings, SimulationOptions options, GovernorOptions governor, TopologyPlan plan, Action<string> tell, CommandIo io)
    {
        GpuModel gpu = plan.Root.AllServers().First().Model.Gpu;
        GovernorStudyResult study = GovernorStudy.Run(options, governor, [.. Shares.Select(share => gpu.RoundDown(gpu.MaxClock * share))], tell);
        if (arguments.Json)
            GovernorStudyJson.Write(io.Out, study);
        else
            GovernorStudyTable.Write(io.Out, study);
        arguments.Report?.Save(GovernorStudyPage.Compose(study, arguments.Report.Command, settings.Root));
    }

    private static void RunLadder(
        PlanGovernorArguments arguments, LoadedSettings settings, SimulationSettings simulation, GovernorOptions governor, SiteSettings site, TopologyPlan plan, Action<string> tell, CommandIo io)
    {
        List<LadderPair> pairs = [];
        for (int i = 0; i < arguments.Seeds; i++)
        {
            SimulationSettings seeded = simulation with { Seed = simulation.Seed + (ulong)i };
            pairs.Add(LadderStudy.Run(SimulateCommand.Compose(seeded, plan, site.Policy.Name), governor, name => tell($"seed {seeded.Seed}, {name} the governor")));
        }

        if (arguments.Json)
            LadderStudyOutput.WriteJson(io.Out, pairs);
        else
            LadderStudyOutput.WriteTable(io.Out, pairs);
        arguments.Report?.Save(LadderStudyOutput.Page(pairs, arguments.Report.Command, settings.Root));
    }
}
