using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// Knows how far a domain is over its limit and what that has done to its breaker, rather too hot than too cold: an interval counts at the highest reading at its ends
/// (children report one after the other at one instant, so its end is several readings), and when a child is found to have been silent, so does the time in which nobody knew.
/// </summary>
internal sealed class OverloadGuard
{
    private const double HottestUntripped = .999;

    private readonly TripCurve? _curve;
    private readonly Watts _limit;
    private readonly TimeSpan _staleness;
    private readonly double _worst;
    private readonly double _reactionSeconds;
    private BreakerState _breaker;
    private BreakerState _breakerBefore;
    private double _peak;

    /// <summary>Starts with a cold breaker.</summary>
    /// <param name="settings">The domain.</param>
    /// <param name="worst">The most that everything below can draw.</param>
    /// <param name="now">The present.</param>
    public OverloadGuard(DomainSettings settings, Watts worst, TimeSpan now)
    {
        _curve = settings.Breaker;
        _limit = settings.Limit;
        _staleness = settings.Timing.Staleness;
        _worst = worst / settings.Limit;
        _reactionSeconds = (settings.Timing.WorstReaction + settings.Timing.Telemetry).TotalSeconds;
        _breaker = new BreakerState(0, now);
        _breakerBefore = _breaker;
    }

    /// <summary>Power over limit at the last look; 0 before the first.</summary>
    public double OfLimit { get; private set; }

    /// <summary>Accumulated overload of the breaker as estimated, 0 to 1; 0 where there is none.</summary>
    public double Damage => _breaker.Damage;

    /// <summary>Power is over the limit, and the breaker may not carry it until a brake given one reading later acts.</summary>
    public bool TripImminent => OfLimit > 1 && !CarriesWorst();

    /// <summary>The breaker is cold, or carries the worst all the same.</summary>
    public bool MayLoosen => _breaker.Damage <= 0 || CarriesWorst();

    /// <summary>Looks at the power drawn.</summary>
    public void See(Watts power, bool newlySilent, TimeSpan now)
    {
        double before = OfLimit;
        OfLimit = power / _limit;
        if (_curve is null)
            return;
        if (now > _breaker.At)
            (_breakerBefore, _peak) = (_breaker, before);
        _peak = Math.Max(_peak, OfLimit);
        if (newlySilent && OfLimit > 1)
            _breakerBefore = _breakerBefore with { At = _breakerBefore.At - _staleness };
        BreakerState state = BreakerLaw.Advance(_curve, _breakerBefore, _peak, now);

        // Where the estimate says it has tripped, and there is still somebody to ask, the estimate was too high; it must be able to cool down again.
        _breaker = state.HasTripped ? state with { Damage = HottestUntripped } : state;
    }

    /// <summary>
    /// True when the breaker would carry the worst that everything below can draw for as long as a brake may take under any single fault. Where it would not, power over the
    /// limit is braked at once, and nothing is loosened before the breaker has cooled: a cold breaker's patience is what the topology was checked for, and short
    /// overloads, each of them harmless, would otherwise add up to a trip (law P1).
    /// </summary>
    private bool CarriesWorst() => _curve is null || BreakerLaw.SecondsLeft(_curve, _breaker, Math.Max(OfLimit, _worst)) > _reactionSeconds;
}
