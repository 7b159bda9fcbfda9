namespace PowerActors.Core.Control.Breakers;

/// <summary>How close a breaker is to tripping.</summary>
/// <param name="Damage">Accumulated overload, 0 cold to 1 tripped.</param>
/// <param name="At">The time up to which it is accounted.</param>
public readonly record struct BreakerState(double Damage, TimeSpan At)
{
    /// <summary>True once the accumulated overload has reached the trip point.</summary>
    public bool HasTripped => Damage >= 1;
}

/// <summary>
/// A breaker is a trip curve with memory: overload accumulates as <c>dD = dt / t(r)</c> while r = power / rating exceeds 1, and decays while it does not; it trips at D = 1.
/// </summary>
public static class BreakerLaw
{
    /// <summary>Accounts the time until <paramref name="now"/>, during which power stood at <paramref name="ratio"/> of the rating.</summary>
    public static BreakerState Advance(TripCurve curve, BreakerState state, double ratio, TimeSpan now)
    {
        double seconds = (now - state.At).TotalSeconds;
        if (seconds <= 0)
            return state;
        if (ratio > 1)
            return new BreakerState(Math.Min(1, state.Damage + (seconds / curve.SecondsToTrip(ratio))), now);
        return ratio <= 1 && state.Damage > 0 && state.Damage < 1 // a ratio that is no number cools nothing
            ? new BreakerState(Math.Max(0, state.Damage - (seconds / curve.Recovery.TotalSeconds)), now)
            : state with { At = now };
    }

    /// <summary>Seconds left until the trip if power stays at <paramref name="ratio"/>; infinite at or below the rating.</summary>
    public static double SecondsLeft(TripCurve curve, BreakerState state, double ratio) =>
        ratio > 1 ? Math.Max(0, 1 - state.Damage) * curve.SecondsToTrip(ratio) : double.PositiveInfinity;
}
