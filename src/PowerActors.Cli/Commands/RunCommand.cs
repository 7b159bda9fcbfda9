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
        Option<string> fleet = new("--fleet") { Description = "simulated: agents for the whole topology in this process, with simulated servers under a load. redfish: agents for the servers that redfish.hosts maps, through their controllers.", HelpName = "none|simulated|redfish", DefaultValueFactory = static _ => "none" };
        fleet.AcceptOnlyFromAmong("none", "simulated", "redfish");
        Option<string?> mode = new("--mode") { Description = "shadow (decide and record only) or enforce; without it control.mode, and enforce for a simulated fleet.", HelpName = "shadow|enforce" };
        mode.AcceptOnlyFromAmong("shadow", "enforce");
        Option<string?> listen = new("--listen") { Description = "Where to listen; api.listen without it.", HelpName = "URL" };
        Command run = new("run", """
            Runs a control node: the actors of site, rows, PDUs and racks, the journal, the API, and the door for agents. Until it is stopped.

            Examples:
              poweractors run --fleet simulated
              poweractors run --config site.conf --mode enforce
              poweractors run --config site.conf --fleet redfish
            """);
        run.Add(fleet);
        run.Add(mode);
        run.Add(listen);
        settings.AddTo(run);
        run.SetAction(result =>
        {
            SettingsSources sources = settings.Sources(result, io);
            List<SettingsOverride> options = [.. sources.Options];
            string agents = result.GetValue(fleet)!;
            if (result.GetValue(mode) is { } chosen)
                options.Add(new SettingsOverride(["control", "mode"], chosen, "--mode"));
            if (result.GetValue(listen) is { } address)
                options.Add(new SettingsOverride(["api", "listen"], $"\"{address}\"", "--listen"));
            LoadedSettings loaded = SettingsLoader.Load(sources with { Options = options });
            try
            {
                return RunAsync(loaded, agents, isModeChosen: result.GetValue(mode) is not null, io).GetAwaiter().GetResult();
            }
            catch (JournalException e)
            {
                // Nothing is wrong with the settings: a database that is not up yet. Whoever starts this again, such as systemd, is right to.
                io.Error.WriteLine($"persistence: {e.Message}");
                return ExitCode.No;
            }
        });
        return run;
    }

    private static async Task<int> RunAsync(LoadedSettings settings, string agents, bool isModeChosen, CommandIo io)
    {
        bool isSimulated = agents == "simulated";
        SimulationSettings simulation = SimulationSettings.Read(settings);
        ControlSettings control = ControlSettings.Read(settings.Section("control"));
        ApiSettings api = ApiSettings.Read(settings.Section("api"));
        PersistenceSettings persistence = PersistenceSettings.Read(settings.Section("persistence"));
        SchedulerSettings scheduling = SchedulerSettings.Read(settings.Section("scheduler"));
        PowerTable power = PlacementSettings.Read(settings);
        SiteSettings site = settings.ReadSite();
        TopologyPlan plan = isSimulated ? simulation.Apply(site.Plan) : site.Plan;
        RedfishSettings redfish = ReadRedfish(settings, plan);
        if (isSimulated && !isModeChosen && settings.Section("control").OriginOf("mode").File == ReferenceSettings.Name)
            control = control with { Mode = ControlMode.Enforce };
        if (isSimulated && persistence.SqliteFile == new PersistenceSettings().SqliteFile)
            persistence = persistence with { SqliteFile = SimulatedJournal };

        using ILoggerFactory loggers = HostLog.Create();
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
                        RedfishFleet? controllers = agents == "redfish" ? StartControllers(redfish, plan, persistence, host, loggers) : null;
                        await ServeAsync(node, host, fleet, loggers, io).ConfigureAwait(false);
                        if (controllers is not null)
                            await controllers.DisposeAsync().ConfigureAwait(false);
                    }
                }
            }
        }

        return ExitCode.Done;
    }

    /// <summary>A meter that no domain looks at, or a path with a typing mistake, would leave a breaker watched by nobody without a word.</summary>
    private static RedfishSettings ReadRedfish(LoadedSettings settings, TopologyPlan plan)
    {
        RedfishSettings redfish = RedfishSettings.Read(settings.Section("redfish"), TopologyPaths.All(plan.Root));
        HashSet<string> blind = TopologyPaths.WithoutMeter(plan.Root);
        foreach ((string uri, string domain) in redfish.Hosts.SelectMany(static host => host.Meters))
        {
            if (blind.Contains(domain))
                settings.Section("redfish").Fault("hosts", $"maps {uri} to '{domain}', which has no meter in the topology; meter = true there would be right");
        }

        settings.Faults.ThrowIfAny();
        return redfish;
    }

    private static RedfishFleet StartControllers(RedfishSettings redfish, TopologyPlan plan, PersistenceSettings persistence, ApiHost host, ILoggerFactory loggers) => RedfishFleet.Start(
        redfish, only: null, plan,
        servers => new AgentOptions { Control = [host.AgentsAddress], Servers = servers, Token = () => host.OwnAgentsToken, Configure = host.ConfigureOwnAgents },
        path => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(persistence.SqliteFile))!, $"poweractors-agent.state.{path.Replace('/', '_')}"), loggers);

    private static async Task ServeAsync(ControlNode node, ApiHost host, LiveFleet? fleet, ILoggerFactory loggers, CommandIo io)
    {
        string from = Reachable(host.Address) == ControlAddress.Default ? "" : $" --control {Text(Reachable(host.Address))}";
        io.Error.WriteLine($"listening on {Text(host.Address)}   (poweractors tree{from} shows the tree)");
        PowerAgent? agent = fleet is null ? null : SimulatedFleet.StartAgent(fleet, host, loggers);
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

    private static string Text(Uri address) => address.ToString().TrimEnd('/');

    /// <summary>Where somebody on this machine asks a node that listens on all of its addresses.</summary>
    private static Uri Reachable(Uri address) => address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "localhost" }.Uri : address;

    private static JournalService OpenJournal(PersistenceSettings persistence, ILoggerFactory loggers)
    {
        try
        {
            return JournalService.Start(persistence, TimeProvider.System, loggers);
        }
        catch (JournalException e) when (persistence.Provider == PersistenceProvider.Sqlite || e.Fault != JournalFault.Unavailable)
        {
            throw new InputException("persistence", 0, e.Message);
        }
    }
}
