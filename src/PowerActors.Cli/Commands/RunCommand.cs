using System.CommandLine;
using Microsoft.Extensions.Logging;
using PowerActors.Agent;
using PowerActors.Api;
using PowerActors.Api.Hosting;
using PowerActors.Cli.Hosting;
using PowerActors.Cli.Settings;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Devices.Redfish.Ports;
using PowerActors.Devices.Redfish.Settings;
using PowerActors.Simulation.Live;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors run</c>: a control node.</summary>
internal static class RunCommand
{
    private const string SimulatedJournal = "poweractors-simulated.db";

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Option<string> fleet = new("--fleet") { Description = "simulated: agents for the whole topology in this process, with simulated servers under a load.", HelpName = "none|simulated", DefaultValueFactory = static _ => "none" };
        fleet.AcceptOnlyFromAmong("none", "simulated");
        Option<string?> mode = new("--mode") { Description = "shadow (decide and record only) or enforce; without it control.mode, and enforce for a simulated fleet.", HelpName = "shadow|enforce" };
        mode.AcceptOnlyFromAmong("shadow", "enforce");
        Option<string?> listen = new("--listen") { Description = "Where to listen; api.listen without it.", HelpName = "URL" };
        Command run = new("run", """
            Runs a control node: the actors of site, rows, PDUs and racks, the journal, the API, and the door for agents. Until it is stopped.

            Examples:
              poweractors run --fleet simulated
              poweractors run --config site.conf --mode enforce
            """);
        run.Add(fleet);
        run.Add(mode);
        run.Add(listen);
        settings.AddTo(run);
        run.SetAction(result =>
        {
            SettingsSources sources = settings.Sources(result, io);
            List<SettingsOverride> options = [.. sources.Options];
            bool isSimulated = result.GetValue(fleet) == "simulated";
            if (result.GetValue(mode) is { } chosen)
                options.Add(new SettingsOverride(["control", "mode"], chosen, "--mode"));
            if (result.GetValue(listen) is { } address)
                options.Add(new SettingsOverride(["api", "listen"], $"\"{address}\"", "--listen"));
            LoadedSettings loaded = SettingsLoader.Load(sources with { Options = options });
            return RunAsync(loaded, isSimulated, isModeChosen: result.GetValue(mode) is not null, io).GetAwaiter().GetResult();
        });
        return run;
    }

    private static async Task<int> RunAsync(LoadedSettings settings, bool isSimulated, bool isModeChosen, CommandIo io)
    {
        SimulationSettings simulation = SimulationSettings.Read(settings);
        ControlSettings control = ControlSettings.Read(settings.Section("control"));
        ApiSettings api = ApiSettings.Read(settings.Section("api"));
        PersistenceSettings persistence = PersistenceSettings.Read(settings.Section("persistence"));
        RedfishSettings redfish = RedfishSettings.Read(settings.Section("redfish"));
        SchedulerSettings scheduling = SchedulerSettings.Read(settings.Section("scheduler"));
        PowerTable power = PlacementSettings.Read(settings);
        SiteSettings site = settings.ReadSite();
        TopologyPlan plan = isSimulated ? simulation.Apply(site.Plan) : site.Plan;
        if (isSimulated && !isModeChosen && settings.Section("control").OriginOf("mode").File == ReferenceSettings.Name)
            control = control with { Mode = ControlMode.Enforce };
        if (isSimulated && persistence.SqliteFile == new PersistenceSettings().SqliteFile)
            persistence = persistence with { SqliteFile = SimulatedJournal };

        using ILoggerFactory loggers = HostLog.Create(io);
        LiveFleet? fleet = isSimulated ? SimulatedFleet.Create(simulation, plan) : null;
        RedfishMeters meters = RedfishMeters.Start(redfish, HostLog.Notices(loggers));
        await using (meters.ConfigureAwait(false))
        {
            using JournalService journal = OpenJournal(persistence, loggers);
            ControlNodeOptions options = new()
            {
                Plan = plan,
                Mode = control.Mode,
                Zone = control.Zone,
                Meters = node => fleet?.Meter(node.Path) ?? meters.For(node.Path),
            };
            ControlNode node = new(options, journal, loggers);
            await using (node.ConfigureAwait(false))
            {
                PodScheduling pods = PodScheduling.Create(scheduling, power, node, loggers);
                await using (pods.ConfigureAwait(false))
                {
                    ApiHost host = await ApiHost.StartAsync(node, api, loggers, TopologyText.Check, pods.Scheduler).ConfigureAwait(false);
                    await using (host.ConfigureAwait(false))
                    {
                        node.Start();
                        pods.Start();
                        await ServeAsync(node, host, fleet, loggers, io).ConfigureAwait(false);
                    }
                }
            }
        }

        return ExitCode.Done;
    }

    private static async Task ServeAsync(ControlNode node, ApiHost host, LiveFleet? fleet, ILoggerFactory loggers, CommandIo io)
    {
        string address = host.Address.ToString().TrimEnd('/');
        io.Error.WriteLine($"listening on {address}   (poweractors tree{(host.Address == ControlAddress.Default ? "" : $" --control {address}")} shows the tree)");
        PowerAgent? agent = fleet is null ? null : SimulatedFleet.StartAgent(fleet, node.Plan, host.AgentsAddress, loggers);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, io.Cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            io.Error.WriteLine("stopping");
        }

        if (agent is not null)
            await agent.DisposeAsync().ConfigureAwait(false);
    }

    private static JournalService OpenJournal(PersistenceSettings persistence, ILoggerFactory loggers)
    {
        try
        {
            return JournalService.Start(persistence, TimeProvider.System, loggers);
        }
        catch (JournalException e)
        {
            throw new InputException("persistence", 0, e.Message);
        }
    }
}
