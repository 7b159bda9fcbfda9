using PowerActors.Core.Topology;
using PowerActors.Simulation.Datacenter;
using PowerActors.Tree;

namespace PowerActors.Simulation.Reports.Recording;

/// <summary>Collects the highest power of every domain per stretch of a run whose length is not known, as <see cref="PowerHistoryRecorder"/> does.</summary>
internal sealed class DomainHistoryRecorder
{
    private const int Capacity = 120;
    private readonly TimeSpan _period;
    private readonly TreeNode[] _domains;
    private readonly float[] _high;
    private int _count;
    private int _inLast;
    private int _samplesPerStretch = 1;

    public DomainHistoryRecorder(TreeIndex index, TimeSpan period)
    {
        _period = period;
        _domains = [.. index.Nodes.Where(static node => !node.IsServer)];
        _high = new float[Capacity * _domains.Length];
    }

    public void Add(VirtualDatacenter datacenter)
    {
        if (_count == 0 || _inLast == _samplesPerStretch)
            Begin();
        int offset = (_count - 1) * _domains.Length;
        for (int i = 0; i < _domains.Length; i++)
        {
            ref float high = ref _high[offset + i];
            high = Math.Max(high, datacenter.DomainMilliwatts(_domains[i]) / 1e3f);
        }

        _inLast++;
    }

    public DomainHistory ToHistory() => new(_period * _samplesPerStretch, [.. _domains.Select(ToTrack)]);

    private DomainTrack ToTrack(TreeNode node, int at)
    {
        double[] high = new double[_count];
        for (int i = 0; i < _count; i++)
            high[i] = _high[(i * _domains.Length) + at];
        TopologyDomain domain = node.Domain!;
        double rating = domain.HasLimit ? domain.Limit.Value : domain.AllServers().Sum(static server => server.Model.Nameplate.Value);
        return new DomainTrack(node.Path, domain.Kind, rating, domain.HasLimit, high);
    }

    private void Begin()
    {
        _inLast = 0;
        if (_count == Capacity)
        {
            Merge();
            _inLast = 0;
        }

        _high.AsSpan(_count * _domains.Length, _domains.Length).Clear();
        _count++;
    }

    private void Merge()
    {
        int width = _domains.Length;
        for (int i = 0; i < Capacity / 2; i++)
        {
            for (int domain = 0; domain < width; domain++)
                _high[(i * width) + domain] = Math.Max(_high[(2 * i * width) + domain], _high[(((2 * i) + 1) * width) + domain]);
        }

        _count = Capacity / 2;
        _samplesPerStretch *= 2;
    }
}
