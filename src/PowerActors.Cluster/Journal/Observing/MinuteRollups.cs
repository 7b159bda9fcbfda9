using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Tree;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// Adds up minutes of power of every domain from the snapshots they publish. Each sample stands until the next, and counts in the minute in which it was taken. Not for several threads at once;
/// O(domains) per sample.
/// </summary>
/// <param name="index">The tree.</param>
/// <param name="latest">The latest snapshot of a node by its number, such as a <see cref="SnapshotBoard"/> gives; null for none.</param>
/// <param name="longest">The longest time that a sample stands for: after a pause of the process nothing is made up. The staleness bound is a good choice.</param>
public sealed class MinuteRollups(TreeIndex index, Func<int, DomainSnapshot?> latest, TimeSpan longest)
{
    private readonly TreeNode[] _domains = [.. index.Nodes.Where(static node => !node.IsServer)];
    private readonly Minute?[] _minutes = new Minute?[index.Nodes.Count];
    private TimeSpan? _sampledAt;

    /// <summary>Takes a sample of all domains; to be called once per telemetry period.</summary>
    /// <param name="wall">Wall time, which names the minutes.</param>
    /// <param name="now">Monotonic time, which measures them.</param>
    /// <returns>The minutes that are over now; mostly none.</returns>
    public IReadOnlyList<PowerRollup> Sample(DateTimeOffset wall, TimeSpan now)
    {
        DateTimeOffset minute = new(wall.UtcTicks - (wall.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        TimeSpan elapsed = _sampledAt is { } before ? now - before : TimeSpan.Zero;
        double stood = Math.Clamp(elapsed.TotalSeconds, 0, longest.TotalSeconds);
        _sampledAt = now;
        List<PowerRollup> finished = [];
        foreach (TreeNode node in _domains)
        {
            ref Minute? current = ref _minutes[node.Index];
            current?.Stand(stood);
            if (current is not null && current.Begin != minute)
            {
                if (current.ToRollup(node.Path) is { } rollup)
                    finished.Add(rollup);
                current = null;
            }

            if (latest(node.Index) is { } snapshot && snapshot.Power.IsPlausible)
                (current ??= new Minute(minute)).See(snapshot, node.Domain!);
        }

        return finished;
    }

    private sealed class Minute(DateTimeOffset begin)
    {
        private readonly Dictionary<string, double> _rungs = new(StringComparer.Ordinal);
        private double _seconds;
        private double _wattSeconds;
        private double _utilizationSeconds;
        private Watts _least = Watts.Unlimited;
        private Watts _most;
        private DomainSnapshot? _standing;
        private string _rung = "";

        public DateTimeOffset Begin => begin;

        public void See(DomainSnapshot snapshot, TopologyDomain domain)
        {
            _standing = snapshot;
            Ladder ladder = domain.Ladder;
            _rung = ladder.NameOf(Math.Clamp(snapshot.Rung, 0, ladder.Top));
            _least = Watts.Min(_least, snapshot.Power);
            _most = Watts.Max(_most, snapshot.Power);
        }

        public void Stand(double seconds)
        {
            if (_standing is null || seconds <= 0)
                return;
            _seconds += seconds;
            _wattSeconds += _standing.Power.Value * seconds;
            _utilizationSeconds += (double.IsFinite(_standing.Utilization) ? _standing.Utilization : 0) * seconds;
            _rungs[_rung] = _rungs.GetValueOrDefault(_rung) + seconds;
        }

        public PowerRollup? ToRollup(string path) => _seconds > 0
            ? new PowerRollup(path, begin, _seconds, _least, new Watts(_wattSeconds / _seconds), _most, _utilizationSeconds / _seconds, _rungs)
            : null;
    }
}
