namespace PowerActors.Cluster.Sessions;

/// <summary>A token bucket over a monotonic clock: how much a connection may still send.</summary>
internal struct FrameAllowance
{
    private readonly double _burst;
    private double _tokens;
    private TimeSpan _at;

    /// <summary>A full one.</summary>
    /// <param name="burst">How much may come at once.</param>
    /// <param name="now">Time of the start.</param>
    public FrameAllowance(double burst, TimeSpan now)
    {
        _burst = burst;
        _tokens = burst;
        _at = now;
    }

    /// <summary>Takes one, refilled at a rate per second.</summary>
    /// <returns>False when there is none left.</returns>
    public bool Take(double rate, TimeSpan now)
    {
        if (now > _at)
        {
            _tokens = Math.Min(_burst, _tokens + ((now - _at).TotalSeconds * rate));
            _at = now;
        }

        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }
}
