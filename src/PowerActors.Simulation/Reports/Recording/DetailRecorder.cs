using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Serving;
using PowerActors.Tree;

namespace PowerActors.Simulation.Reports.Recording;

/// <summary>Records a run for its report, once per telemetry period: O(domains) each time, memory bounded. It only looks; a run decides the same with and without it.</summary>
internal sealed class DetailRecorder
{
    private const int MostServers = 2000;
    private readonly TreeIndex _index;
    private readonly (int Node, int[] Severities)[] _guarded;
    private readonly List<RungName> _rungs;
    private readonly PowerHistoryRecorder _history;
    private readonly WorstMomentRecorder _worst;
    private readonly DomainHistoryRecorder _domains;
    private readonly long[] _serversAtWorst;

    public DetailRecorder(TreeIndex index, TimeSpan period)
    {
        _index = index;
        TreeNode[] guarded = [.. index.Nodes.Where(static node => node.Domain is { HasLimit: true, Ladder.Top: > 0 })];
        _rungs = Severity([.. guarded.Select(static node => node.Domain!.Ladder).Distinct()]);
        _guarded = [.. guarded.Select(node => (node.Index, SeveritiesOf(node.Domain!.Ladder)))];
        _history = new PowerHistoryRecorder(period, _rungs.Count);
        _worst = new WorstMomentRecorder(period);
        _domains = new DomainHistoryRecorder(index, period);
        _serversAtWorst = new long[index.Servers.Count <= MostServers ? index.Servers.Count : 0];
    }

    /// <summary>Takes a sample.</summary>
    /// <param name="now">When.</param>
    /// <param name="milliwatts">Power of the domains that the result is about.</param>
    /// <param name="counts">False during the warm-up.</param>
    /// <param name="datacenter">The world.</param>
    /// <param name="rungOf">The rung that a domain stands on, by the number of its node.</param>
    public void Sample(TimeSpan now, long milliwatts, bool counts, VirtualDatacenter datacenter, Func<int, int> rungOf)
    {
        int tightest = 0;
        foreach ((int node, int[] severities) in _guarded)
            tightest = Math.Max(tightest, severities[rungOf(node)]);
        _history.Add(milliwatts, tightest);
        _domains.Add(datacenter);
        if (!_worst.Add(now, milliwatts, tightest, counts))
            return;
        for (int i = 0; i < _serversAtWorst.Length; i++)
            _serversAtWorst[i] = datacenter.Server(i).PowerMilliwatts;
    }

    public RunDetail ToDetail(TimeSpan end, LatencyRecorder run, LatencyRecorder? reference, LawLedger laws, IEnumerable<string> alerts)
    {
        List<LatencyDistribution> latencies = [];
        foreach (Priority priority in (ReadOnlySpan<Priority>)[Priority.High, Priority.Low])
        {
            latencies.Add(new LatencyDistribution(priority, IsReference: false, Bins(run, priority)));
            if (reference is not null)
                latencies.Add(new LatencyDistribution(priority, IsReference: true, Bins(reference, priority)));
        }

        return new RunDetail
        {
            Rungs = _rungs,
            History = _history.ToHistory(end),
            Worst = _worst.HasAny ? new WorstMoment(_worst.At, _worst.Samples, [.. _serversAtWorst.Select(ToSample)]) : null,
            Domains = _domains.ToHistory(),
            Latencies = latencies,
            LawChecks = [.. Enum.GetValues<Law>().Select(law => (law, laws.ChecksOf(law))).Where(static count => count.Item2 > 0)],
            Alerts = [.. alerts],
        };
    }

    private ServerSample ToSample(long milliwatts, int number)
    {
        TreeNode node = _index.Servers[number];
        return new ServerSample(node.Path, node.Server!.Priority, milliwatts / 1e3, node.Server.Model.Nameplate.Value);
    }

    /// <summary>The rungs of all ladders in one order: no rung, then by threshold, brakes last. Rungs of one name in several ladders are one.</summary>
    private static List<RungName> Severity(IReadOnlyList<Ladder> ladders)
    {
        List<RungName> names = [new(Ladder.None.NameOf(0), IsBrake: false)];
        foreach (Rung rung in ladders.SelectMany(static ladder => ladder.Rungs).OrderBy(static rung => rung.IsBrake).ThenBy(static rung => rung.EnterAt))
        {
            if (!names.Exists(known => known.Name == rung.Name))
                names.Add(new RungName(rung.Name, rung.IsBrake));
        }

        return names;
    }

    private int[] SeveritiesOf(Ladder ladder)
    {
        int[] severities = new int[ladder.Top + 1];
        for (int rung = 1; rung < severities.Length; rung++)
        {
            string name = ladder.NameOf(rung);
            while (_rungs[severities[rung]].Name != name)
                severities[rung]++;
        }

        return severities;
    }

    private static List<Bin> Bins(LatencyRecorder recorder, Priority priority)
    {
        List<Bin> bins = [];
        foreach ((double low, double high, long count) in recorder.ResponseHistogram(priority).NonEmpty())
            bins.Add(new Bin(low, high, count));
        return bins;
    }
}
