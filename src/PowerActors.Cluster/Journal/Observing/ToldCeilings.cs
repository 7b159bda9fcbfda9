using PowerActors.Core.Control;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// What a domain told its children at one instant and the one before. While a single child is braked, each renewal tells two different things, and the tree reports both as changes every time:
/// only what was not told at the instant before is new. Used by the domain's actor alone.
/// </summary>
internal struct ToldCeilings
{
    private TimeSpan? _at;
    private Ceilings _now;
    private Ceilings? _alsoNow;
    private Ceilings? _before;
    private Ceilings? _alsoBefore;

    /// <summary>Notes ceilings, and says whether they are new.</summary>
    public bool IsNew(in Ceilings ceilings, TimeSpan now)
    {
        if (_at == now)
        {
            if (ceilings != _now)
                _alsoNow = ceilings;
        }
        else
        {
            if (_at is not null)
                (_before, _alsoBefore) = (_now, _alsoNow);
            (_at, _now, _alsoNow) = (now, ceilings, null);
        }

        return _before != ceilings && _alsoBefore != ceilings;
    }
}
