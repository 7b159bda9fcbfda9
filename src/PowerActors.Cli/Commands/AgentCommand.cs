using System.CommandLine;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using PowerActors.Agent;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hints;
using PowerActors.Api.Hosting;
using PowerActors.Cli.Hosting;
using PowerActors.Cli.Settings;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Devices.Nvml;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Ports;
using PowerActors.Devices.Redfish.Settings;
using PowerActors.Devices.Simulated;

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
        Option<string?> server = new("--server") { Description = "Path of the server in the topology; the one that its credentials name without it.", HelpName = "PATH" };
        Option<string?> mode = new("--mode") { Description = "shadow (read and report, never set anything) or enforce; agent.mode without it.", HelpName = "shadow|enforce" };
        mode.AcceptOnlyFromAmong("shadow", "enforce");
        Command agent = new("agent", """
            Guards a GPU server: reads its GPUs, reports, and applies what its control node directs; alone it falls to the fail-safe cap. Until it is stopped.

            Examples:
              poweractors agent --control https://control-1:8480 --devices nvml --server site/row-1/rack-3/server-9
              poweractors agent --devices simulated --server site/row-1/rack-1/server-1
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
        if (settings.Devices == AgentDevices.Redfish && governor.Mode == GovernorMode.Enforce)
            loaded.Section("governor").Fault("mode", "is enforce, which a baseboard controller is too slow for; shadow, or agent.devices = nvml, would be right");
        if (settings.Devices == AgentDevices.Redfish && hints is not null)
            loaded.Section("agent").Object("hints").Fault("socket", "is set, and a baseboard controller is too slow for phases; agent.devices = nvml would be right");
        if (settings is { Devices: AgentDevices.Simulated, Server: null })
            loaded.Section("agent").Fault("server", "is missing; a path such as site/row-1/rack-1/server-1 would be right");
        loaded.Faults.ThrowIfAny();
        using ILoggerFactory loggers = HostLog.Create(io);
        (IServerHardware hardware, IAsyncDisposable? remote) = await OpenAsync(settings, redfish, loaded, loggers, io).ConfigureAwait(false);
        using IDisposable? driver = hardware as IDisposable;
        PowerAgent agent = new(Compose(settings, hardware, governor, hints), loggers.CreateLogger<PowerAgent>());
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

        if (remote is not null)
            await remote.DisposeAsync().ConfigureAwait(false);
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

    private static async Task<(IServerHardware Hardware, IAsyncDisposable? Remote)> OpenAsync(
        AgentSettings settings, RedfishSettings redfish, LoadedSettings loaded, ILoggerFactory loggers, CommandIo io)
    {
        switch (settings.Devices)
        {
            case AgentDevices.Nvml:
                try
                {
                    return (NvmlServerHardware.Open(), null);
                }
                catch (NvmlException e)
                {
                    throw new InputException("agent.devices", 0, e.Message);
                }

            case AgentDevices.Simulated:
                SiteSettings site = loaded.ReadSite();
                TopologyServer server = FindServer(site, settings.Server!);
                return (new LiveServer(server.Model, new ActuatorProfile(site.Plan.Timing.ClockLatency, site.Plan.Timing.BrakeLatency) { GovernorLatency = DriverLatency }), null);
            default:
                RedfishHostSettings host = redfish.Hosts.FirstOrDefault(known => known.Servers.Any(one => one.Path == settings.Server))
                    ?? throw new InputException("redfish.hosts", 0, $"maps no host to '{settings.Server}'; servers = [{{ server = {settings.Server} }}] at a host would be right (`poweractors redfish discover` shows what it has)");
                RedfishServerSettings mapped = host.Servers.First(one => one.Path == settings.Server);
                RedfishClient client = new(host.Endpoint, redfish.Client);
                try
                {
                    RedfishServerOptions options = new() { Model = FindServer(loaded.ReadSite(), settings.Server!).Model, System = mapped.System, Gpus = mapped.Gpus, Meters = mapped.Meters, Poll = redfish.Poll };
                    RedfishServerHardware hardware = await RedfishServerHardware.ConnectAsync(client, options, io.Cancellation, HostLog.Notices(loggers)).ConfigureAwait(false);
                    return (hardware, new Both(hardware, client));
                }
                catch (RedfishException e)
                {
                    await client.DisposeAsync().ConfigureAwait(false);
                    throw new InputException(host.Endpoint.ToString(), 0, e.Message);
                }
        }
    }

    private static TopologyServer FindServer(SiteSettings site, string path) =>
        OverrideCheck.Find(site.Plan.Root, path).Server ?? throw new InputException("agent.server", 0, $"is '{path}', which is no server of the topology");

    private static AgentOptions Compose(AgentSettings settings, IServerHardware hardware, LiveGovernorReader governor, HintOptions? hints)
    {
        X509Certificate2Collection? authority = settings.Authority is { } file ? LoadAuthority(file) : null;
        X509Certificate2? own = settings.Certificate is { } certificate ? LoadOwn(certificate, settings.Key) : null;
        return new AgentOptions
        {
            Control = [.. settings.Control.Select(static node => new UriBuilder(node) { Scheme = node.Scheme == "https" ? "wss" : "ws", Path = ApiHost.AgentsPath }.Uri)],
            Servers = [new AgentServerOptions { Path = settings.Server ?? "", Hardware = hardware, StateFile = settings.StateFile, Governor = governor.For(hardware.Gpus), Hints = hints }],
            Applies = settings.Mode == ControlMode.Enforce,
            Token = settings.TokenFile is { } tokenFile ? () => ReadToken(tokenFile) : null,
            RestoreOnStop = settings.RestoreOnStop,
            ReconcileEvery = settings.Reconcile,
            Configure = authority is null && own is null ? null : options => Configure(options, authority, own),
        };
    }

    private static void Configure(ClientWebSocketOptions options, X509Certificate2Collection? authority, X509Certificate2? own)
    {
        if (own is not null)
            options.ClientCertificates.Add(own);
        if (authority is null)
            return;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (certificate is null || chain is null || errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch))
                return false;
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Clear();
            chain.ChainPolicy.CustomTrustStore.AddRange(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(new X509Certificate2(certificate));
        };
    }

    private static X509Certificate2Collection LoadAuthority(string file)
    {
        try
        {
            X509Certificate2Collection authority = [];
            authority.ImportFromPemFile(file);
            return authority;
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InputException("agent.tls.authority", 0, $"'{file}' cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
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

    private sealed class Both(RedfishServerHardware hardware, RedfishClient client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await hardware.DisposeAsync().ConfigureAwait(false);
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}
