namespace PowerActors.Cluster.Sessions;

/// <summary>Keeps a peer that misbehaves without end from filling the log: the same complaint about the same peer is let through once in a while, with how often it was held back. Thread-safe.</summary>
/// <param name="every">How often one is let through.</param>
internal sealed class Complaints(TimeSpan every)
{
    /// <summary>More peers than this share one entry: a flood from many addresses must not cost memory either.</summary>
    private const int MostPeers = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (TimeSpan LetThrough, long HeldBack)> _peers = new(StringComparer.Ordinal);

    /// <summary>Whether to log.</summary>
    /// <param name="about">What and who.</param>
    /// <param name="now">The present.</param>
    /// <param name="heldBack">How many were held back since the last time.</param>
    public bool LetThrough(string about, TimeSpan now, out long heldBack)
    {
        lock (_gate)
        {
            if (!_peers.ContainsKey(about) && _peers.Count >= MostPeers)
                about = "";
            bool known = _peers.TryGetValue(about, out (TimeSpan LetThrough, long HeldBack) peer);
            if (known && now - peer.LetThrough < every)
            {
                _peers[about] = (peer.LetThrough, peer.HeldBack + 1);
                heldBack = 0;
                return false;
            }

            heldBack = peer.HeldBack;
            _peers[about] = (now, 0);
            return true;
        }
    }
}
