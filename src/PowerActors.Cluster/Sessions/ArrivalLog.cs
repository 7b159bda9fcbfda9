using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Sessions;

/// <summary>Who came and went since the log was last told: a few are named one by one, a whole fleet is one line. Thread-safe.</summary>
/// <param name="logger">The log.</param>
/// <param name="sessions">Servers whose agent is connected now.</param>
/// <param name="servers">Servers of the topology.</param>
internal sealed class ArrivalLog(ILogger logger, Func<int> sessions, int servers)
{
    /// <summary>More than this at a time share a line.</summary>
    public const int Few = 3;

    /// <summary>More reasons than this share one name: what a peer may say must not cost memory.</summary>
    private const int MostReasons = 16;

    private readonly Lock _gate = new();
    private readonly List<(string Server, string Peer, int Gpus, string Version)> _joined = [];
    private readonly Dictionary<string, (int Count, List<string> Servers)> _left = new(StringComparer.Ordinal);
    private int _joinedCount;

    public void Joined(string server, string peer, int gpus, string version)
    {
        lock (_gate)
        {
            if (_joinedCount++ < Few)
                _joined.Add((server, peer, gpus, version));
        }
    }

    public void Left(string server, string reason)
    {
        lock (_gate)
        {
            if (!_left.ContainsKey(reason) && _left.Count >= MostReasons)
                reason = "for many reasons";
            (int count, List<string> named) = _left.GetValueOrDefault(reason, (0, []));
            if (count < Few)
                named.Add(server);
            _left[reason] = (count + 1, named);
        }
    }

    /// <summary>Tells the log.</summary>
    public void Tell()
    {
        lock (_gate)
        {
            foreach ((string reason, (int count, List<string> named)) in _left)
            {
                if (count > Few)
                    HubLog.ManyDisconnected(logger, count, named[0], reason, sessions(), servers);
                else
                    named.ForEach(server => HubLog.Disconnected(logger, server, reason));
            }

            if (_joinedCount > Few)
                HubLog.ManyConnected(logger, _joinedCount, _joined[0].Server, sessions(), servers);
            else
                _joined.ForEach(agent => HubLog.Connected(logger, agent.Server, agent.Peer, agent.Gpus, agent.Version));
            _left.Clear();
            _joined.Clear();
            _joinedCount = 0;
        }
    }
}
