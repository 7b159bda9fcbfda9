using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PowerActors.Core.Units;

/// <summary>
/// Reads physical quantities as people write them: a number and its unit, with or without a space between. A bare number is refused, since nobody can see what was meant. A problem is
/// told as the second half of a sentence that begins with the setting's name: <c>is 260 without a unit; write "260 W", "260 kW" or "260 MW"</c>. Decimal fractions are exact: <c>1.41
/// GHz</c> is 1410 MHz and <c>80 %</c> is the double nearest to 0.8.
/// </summary>
public static class Quantity
{
    private static readonly UnitTable Power = new("a power", "6.5 kW", [("W", 1m), ("kW", 1e3m), ("MW", 1e6m), ("GW", 1e9m)], ["W", "kW", "MW"]);
    private static readonly UnitTable Clock = new("a clock", "1275 MHz", [("MHz", 1m), ("GHz", 1e3m), ("kHz", 1e-3m), ("Hz", 1e-6m)], ["MHz"]);
    private static readonly UnitTable Energy = new(
        "an energy", "1.2 kWh", [("J", 1m), ("kJ", 1e3m), ("MJ", 1e6m), ("GJ", 1e9m), ("Wh", 3600m), ("kWh", 3.6e6m), ("MWh", 3.6e9m)], ["J", "kWh"]);

    private static readonly UnitTable Percent = new("a percentage", "80 %", [("%", .01m)], ["%"]);
    private static readonly UnitTable Time = new("a time", "2 s", TimeUnits(), ["ms", "s", "m", "h"]);

    /// <summary>A power: <c>400 W</c>, <c>6.5 kW</c>, <c>1 MW</c>, <c>1 GW</c>. May be negative.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The power.</param>
    /// <param name="problem">What is wrong, and after a semicolon what would be right.</param>
    public static bool TryParsePower(string text, out Watts value, [NotNullWhen(false)] out string? problem)
    {
        bool ok = TryParse(text, Power, out decimal watts, out problem);
        value = new Watts((double)watts);
        return ok;
    }

    /// <summary>A clock: <c>1275 MHz</c>, <c>1.41 GHz</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The clock.</param>
    /// <param name="problem">What is wrong, and after a semicolon what would be right.</param>
    public static bool TryParseClock(string text, out Megahertz value, [NotNullWhen(false)] out string? problem)
    {
        bool ok = TryParse(text, Clock, out decimal megahertz, out problem);
        value = new Megahertz((double)megahertz);
        return ok;
    }

    /// <summary>An energy: <c>500 J</c>, <c>1.2 kWh</c>, <c>3 MWh</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The energy.</param>
    /// <param name="problem">What is wrong, and after a semicolon what would be right.</param>
    public static bool TryParseEnergy(string text, out Joules value, [NotNullWhen(false)] out string? problem)
    {
        bool ok = TryParse(text, Energy, out decimal joules, out problem);
        value = new Joules((double)joules);
        return ok;
    }

    /// <summary>A share as a percentage: <c>80 %</c> is 0.8. A bare 0.8 is refused as a bare 80 is, so that neither is taken for the other.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The share; 1 for 100 %.</param>
    /// <param name="problem">What is wrong, and after a semicolon what would be right.</param>
    public static bool TryParseShare(string text, out double value, [NotNullWhen(false)] out string? problem)
    {
        bool ok = TryParse(text, Percent, out decimal share, out problem);
        value = (double)share;
        return ok;
    }

    /// <summary>
    /// A time: <c>500 ms</c>, <c>2 s</c>, <c>10 m</c> (or <c>min</c>), <c>24h</c>, <c>7 days</c>, <c>1w</c>; to a tenth of a microsecond, at most some 29,000 years.
    /// </summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The time.</param>
    /// <param name="problem">What is wrong, and after a semicolon what would be right.</param>
    public static bool TryParseTime(string text, out TimeSpan value, [NotNullWhen(false)] out string? problem)
    {
        value = default;
        if (!TryParse(text, Time, out decimal ticks, out problem))
            return false;
        if (Math.Abs(ticks) > long.MaxValue)
        {
            problem = $"is {text.Trim()}, longer than any calendar; write a time such as \"{Time.Example}\"";
            return false;
        }

        value = TimeSpan.FromTicks((long)decimal.Round(ticks));
        return true;
    }

    private static bool TryParse(string text, UnitTable units, out decimal value, [NotNullWhen(false)] out string? problem)
    {
        value = 0;
        problem = null;
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int end = NumberLength(trimmed);
        ReadOnlySpan<char> unit = trimmed[end..].TrimStart();
        if (end == 0 || !decimal.TryParse(trimmed[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            problem = $"is '{text}', not {units.What}; write {units.What} such as \"{units.Example}\"";
            return false;
        }

        if (unit.IsEmpty)
        {
            problem = $"is {trimmed} without a unit; write {units.Suggest(number)}";
            return false;
        }

        foreach ((string symbol, decimal factor) in units.Units)
        {
            if (!unit.SequenceEqual(symbol))
                continue;
            if (Math.Abs(number) > decimal.MaxValue / Math.Max(factor, 1))
            {
                problem = $"is '{text}', more than anything measures; write {units.What} such as \"{units.Example}\"";
                return false;
            }

            value = number * factor;
            return true;
        }

        problem = $"is '{trimmed}' with the unknown unit '{unit}'; write {units.Suggest(number)}";
        return false;
    }

    /// <summary>Length of the number that a text begins with: sign, digits, fraction, exponent; 0 where it begins with none.</summary>
    private static int NumberLength(ReadOnlySpan<char> text)
    {
        int i = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        int digits = 0;
        for (; i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.'); i++)
            digits += text[i] == '.' ? 0 : 1;
        if (digits == 0)
            return 0;
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            int j = i + 1;
            if (j < text.Length && text[j] is '+' or '-')
                j++;
            int start = j;
            while (j < text.Length && char.IsAsciiDigit(text[j]))
                j++;
            if (j > start)
                i = j;
        }

        return i;
    }

    private static (string, decimal)[] TimeUnits()
    {
        List<(string, decimal)> units = [];
        Add(TimeSpan.TicksPerMicrosecond, "us", "µs", "microsecond", "microseconds");
        Add(TimeSpan.TicksPerMillisecond, "ms", "millisecond", "milliseconds");
        Add(TimeSpan.TicksPerSecond, "s", "sec", "second", "seconds");
        Add(TimeSpan.TicksPerMinute, "m", "min", "minute", "minutes");
        Add(TimeSpan.TicksPerHour, "h", "hour", "hours");
        Add(TimeSpan.TicksPerDay, "d", "day", "days");
        Add(TimeSpan.TicksPerDay * 7, "w", "week", "weeks");
        return [.. units];

        void Add(long ticks, params ReadOnlySpan<string> symbols)
        {
            foreach (string symbol in symbols)
                units.Add((symbol, ticks));
        }
    }

    private sealed record UnitTable(string What, string Example, (string Symbol, decimal Factor)[] Units, string[] Usual)
    {
        /// <summary>The number as it would be right: with each usual unit. A share below one as a bare number was meant as a ratio.</summary>
        public string Suggest(decimal number)
        {
            if (Usual[0] == "%" && Math.Abs(number) <= 1)
                number *= 100;
            string[] forms = [.. Usual.Select(unit => $"\"{number.ToString("0.############", CultureInfo.InvariantCulture)} {unit}\"")];
            return forms.Length == 1 ? forms[0] : $"{string.Join(", ", forms[..^1])} or {forms[^1]}";
        }
    }
}
