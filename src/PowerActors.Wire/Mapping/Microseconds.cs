namespace PowerActors.Wire.Mapping;

/// <summary>Times on the wire are whole microseconds.</summary>
public static class Microseconds
{
    /// <summary>For the wire, rounded down.</summary>
    public static long From(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>From the wire, if it lies within a range.</summary>
    public static bool TryRead(long microseconds, TimeSpan least, TimeSpan most, out TimeSpan time)
    {
        time = default;
        if (microseconds < From(least) || microseconds > From(most))
            return false;
        time = TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return true;
    }
}
