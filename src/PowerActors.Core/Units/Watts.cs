namespace PowerActors.Core.Units;

/// <summary>Electrical power in watts. May be negative as a difference; a reading is never negative.</summary>
/// <param name="Value">Watts.</param>
public readonly record struct Watts(double Value) : IComparable<Watts>
{
    /// <summary>No power at all.</summary>
    public static Watts Zero => default;

    /// <summary>More than any domain draws: the limit of a domain that has none.</summary>
    public static Watts Unlimited => new(double.PositiveInfinity);

    /// <summary>Makes a power from kilowatts.</summary>
    public static Watts FromKilowatts(double kilowatts) => new(kilowatts * 1e3);

    /// <summary>Kilowatts.</summary>
    public double Kilowatts => Value / 1e3;

    /// <summary>True for a number that a meter could have meant: finite and not negative.</summary>
    public bool IsPlausible => double.IsFinite(Value) && Value >= 0;

    /// <summary>The larger of two powers.</summary>
    public static Watts Max(Watts a, Watts b) => a.Value >= b.Value ? a : b;

    /// <summary>The smaller of two powers.</summary>
    public static Watts Min(Watts a, Watts b) => a.Value <= b.Value ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Watts other) => Value.CompareTo(other.Value);

    /// <summary>Sum.</summary>
    public static Watts operator +(Watts a, Watts b) => new(a.Value + b.Value);

    /// <summary>Difference.</summary>
    public static Watts operator -(Watts a, Watts b) => new(a.Value - b.Value);

    /// <summary>A share or a multiple of a power.</summary>
    public static Watts operator *(Watts a, double factor) => new(a.Value * factor);

    /// <summary>A share or a multiple of a power.</summary>
    public static Watts operator *(double factor, Watts a) => new(a.Value * factor);

    /// <summary>A part of a power.</summary>
    public static Watts operator /(Watts a, double divisor) => new(a.Value / divisor);

    /// <summary>The ratio of two powers, such as a utilization.</summary>
    public static double operator /(Watts a, Watts b) => a.Value / b.Value;

    /// <summary>The energy of this power held for a time.</summary>
    public static Joules operator *(Watts a, TimeSpan duration) => new(a.Value * duration.TotalSeconds);

    /// <summary>Less.</summary>
    public static bool operator <(Watts a, Watts b) => a.Value < b.Value;

    /// <summary>More.</summary>
    public static bool operator >(Watts a, Watts b) => a.Value > b.Value;

    /// <summary>Less or equal.</summary>
    public static bool operator <=(Watts a, Watts b) => a.Value <= b.Value;

    /// <summary>More or equal.</summary>
    public static bool operator >=(Watts a, Watts b) => a.Value >= b.Value;

    /// <summary>With a fitting unit: <c>410 W</c>, <c>6.5 kW</c>, <c>1.25 MW</c>.</summary>
    public override string ToString() => Math.Abs(Value) switch
    {
        double.PositiveInfinity => "unlimited",
        < 1e3 => $"{Value:0.#} W",
        < 1e6 => $"{Value / 1e3:0.##} kW",
        _ => $"{Value / 1e6:0.###} MW",
    };
}
