using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Topology;
using PowerActors.Devices.Simulated;
using PowerActors.Tree;

namespace PowerActors.Simulation.Datacenter;

/// <summary>The physical side of a domain: what really flows through its breaker. Exact milliwatts, kept up to date at every change of every server below.</summary>
internal sealed class DomainLoad
{
    private readonly TripCurve? _curve;
    private readonly double _ratingMilliwatts;
    private BreakerState _breaker;

    public DomainLoad(TreeNode node)
    {
        Node = node;
        TopologyDomain domain = node.Domain!;
        _curve = domain.HasLimit ? domain.Breaker : null;
        _ratingMilliwatts = domain.Limit.Value * 1e3;
        Meter = new SimulatedMeter(() => Milliwatts);
    }

    public TreeNode Node { get; }

    /// <summary>What a meter at this domain sees.</summary>
    public SimulatedMeter Meter { get; }

    public List<int> Servers { get; } = [];

    public long Milliwatts { get; private set; }

    public long GpuMilliwatts { get; set; }

    public long PeakMilliwatts { get; private set; }

    public bool HasTripped => _breaker.HasTripped;

    /// <summary>When the breaker is closed again after a trip; <see cref="long.MaxValue"/> while it has not tripped.</summary>
    public long RestoreTicks { get; set; } = long.MaxValue;

    /// <summary>Takes a change in power. O(1); the breaker is only accounted while there is overload or a memory of it.</summary>
    /// <returns>True when the breaker has tripped.</returns>
    public bool Change(long deltaMilliwatts, long nowTicks)
    {
        bool tripped = AccountBreaker(nowTicks);
        Milliwatts += deltaMilliwatts;
        if (Milliwatts > PeakMilliwatts)
            PeakMilliwatts = Milliwatts;
        return tripped;
    }

    /// <summary>Accounts the breaker up to now.</summary>
    /// <returns>True when it has tripped.</returns>
    public bool AccountBreaker(long nowTicks)
    {
        if (_curve is null)
            return false;
        if (Milliwatts > _ratingMilliwatts || _breaker.Damage > 0)
            _breaker = BreakerLaw.Advance(_curve, _breaker, Milliwatts / _ratingMilliwatts, TimeSpan.FromTicks(nowTicks));
        else
            _breaker = _breaker with { At = TimeSpan.FromTicks(nowTicks) };
        return _breaker.HasTripped;
    }

    /// <summary>Someone has closed the breaker again.</summary>
    public void CloseBreaker(long nowTicks)
    {
        _breaker = new BreakerState(0, TimeSpan.FromTicks(nowTicks));
        RestoreTicks = long.MaxValue;
    }

    /// <summary>Forgets the highest power so far.</summary>
    public void ResetPeak() => PeakMilliwatts = Milliwatts;
}
