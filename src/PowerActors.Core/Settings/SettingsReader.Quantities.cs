using System.Globalization;
using PowerActors.Core.Units;

namespace PowerActors.Core.Settings;

/// <content>Numbers and quantities. Bounds are inclusive unless a parameter says otherwise.</content>
public sealed partial class SettingsReader
{
    private delegate bool Parser<T>(string text, out T value, out string? problem);

    /// <summary>A whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">Least that is allowed.</param>
    /// <param name="most">Most that is allowed.</param>
    public long? Integer(string key, long least, long most)
    {
        if (Text(key) is not { } text)
            return null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            Fault(key, $"is '{text}'; write a whole number from {least} to {most}");
            return null;
        }

        if (value >= least && value <= most)
            return value;
        Fault(key, $"is {value}; it must be from {least} to {most}");
        return null;
    }

    /// <summary>A whole number, as <see cref="int"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">Least that is allowed.</param>
    /// <param name="most">Most that is allowed.</param>
    public int? Int32(string key, int least = int.MinValue, int most = int.MaxValue) => (int?)Integer(key, least, most);

    /// <summary>A number without a unit: a factor, an exponent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">Least that is allowed.</param>
    /// <param name="most">Most that is allowed.</param>
    public double? Number(string key, double least, double most)
    {
        if (Text(key) is not { } text)
            return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            Fault(key, $"is '{text}'; write a number from {least:R} to {most:R}");
            return null;
        }

        if (value >= least && value <= most)
            return value;
        Fault(key, $"is {value:R}; it must be from {least:R} to {most:R}");
        return null;
    }

    /// <summary>A power that is above zero.</summary>
    public Watts? Power(string key) => Positive<Watts>(key, Quantity.TryParsePower, static power => power > Watts.Zero, "0 W");

    /// <summary>A clock that is above zero.</summary>
    public Megahertz? Clock(string key) => Positive<Megahertz>(key, Quantity.TryParseClock, static clock => clock > Megahertz.Zero, "0 MHz");

    /// <summary>An energy that is above zero.</summary>
    public Joules? Energy(string key) => Positive<Joules>(key, Quantity.TryParseEnergy, static energy => energy > Joules.Zero, "0 J");

    /// <summary>A time that is above zero.</summary>
    public TimeSpan? Time(string key) => Positive<TimeSpan>(key, Quantity.TryParseTime, static time => time > TimeSpan.Zero, "0 s");

    /// <summary>A time within bounds.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">Least that is allowed.</param>
    /// <param name="most">Most that is allowed.</param>
    public TimeSpan? Time(string key, TimeSpan least, TimeSpan most)
    {
        if (Parse<TimeSpan>(key, Quantity.TryParseTime) is not { } time)
            return null;
        if (time >= least && time <= most)
            return time;
        Fault(key, $"is {Text(key)}; it must be from {Seconds(least)} to {Seconds(most)}");
        return null;
    }

    /// <summary>A share written as a percentage; 1 is <c>100 %</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">Least share that is allowed.</param>
    /// <param name="most">Most that is allowed.</param>
    public double? Share(string key, double least = 0, double most = 1)
    {
        if (Parse<double>(key, Quantity.TryParseShare) is not { } share)
            return null;
        if (share >= least && share <= most)
            return share;
        Fault(key, $"is {Text(key)}; it must be from {least * 100:0.###} % to {most * 100:0.###} %");
        return null;
    }

    private T? Positive<T>(string key, Parser<T> parse, Func<T, bool> isPositive, string zero)
        where T : struct
    {
        if (Parse(key, parse) is not { } value)
            return null;
        if (isPositive(value))
            return value;
        Fault(key, $"is {Text(key)}; it must be above {zero}");
        return null;
    }

    private T? Parse<T>(string key, Parser<T> parse)
        where T : struct
    {
        if (Text(key) is not { } text)
            return null;
        if (parse(text, out T value, out string? problem))
            return value;
        Fault(key, problem!);
        return null;
    }

    private static string Seconds(TimeSpan time) => time.TotalDays >= 1 ? $"{time.TotalDays:0.###} d" : $"{time.TotalSeconds:0.######} s";
}
