using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Ports;

namespace PowerActors.Devices.Redfish.Settings;

/// <summary>A server whose GPUs are reached through a controller.</summary>
/// <param name="Path">The server in the topology.</param>
/// <param name="System">The system that it is at the controller, where that has several; null where it has one.</param>
/// <param name="Gpus">The processors that are its GPUs, in order; empty for those that the service calls GPUs.</param>
/// <param name="Meters">The meters that add up to its power; empty to let discovery find one.</param>
public sealed record RedfishServerSettings(string Path, string? System, IReadOnlyList<string> Gpus, IReadOnlyList<string> Meters);

/// <summary>One Redfish service.</summary>
/// <param name="Endpoint">Where it is, and how it and we know one another.</param>
/// <param name="Meters">Its meters by URI, each with the path of the domain that it measures; several for one domain add up.</param>
/// <param name="Servers">The servers behind it.</param>
public sealed record RedfishHostSettings(RedfishEndpoint Endpoint, IReadOnlyList<KeyValuePair<string, string>> Meters, IReadOnlyList<RedfishServerSettings> Servers);

/// <summary>The section <c>redfish</c>: which controllers and PDUs there are, and what they measure and control.</summary>
public sealed record RedfishSettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How services are talked to.</summary>
    public RedfishClientOptions Client { get; init; } = RedfishClientOptions.Default;

    /// <summary>How often they are read.</summary>
    public RedfishPollOptions Poll { get; init; } = RedfishPollOptions.Default;

    /// <summary>The services.</summary>
    public IReadOnlyList<RedfishHostSettings> Hosts { get; init; } = [];

    /// <summary>Reads the section and notes all its faults together. Credentials are read from their files here, so that a missing file is told with the rest.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="domains">Paths of the domains and servers that meters can be mapped to; null to leave paths unchecked.</param>
    /// <param name="environment">Reads an environment variable; the process's when null.</param>
    public static RedfishSettings Read(SettingsReader reader, IReadOnlyCollection<string>? domains = null, Func<string, string?>? environment = null)
    {
        RedfishClientOptions client = RedfishClientOptions.Default;
        RedfishPollOptions poll = RedfishPollOptions.Default;
        RedfishSettings settings = new()
        {
            Client = client with
            {
                Connections = reader.Int32("connections", 1, 4) ?? client.Connections,
                Timeout = reader.Time("timeout", Second, Hour) ?? client.Timeout,
                ConnectTimeout = reader.Time("connect-timeout", TimeSpan.FromMilliseconds(100), Hour) ?? client.ConnectTimeout,
                Retries = reader.Int32("retries", 0, 20) ?? client.Retries,
                LongestRetry = reader.Time("longest-retry", TimeSpan.Zero, Hour) ?? client.LongestRetry,
                LargestAnswer = (reader.Int32("largest-answer-kib", 1, 1 << 20) ?? client.LargestAnswer / 1024) * 1024,
            },
            Poll = poll with
            {
                Interval = reader.Time("interval", TimeSpan.FromMilliseconds(100), Hour) ?? poll.Interval,
                LatencyObjective = reader.Time("latency-objective", TimeSpan.FromMilliseconds(10), Hour) ?? poll.LatencyObjective,
                LongestInterval = reader.Time("longest-interval", TimeSpan.FromMilliseconds(100), Hour) ?? poll.LongestInterval,
                Freshness = reader.Time("freshness", TimeSpan.FromMilliseconds(100), Hour) ?? poll.Freshness,
                ReadBack = reader.Time("read-back", Second, Hour) ?? poll.ReadBack,
            },
            Hosts = [.. reader.Objects("hosts").Select(host => ReadHost(host, domains, environment ?? Environment.GetEnvironmentVariable)).OfType<RedfishHostSettings>()],
        };
        if (settings.Poll.Freshness < settings.Poll.Interval)
            reader.Fault("freshness", $"is {settings.Poll.Freshness.TotalSeconds:0.###} s; it must be at least redfish.interval, {settings.Poll.Interval.TotalSeconds:0.###} s, or no reading is ever fresh");
        if (settings.Poll.LongestInterval < settings.Poll.Interval)
            reader.Fault("longest-interval", $"is {settings.Poll.LongestInterval.TotalSeconds:0.###} s; it must be at least redfish.interval, {settings.Poll.Interval.TotalSeconds:0.###} s");
        RefuseTwice(reader, settings.Hosts);
        return settings;
    }

    private static RedfishHostSettings? ReadHost(SettingsReader reader, IReadOnlyCollection<string>? domains, Func<string, string?> environment)
    {
        RedfishEndpoint? endpoint = ReadEndpoint(reader, environment);
        List<KeyValuePair<string, string>> meters = [];
        SettingsReader map = reader.Object("meters");
        foreach (SettingsField field in map.Node.Fields)
        {
            string? domain = new SettingsReader(map.Node, map.Path, map.Faults).Text(field.Key);
            if (!IsResource(field.Key))
                map.Faults.Add(field.KeyOrigin, $"'{field.Key}' in {map.Path} is no resource; write its URI in quotes, as `poweractors redfish discover` prints it, such as \"/redfish/v1/...\"");
            else if (domain is not null && IsKnown(domain, domains, field.Node.Origin, map))
                meters.Add(new KeyValuePair<string, string>(field.Key, domain));
        }

        List<RedfishServerSettings> servers = [.. reader.Objects("servers").Select(server => ReadServer(server, domains)).OfType<RedfishServerSettings>()];
        reader.RefuseUnknown();
        return endpoint is null ? null : new RedfishHostSettings(endpoint, meters, servers);
    }

    private static RedfishEndpoint? ReadEndpoint(SettingsReader reader, Func<string, string?> environment)
    {
        reader.RequireWritten("url", "write where the service is, such as url = \"https://pdu-17.mgmt\"");
        RedfishCredentials? credentials = ReadCredentials(reader, environment);
        string? fingerprint = null;
        if (reader.Text("fingerprint") is { } text && !RedfishEndpoint.TryParseFingerprint(text, out fingerprint))
        {
            reader.Fault("fingerprint", $"is '{text}'; write the certificate's SHA-256 as 64 hexadecimal digits, as `poweractors redfish discover` tells it");
            fingerprint = null;
        }

        if (reader.Text("url") is not { } url)
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
        {
            reader.Fault("url", $"is '{url}', no URL of a Redfish service; write https://HOST");
            return null;
        }

        RedfishEndpoint endpoint = new() { Url = uri, Credentials = credentials, Fingerprint = fingerprint };
        if (endpoint.Problem() is not { } problem)
            return endpoint;
        reader.Fault("url", $"cannot be used: {problem}");
        return null;
    }

    private static RedfishCredentials? ReadCredentials(SettingsReader reader, Func<string, string?> environment)
    {
        string? file = reader.Text("credentials-file");
        string? prefix = reader.Text("credentials-environment");
        if (file is not null && prefix is not null)
            reader.Fault("credentials-environment", "stands beside credentials-file; write one of them");
        try
        {
            if (file is not null)
                return RedfishCredentials.FromFile(Beside(file, reader.OriginOf("credentials-file")));
            return prefix is null ? null : RedfishCredentials.FromEnvironment(prefix, environment);
        }
        catch (InputException e)
        {
            foreach (InputFault fault in e.Faults)
                reader.Fault(file is not null ? "credentials-file" : "credentials-environment", $"cannot be used: {fault}");
            return null;
        }
    }

    private static RedfishServerSettings? ReadServer(SettingsReader reader, IReadOnlyCollection<string>? domains)
    {
        reader.RequireWritten("server", "write its path in the topology, such as server = lab/row/rack-1/server-1");
        string? path = reader.Text("server");
        string? system = reader.Text("system");
        List<string> gpus = Resources(reader, "gpus");
        List<string> meters = Resources(reader, "meters");
        if (system is not null && !IsResource(system))
            reader.Fault("system", $"is '{system}'; write its URI, such as \"/redfish/v1/Systems/Node0\"");
        reader.RefuseUnknown();
        return path is not null && IsKnown(path, domains, reader.OriginOf("server"), reader) ? new RedfishServerSettings(path, system, gpus, meters) : null;
    }

    private static List<string> Resources(SettingsReader reader, string key)
    {
        List<string> resources = [];
        foreach (SettingsNode item in reader.Items(key))
        {
            if (item.Kind == SettingsKind.Text && IsResource(item.Text))
                resources.Add(item.Text);
            else
                reader.Faults.Add(item.Origin, $"{reader.PathOf(key)} has {item}; write URIs in quotes, such as \"/redfish/v1/...\"");
        }

        return resources;
    }

    private static void RefuseTwice(SettingsReader reader, IReadOnlyList<RedfishHostSettings> hosts)
    {
        foreach (IGrouping<string, RedfishHostSettings> same in hosts.GroupBy(static host => host.Endpoint.ToString(), StringComparer.OrdinalIgnoreCase).Where(static g => g.Count() > 1))
            reader.Fault("hosts", $"has {same.Key} {same.Count()} times; write it once, with all its meters and servers");
        foreach (IGrouping<string, RedfishServerSettings> same in hosts.SelectMany(static host => host.Servers).GroupBy(static s => s.Path, StringComparer.Ordinal).Where(static g => g.Count() > 1))
            reader.Fault("hosts", $"has the server {same.Key} {same.Count()} times; a server has one controller");
    }

    private static bool IsKnown(string path, IReadOnlyCollection<string>? domains, SourceLocation origin, SettingsReader reader)
    {
        if (domains is null || domains.Contains(path))
            return true;
        string right = reader.Faults.Suggest(path, domains);
        reader.Faults.Add(origin, $"'{path}' is no domain of the topology; {(right.Length <= 400 ? right : "`poweractors topology check --json` lists them")}");
        return false;
    }

    private static bool IsResource(string text) => text.StartsWith("/redfish/", StringComparison.Ordinal);

    /// <summary>A file that a settings file names stands beside that file; one that an option names, where the user stands.</summary>
    private static string Beside(string path, SourceLocation origin)
    {
        string? folder = origin.Line > 0 ? Path.GetDirectoryName(origin.File) : null;
        return string.IsNullOrEmpty(folder) ? path : Path.Combine(folder, path);
    }
}
