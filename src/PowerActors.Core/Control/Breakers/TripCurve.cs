using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Breakers;

/// <summary>
/// How long a breaker carries an overload. Sources: <see cref="Row"/> is a fit through Dynamo's published +10 % for about 17 minutes (Wu et al., ISCA'16) and +40 % for
/// 60 s; <see cref="ExtremelyInverse"/> is IEC 60255-151's extremely inverse curve with k = 80.
/// </summary>
public sealed record TripCurve
{
    /// <summary>The curve's name in settings.</summary>
    public required string Name { get; init; }

    /// <summary>Seconds of the numerator; above 0.</summary>
    public required double Seconds { get; init; }

    /// <summary>Exponent of the overload; above 0.</summary>
    public required double Exponent { get; init; }

    /// <summary>True for <c>seconds / (rᵉ − 1)</c>, the IEC form; false for <c>seconds / (r − 1)ᵉ</c>.</summary>
    public required bool InverseOfPower { get; init; }

    /// <summary>Time in which full accumulated overload cools away once the load is within the rating. Assumed: no source gives one for these breakers.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Row and rack breakers: 9.3 / (r − 1)^2.04 s.</summary>
    public static TripCurve Row { get; } = new() { Name = "row", Seconds = 9.3, Exponent = 2.04, InverseOfPower = false };

    /// <summary>IEC extremely inverse: 80 / (r² − 1) s.</summary>
    public static TripCurve ExtremelyInverse { get; } = new() { Name = "iec-extremely-inverse", Seconds = 80, Exponent = 2, InverseOfPower = true };

    /// <summary>The curves that settings can name.</summary>
    public static IReadOnlyList<TripCurve> Known { get; } = [Row, ExtremelyInverse];

    /// <summary>Seconds until a cold breaker trips under a constant overload; infinite at or below the rating.</summary>
    /// <param name="ratio">Power over rating.</param>
    public double SecondsToTrip(double ratio)
    {
        if (!(ratio > 1))
            return double.PositiveInfinity;
        return InverseOfPower
            ? Seconds / (PortableMath.Pow(ratio, Exponent) - 1)
            : Seconds / PortableMath.Pow(ratio - 1, Exponent);
    }
}
