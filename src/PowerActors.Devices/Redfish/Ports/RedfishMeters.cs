using PowerActors.Core.Hardware;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Settings;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>The meters of all domains that settings map to Redfish services, read in the background. Nothing is written to any service but the session.</summary>
public sealed class RedfishMeters : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<RedfishClient> _clients = [];
    private readonly Dictionary<string, IPowerMeter> _byDomain = new(StringComparer.Ordinal);
    private readonly Task[] _work;

    private RedfishMeters(RedfishSettings settings, Action<RedfishNotice> notices, TimeProvider? time)
    {
        Dictionary<string, List<IPowerMeter>> parts = new(StringComparer.Ordinal);
        List<RedfishPoller> pollers = [];
        foreach (RedfishHostSettings host in settings.Hosts.Where(static host => host.Meters.Count > 0))
        {
            RedfishClient client = new(host.Endpoint, settings.Client, time);
            RedfishPoller poller = new(client, settings.Poll, notices);
            _clients.Add(client);
            pollers.Add(poller);
            foreach ((string uri, string domain) in host.Meters)
            {
                if (!parts.TryGetValue(domain, out List<IPowerMeter>? meters))
                    parts[domain] = meters = [];
                meters.Add(poller.AddMeter(uri));
            }
        }

        foreach ((string domain, List<IPowerMeter> meters) in parts)
            _byDomain[domain] = meters.Count == 1 ? meters[0] : new SumMeter(meters);
        _work = [.. pollers.Select(poller => Task.Run(() => poller.RunAsync(_end.Token)))];
    }

    /// <summary>The domains that have a meter.</summary>
    public IReadOnlyCollection<string> Domains => _byDomain.Keys;

    /// <summary>Starts to read what settings map.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="notices">Told what an operator should hear of; from any thread.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public static RedfishMeters Start(RedfishSettings settings, Action<RedfishNotice> notices, TimeProvider? time = null) => new(settings, notices, time);

    /// <summary>The meter of a domain; null where settings map none to it.</summary>
    /// <param name="path">The domain's path, such as <c>lab/row-1/pdu-1</c>.</param>
    public IPowerMeter? For(string path) => _byDomain.GetValueOrDefault(path);

    /// <summary>Stops reading, and deletes the sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work).ConfigureAwait(false);
        await Task.WhenAll(_clients.Select(static client => client.DisposeAsync().AsTask())).ConfigureAwait(false);
        _end.Dispose();
    }
}
