namespace PowerActors.Core.Units;

/// <summary>Energy in joules (watt-seconds).</summary>
/// <param name="Value">Joules.</param>
public readonly record struct Joules(double Value) : IComparable<Joules>
{
    /// <summary>No energy.</summary>
    public static Joules Zero => default;

    /// <summary>Megawatt-hours; one is 3.6 GJ.</summary>
    public double MegawattHours => Value / 3.6e9;

    /// <summary>Kilowatt-hours; one is 3.6 MJ.</summary>
    public double KilowattHours => Value / 3.6e6;

    /// <inheritdoc/>
    public int CompareTo(Joules other) => Value.CompareTo(other.Value);

    /// <summary>Sum.</summary>
    public static Joules operator +(Joules a, Joules b) => new(a.Value + b.Value);

    /// <summary>Difference.</summary>
    public static Joules operator -(Joules a, Joules b) => new(a.Value - b.Value);

    /// <summary>Mean power over a time, which must be longer than zero.</summary>
    public static Watts operator /(Joules a, TimeSpan duration) => new(a.Value / duration.TotalSeconds);

    /// <summary>Less.</summary>
    public static bool operator <(Joules a, Joules b) => a.Value < b.Value;

    /// <summary>More.</summary>
    public static bool operator >(Joules a, Joules b) => a.Value > b.Value;

    /// <summary>Less or equal.</summary>
    public static bool operator <=(Joules a, Joules b) => a.Value <= b.Value;

    /// <summary>More or equal.</summary>
    public static bool operator >=(Joules a, Joules b) => a.Value >= b.Value;

    /// <summary>With a fitting unit: <c>320 J</c>, <c>1.2 kWh</c>, <c>3.4 MWh</c>.</summary>
    public override string ToString() => Math.Abs(Value) switch
    {
        < 3.6e5 => $"{Value:0.#} J",
        < 3.6e9 => $"{KilowattHours:0.##} kWh",
        _ => $"{MegawattHours:0.##} MWh",
    };
}
