using System.CommandLine;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using PowerActors.Agent;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hints;
using PowerActors.Api.Hosting;
using PowerActors.Cli.Client;
using PowerActors.Cli.Hosting;
using PowerActors.Cli.Settings;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Devices.Nvml;
using PowerActors.Devices.Redfish.Settings;
using PowerActors.Tree;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors agent</c>: the part on a GPU server.</summary>
internal static class AgentCommand
{
    /// <summary>What a driver takes to lock a clock: simulated ones are as fast.</summary>
    private static readonly TimeSpan DriverLatency = TimeSpan.FromMilliseconds(6);

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Option<string[]> control = new("--control") { Description = "A control node; repeatable, tried in turn. agent.control without it.", HelpName = "URL", DefaultValueFactory = static _ => [] };
        Option<string?> devices = new("--devices") { Description = "nvml (this machine's GPUs), redfish (through their controllers) or simulated; agent.devices without it.", HelpName = "WHICH" };
        devices.AcceptOnlyFromAmong("nvml", "redfish", "simulated");
        Option<string?> server = new("--server") { Description = "Path of the server in the topology; without it the one that its credentials name, and with redfish all that redfish.hosts maps.", HelpName = "PATH" };
        Option<string?> mode = new("--mode") { Description = "shadow (read and report, never set anything) or enforce; agent.mode without it.", HelpName = "shadow|enforce" };
        mode.AcceptOnlyFromAmong("shadow", "enforce");
        Command agent = new("agent", """
            Guards a GPU server: reads its GPUs, reports, and applies what its control node directs; alone it falls to the fail-safe cap. Until it is stopped.

            Examples:
              poweractors agent --control https://control-1:8480 --devices nvml --server site/row-1/rack-3/server-9
              poweractors agent --devices simulated --server site/row-1/rack-1/server-1
              poweractors agent --config site.conf --devices redfish
            """);
        agent.Add(control);
        agent.Add(devices);
        agent.Add(server);
        agent.Add(mode);
        settings.AddTo(agent);
        agent.SetAction(result =>
        {
            SettingsSources sources = settings.Sources(result, io);
            List<SettingsOverride> options = [.. sources.Options];
            if (result.GetValue(control) is { Length: > 0 } nodes)
                options.Add(new SettingsOverride(["agent", "control"], $"[{string.Join(", ", nodes.Select(SettingsOverride.Quote))}]", "--control"));
            Add(options, "devices", result.GetValue(devices), "--devices");
            Add(options, "server", result.GetValue(server), "--server");
            Add(options, "mode", result.GetValue(mode), "--mode");
            return RunAsync(SettingsLoader.Load(sources with { Options = options }), io).GetAwaiter().GetResult();
        });
        return agent;
    }

    private static void Add(List<SettingsOverride> options, string key, string? value, string name)
    {
        if (value is not null)
            options.Add(SettingsOverride.OfText(name, value, "agent", key));
    }

    private static async Task<int> RunAsync(LoadedSettings loaded, CommandIo io)
    {
        AgentSettings settings = AgentSettings.Read(loaded.Section("agent"));
        RedfishSettings redfish = RedfishSettings.Read(loaded.Section("redfish"));
        LiveGovernorReader governor = LiveGovernorReader.Read(loaded.Section("governor"));
        HintOptions? hints = HintReader.Read(loaded.Section("agent").Object("hints"));
        if (settings.Devices == AgentDevices.Redfish && governor.Mode != GovernorMode.Off)
            loaded.Section("governor").Fault("mode", "is on, and a baseboard controller is too slow for a governor; off, or agent.devices = nvml, would be right");
        if (settings.Devices == AgentDevices.Redfish && hints is not null)
            loaded.Section("agent").Object("hints").Fault("socket", "is set, and a baseboard controller is too slow for phases; agent.devices = nvml would be right");
        if (settings is { Devices: AgentDevices.Simulated, Server: null })
            loaded.Section("agent").Fault("server", "is missing; a path such as site/row-1/rack-1/server-1 would be right");
        loaded.Faults.ThrowIfAny();
        using ILoggerFactory loggers = HostLog.Create();
        if (settings.Devices == AgentDevices.Redfish)
            return await RunRedfishAsync(settings, redfish, loaded.ReadSite(), loggers, io).ConfigureAwait(false);
        IServerHardware hardware = Open(settings, loaded);
        using IDisposable? driver = hardware as IDisposable;
        (IWorkProfile? work, string figures) = governor.Work(hardware.Gpus);
        AgentServerOptions guarded = new() { Path = settings.Server ?? "", Hardware = hardware, StateFile = settings.StateFile, Governor = governor.For(hardware.Gpus), Work = work, WorkFrom = figures, Hints = hints };
        PowerAgent agent = new(Compose(settings, [guarded]), loggers.CreateLogger<PowerAgent>());
        await using (agent.ConfigureAwait(false))
        {
            Start(agent);
            io.Error.WriteLine($"guards {hardware.Gpus.Count} GPUs{(settings.Server is { } path ? $" as {path}" : "")} for {string.Join(", ", settings.Control)}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, io.Cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                io.Error.WriteLine("stopping");
            }
        }

        return ExitCode.Done;
    }

    private static void Start(PowerAgent agent)
    {
        try
        {
            agent.Start();
        }
        catch (IOException e)
        {
            throw new InputException("agent.hints.socket", 0, e.Message);
        }
    }

    private static async Task<int> RunRedfishAsync(AgentSettings settings, RedfishSettings redfish, SiteSettings site, ILoggerFactory loggers, CommandIo io)
    {
        X509Certificate2Collection? authority = settings.Authority is { } file ? CertificateTrust.Load(file, "agent.tls.authority") : null;
        X509Certificate2? own = settings.Certificate is { } certificate ? LoadOwn(certificate, settings.Key) : null;
        RedfishFleet fleet = RedfishFleet.Start(
            redfish, settings.Server, site.Plan, servers => Compose(settings, servers, authority, own),
            path => settings is { StateFile: { } state, Server: null } ? $"{state}.{path.Replace('/', '_')}" : settings.StateFile, loggers);
        await using (fleet.ConfigureAwait(false))
        {
            io.Error.WriteLine($"guards {(settings.Server is { } path ? path : $"{fleet.Servers} servers")} through Redfish for {string.Join(", ", settings.Control)}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, io.Cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                io.Error.WriteLine("stopping");
            }
        }

        return ExitCode.Done;
    }

    private static IServerHardware Open(AgentSettings settings, LoadedSettings loaded)
    {
        if (settings.Devices == AgentDevices.Simulated)
        {
            SiteSettings site = loaded.ReadSite();
            return SimulatedFleet.Server(SimulationSettings.Read(loaded), site.Plan, FindServer(site, settings.Server!), settings.Server!);
        }

        try
        {
            return NvmlServerHardware.Open();
        }
        catch (NvmlException e)
        {
            throw new InputException("agent.devices", 0, e.Message);
        }
    }

    private static TopologyServer FindServer(SiteSettings site, string path) =>
        OverrideCheck.Find(site.Plan.Root, path).Server ?? throw new InputException("agent.server", 0, $"is '{path}', which is no server of the topology");

    private static AgentOptions Compose(AgentSettings settings, IReadOnlyList<AgentServerOptions> servers) => Compose(
        settings, servers,
        settings.Authority is { } file ? CertificateTrust.Load(file, "agent.tls.authority") : null,
        settings.Certificate is { } certificate ? LoadOwn(certificate, settings.Key) : null);

    private static AgentOptions Compose(AgentSettings settings, IReadOnlyList<AgentServerOptions> servers, X509Certificate2Collection? authority, X509Certificate2? own) => new()
    {
        Control = [.. settings.Control.Select(static node => new UriBuilder(node) { Scheme = node.Scheme == "https" ? "wss" : "ws", Path = ApiHost.AgentsPath }.Uri)],
        Servers = servers,
        Applies = settings.Mode == ControlMode.Enforce,
        Token = settings.TokenFile is { } tokenFile ? () => ReadToken(tokenFile) : null,
        RestoreOnStop = settings.RestoreOnStop,
        ReconcileEvery = settings.Reconcile,
        Configure = authority is null && own is null ? null : options => Configure(options, authority, own),
    };

    private static void Configure(ClientWebSocketOptions options, X509Certificate2Collection? authority, X509Certificate2? own)
    {
        if (own is not null)
            options.ClientCertificates.Add(own);
        if (authority is null)
            return;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => CertificateTrust.Holds(certificate, chain, errors, authority);
    }

    private static X509Certificate2 LoadOwn(string file, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file, key);
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException("agent.tls.certificate", 0, $"'{file}' cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string? ReadToken(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The node refuses, and the log says so; the next connect reads it again.
        }
    }
}
