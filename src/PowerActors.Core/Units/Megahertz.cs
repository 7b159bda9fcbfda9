namespace PowerActors.Core.Units;

/// <summary>A clock frequency in megahertz, of a GPU's streaming multiprocessors unless said otherwise.</summary>
/// <param name="Value">Megahertz.</param>
public readonly record struct Megahertz(double Value) : IComparable<Megahertz>
{
    /// <summary>No clock at all.</summary>
    public static Megahertz Zero => default;

    /// <summary>Higher than any clock: the ceiling of a GPU that is free.</summary>
    public static Megahertz Unlimited => new(double.PositiveInfinity);

    /// <summary>The lower of two clocks.</summary>
    public static Megahertz Min(Megahertz a, Megahertz b) => a.Value <= b.Value ? a : b;

    /// <summary>The higher of two clocks.</summary>
    public static Megahertz Max(Megahertz a, Megahertz b) => a.Value >= b.Value ? a : b;

    /// <inheritdoc/>
    public int CompareTo(Megahertz other) => Value.CompareTo(other.Value);

    /// <summary>Difference.</summary>
    public static Megahertz operator -(Megahertz a, Megahertz b) => new(a.Value - b.Value);

    /// <summary>A share or a multiple of a clock.</summary>
    public static Megahertz operator *(Megahertz a, double factor) => new(a.Value * factor);

    /// <summary>The ratio of two clocks.</summary>
    public static double operator /(Megahertz a, Megahertz b) => a.Value / b.Value;

    /// <summary>Lower.</summary>
    public static bool operator <(Megahertz a, Megahertz b) => a.Value < b.Value;

    /// <summary>Higher.</summary>
    public static bool operator >(Megahertz a, Megahertz b) => a.Value > b.Value;

    /// <summary>Lower or equal.</summary>
    public static bool operator <=(Megahertz a, Megahertz b) => a.Value <= b.Value;

    /// <summary>Higher or equal.</summary>
    public static bool operator >=(Megahertz a, Megahertz b) => a.Value >= b.Value;

    /// <summary>Such as <c>1275 MHz</c>, or <c>free</c> for no ceiling.</summary>
    public override string ToString() => double.IsPositiveInfinity(Value) ? "free" : $"{Value:0.#} MHz";
}
