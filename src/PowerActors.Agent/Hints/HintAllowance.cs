namespace PowerActors.Agent.Hints;

/// <summary>How many hints of a connection are listened to: so many within a second, measured in whole seconds.</summary>
internal struct HintAllowance(int perSecond)
{
    private TimeSpan _second;
    private int _taken;

    /// <summary>How many were not listened to.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes one.</summary>
    public bool Take(TimeSpan now)
    {
        if (now - _second >= TimeSpan.FromSeconds(1))
            (_second, _taken) = (now, 0);
        if (_taken++ < perSecond)
            return true;
        Dropped++;
        return false;
    }
}
