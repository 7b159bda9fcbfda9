using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Simulation.Results;
using PowerActors.Tree;

namespace PowerActors.Simulation.Running;

/// <summary>Hears every decision of the tree: counts them, times the rungs, and hashes the stream.</summary>
internal sealed class DecisionRecorder : ITreeObserver
{
    private readonly Dictionary<string, TimeSpan> _rungTimes = new(StringComparer.Ordinal);
    private readonly (int Rung, TimeSpan Since)[] _standing;
    private readonly TreeIndex _index;
    private DecisionDigest _digest = new();

    public DecisionRecorder(TreeIndex index)
    {
        _index = index;
        _standing = new (int, TimeSpan)[index.Nodes.Count];
        foreach (Ladder ladder in Guarded().Select(static node => node.Domain!.Ladder))
        {
            for (int rung = 0; rung <= ladder.Top; rung++)
                _rungTimes.TryAdd(ladder.NameOf(rung), TimeSpan.Zero);
        }
    }

    public int Brakes { get; private set; }

    public int Directives { get; private set; }

    public int Alerts { get; private set; }

    public List<(TimeSpan At, string Node, AlertKind Kind, string Detail)> FirstAlerts { get; } = [];

    public string Digest => _digest.ToString();

    public void OnRungChanged(TreeNode domain, Ladder ladder, int from, int to, double utilization, TimeSpan now)
    {
        Close(domain, ladder, now);
        _standing[domain.Index] = (to, now);
        if (ladder.HasBrake && to == ladder.Top)
            Brakes++;
        _digest.Add(now.Ticks);
        _digest.Add(((long)domain.Index << 16) | (uint)to);
        _digest.Add(utilization);
    }

    public void OnCeilingsChanged(TreeNode domain, in Ceilings ceilings, TimeSpan now)
    {
        if (domain.Domain is { HasLimit: true, Ladder.Top: > 0 })
            Directives++;
    }

    public void OnCapRequested(TreeNode server, int gpu, GpuCap cap, TimeSpan now)
    {
        _digest.Add(now.Ticks);
        _digest.Add(((long)server.Index << 16) | (uint)gpu);
        _digest.Add(cap.Ceiling.Value);
    }

    public void OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now)
    {
        Alerts++;
        if (FirstAlerts.Count < 100)
            FirstAlerts.Add((now, node.Path, kind, detail));
    }

    public void AddToDigest(long word) => _digest.Add(word);

    /// <summary>The rung that a domain stands on.</summary>
    public int RungOf(int node) => _standing[node].Rung;

    /// <summary>Seconds on each rung, added up over the domains that have a ladder and a limit.</summary>
    public Dictionary<string, double> RungSeconds(TimeSpan end)
    {
        foreach (TreeNode node in Guarded())
        {
            Close(node, node.Domain!.Ladder, end);
            _standing[node.Index].Since = end;
        }

        return _rungTimes.ToDictionary(static pair => pair.Key, static pair => pair.Value.TotalSeconds, StringComparer.Ordinal);
    }

    private IEnumerable<TreeNode> Guarded() => _index.Nodes.Where(static node => node.Domain is { HasLimit: true, Ladder.Top: > 0 });

    private void Close(TreeNode domain, Ladder ladder, TimeSpan now)
    {
        (int rung, TimeSpan since) = _standing[domain.Index];
        string name = ladder.NameOf(rung);
        _rungTimes[name] = _rungTimes.GetValueOrDefault(name) + (now - since);
    }
}
