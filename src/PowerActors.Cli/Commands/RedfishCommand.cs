using System.CommandLine;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;
using PowerActors.Devices.Redfish.Settings;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors redfish discover</c>: what a controller or PDU has, and which lines in the settings put it to use. Changes nothing there.</summary>
internal static class RedfishCommand
{
    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Option<string?> host = new("--host") { Description = "One host, such as https://pdu-17.mgmt; without it all hosts of the settings.", HelpName = "URL" };
        Option<string?> userFile = new("--user-file") { Description = "For --host: a file of two lines, user = NAME and password = SECRET.", HelpName = "FILE" };
        Option<string?> fingerprint = new("--fingerprint") { Description = "For --host: SHA-256 of the one certificate to accept, whoever signed it.", HelpName = "HEX" };
        Command discover = new("discover", """
            Prints every power meter, control and GPU that Redfish hosts have, and how to name them in settings.

            Examples:
              poweractors redfish discover --host https://pdu-17.mgmt --user-file pdu.credentials
              poweractors redfish discover --config site.conf --json
            """);
        discover.Add(host);
        discover.Add(userFile);
        discover.Add(fingerprint);
        settings.AddTo(discover);
        discover.SetAction(result =>
        {
            LoadedSettings loaded = SettingsLoader.Load(settings.Sources(result, io));
            RedfishSettings redfish = ReadSettings(loaded);
            loaded.Faults.ThrowIfAny();
            IReadOnlyList<RedfishEndpoint> hosts = Hosts(result.GetValue(host), result.GetValue(userFile), result.GetValue(fingerprint), redfish);
            return Discover(hosts, redfish.Client, result.GetValue(settings.Json), io);
        });
        return CommandLine.Group("redfish", "Baseboard controllers and PDUs.", io, discover);
    }

    /// <summary>The section, with its paths checked against the topology in force; all faults of both are noted.</summary>
    private static RedfishSettings ReadSettings(LoadedSettings loaded)
    {
        SiteSettings? site = SiteSettings.Read(loaded.Root, loaded.Faults);
        HashSet<string>? paths = null;
        if (site is not null)
        {
            paths = new HashSet<string>(StringComparer.Ordinal);
            foreach (Core.Topology.DomainCheck check in site.Check.Domains)
            {
                paths.Add(check.Path);
                paths.UnionWith(check.Domain.Servers.Select(server => $"{check.Path}/{server.Name}"));
            }
        }

        return RedfishSettings.Read(loaded.Section("redfish"), paths);
    }

    private static IReadOnlyList<RedfishEndpoint> Hosts(string? host, string? userFile, string? fingerprint, RedfishSettings settings)
    {
        if (host is null)
        {
            if (userFile is not null || fingerprint is not null)
                throw new InputException(userFile is not null ? "--user-file" : "--fingerprint", 0, "belongs to --host; name a host, or write it into redfish.hosts");
            return settings.Hosts.Count > 0
                ? [.. settings.Hosts.Select(static known => known.Endpoint)]
                : throw new InputException("--host", 0, "is missing, and redfish.hosts is empty; name a host, such as --host https://pdu-17.mgmt");
        }

        if (!Uri.TryCreate(host, UriKind.Absolute, out Uri? url))
            throw new InputException("--host", 0, $"'{host}' is no URL; write https://HOST");
        string? pinned = null;
        if (fingerprint is not null && !RedfishEndpoint.TryParseFingerprint(fingerprint, out pinned))
            throw new InputException("--fingerprint", 0, $"'{fingerprint}' is no SHA-256; write 64 hexadecimal digits");
        RedfishCredentials? credentials = userFile is null ? null : RedfishCredentials.FromFile(userFile);
        RedfishEndpoint endpoint = new() { Url = url, Credentials = credentials, Fingerprint = pinned };
        return endpoint.Problem() is { } problem ? throw new InputException("--host", 0, problem) : [endpoint];
    }

    private static int Discover(IReadOnlyList<RedfishEndpoint> hosts, RedfishClientOptions options, bool json, CommandIo io)
    {
        List<(RedfishEndpoint, RedfishInventory)> found = [];
        bool isComplete = true;
        foreach (RedfishEndpoint host in hosts)
        {
            try
            {
                RedfishInventory inventory = DiscoverAsync(host, options, io).GetAwaiter().GetResult();
                isComplete &= inventory.IsComplete;
                found.Add((host, inventory));
            }
            catch (RedfishException e)
            {
                isComplete = false;
                io.Error.WriteLine(e.Message);
            }
        }

        if (json)
            RedfishJson.Write(found, io.Out);
        else
            RedfishTable.Write(found, io.Out);
        return isComplete ? ExitCode.Done : ExitCode.No;
    }

    private static async Task<RedfishInventory> DiscoverAsync(RedfishEndpoint host, RedfishClientOptions options, CommandIo io)
    {
        RedfishClient client = new(host, options);
        await using (client.ConfigureAwait(false))
            return await RedfishDiscovery.RunAsync(client, io.Cancellation).ConfigureAwait(false);
    }
}
