using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace PowerActors.Hocon;

public abstract partial class HoconValue
{
    /// <summary>The value as text: a string itself, a number as written, <c>true</c> or <c>false</c>.</summary>
    /// <exception cref="HoconException">The value is null, an object or an array.</exception>
    public string AsString() => TryAsString(out string? value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="HoconException">The value is not a whole number within 64 bits, nor a string with one.</exception>
    public long AsInt64() => TryAsInt64(out long value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="HoconException">The value is not a whole number within 32 bits, nor a string with one.</exception>
    public int AsInt32() => TryAsInt64(out long value, out var fault)
        ? value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new HoconException(Fault($"{value} is too large; a whole number within ±{int.MaxValue} would be right"))
        : throw new HoconException(fault);

    /// <summary>The value as a floating-point number.</summary>
    /// <exception cref="HoconException">The value is not a number, nor a string with one.</exception>
    public double AsDouble() => TryAsDouble(out double value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as a boolean; the strings <c>true yes on false no off</c> count.</summary>
    /// <exception cref="HoconException">The value is neither a boolean nor one of those strings.</exception>
    public bool AsBoolean() => TryAsBoolean(out bool value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as a duration; a bare number is in milliseconds, as the specification has it.</summary>
    /// <exception cref="HoconException">The value is not a duration.</exception>
    public TimeSpan AsDuration() => TryAsDuration(out var value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as a size in bytes; a bare number is in bytes.</summary>
    /// <exception cref="HoconException">The value is not a size.</exception>
    public BigInteger AsBytes() => TryAsBytes(out var value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as an object.</summary>
    /// <exception cref="HoconException">The value is not an object.</exception>
    public HoconObject AsObject() => TryAsObject(out var value, out var fault) ? value : throw new HoconException(fault);

    /// <summary>The value as an array; an object with numeric keys becomes the array of its values by ascending key.</summary>
    /// <exception cref="HoconException">The value is neither.</exception>
    public HoconArray AsArray() => TryAsArray(out var value, out var fault) ? value : throw new HoconException(fault);

    /// <inheritdoc cref="AsString"/>
    /// <param name="value">The text.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsString([NotNullWhen(true)] out string? value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = Type is HoconType.Null ? null : ConcatText;
        fault = value is null ? Expected("a string") : null;
        return value is not null;
    }

    /// <inheritdoc cref="AsInt64"/>
    /// <param name="value">The number.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsInt64(out long value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = 0;
        fault = null;
        string? text = this is HoconNumber or HoconString ? ConcatText!.Trim() : null;
        if (text is not null && NumberSyntax.IsNumber(text))
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
                return true;
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
                && decimal.Truncate(exact) == exact && exact is >= long.MinValue and <= long.MaxValue)
            {
                value = (long)exact;
                return true;
            }
            fault = Fault($"{text} is not a whole number within 64 bits; such a number would be right");
            return false;
        }
        fault = Expected("a whole number");
        return false;
    }

    /// <inheritdoc cref="AsDouble"/>
    /// <param name="value">The number.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsDouble(out double value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = 0;
        fault = null;
        string? text = this is HoconNumber or HoconString ? ConcatText!.Trim() : null;
        if (text is not null && NumberSyntax.IsNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            if (double.IsFinite(value))
                return true;
            fault = Fault($"{text} is too large; a number within ±1.7e308 would be right");
            return false;
        }
        fault = Expected("a number");
        return false;
    }

    /// <inheritdoc cref="AsBoolean"/>
    /// <param name="value">The boolean.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsBoolean(out bool value, [NotNullWhen(false)] out HoconFault? fault)
    {
        fault = null;
        value = false;
        switch (this)
        {
            case HoconBoolean boolean:
                value = boolean.Value;
                return true;
            case HoconString { Value: "true" or "yes" or "on" }:
                value = true;
                return true;
            case HoconString { Value: "false" or "no" or "off" }:
                return true;
            default:
                fault = Expected("true or false");
                return false;
        }
    }

    /// <inheritdoc cref="AsDuration"/>
    /// <param name="value">The duration.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsDuration(out TimeSpan value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = default;
        string? error = null;
        if (this is HoconNumber or HoconString && HoconUnits.TryParseDuration(ConcatText!, out value, out error))
        {
            fault = null;
            return true;
        }
        fault = error is null ? Expected("a duration such as \"500 ms\"") : Fault(error);
        return false;
    }

    /// <inheritdoc cref="AsBytes"/>
    /// <param name="value">The size in bytes.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsBytes(out BigInteger value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = default;
        string? error = null;
        if (this is HoconNumber or HoconString && HoconUnits.TryParseBytes(ConcatText!, out value, out error))
        {
            fault = null;
            return true;
        }
        fault = error is null ? Expected("a size such as \"512 MiB\"") : Fault(error);
        return false;
    }

    /// <inheritdoc cref="AsObject"/>
    /// <param name="value">The object.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value is an object.</returns>
    public bool TryAsObject([NotNullWhen(true)] out HoconObject? value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = this as HoconObject;
        fault = value is null ? Expected("an object in braces") : null;
        return value is not null;
    }

    /// <inheritdoc cref="AsArray"/>
    /// <param name="value">The array.</param>
    /// <param name="fault">What is wrong, where the result is false.</param>
    /// <returns>Whether the value converts.</returns>
    public bool TryAsArray([NotNullWhen(true)] out HoconArray? value, [NotNullWhen(false)] out HoconFault? fault)
    {
        value = this as HoconArray ?? (this as HoconObject)?.ToIndexedArray();
        fault = value is null ? Expected("a list in square brackets") : null;
        return value is not null;
    }

    private HoconFault Expected(string wanted) => Fault($"{Describe()} stands here; {wanted} would be right");

    /// <summary>The value for an error message: its type and, where short, its text.</summary>
    internal string Describe() => this switch
    {
        HoconNull => "null",
        HoconObject => "an object",
        HoconArray => "a list",
        HoconString text => $"the string \"{Shorten(text.Value)}\"",
        HoconNumber number => $"the number {Shorten(number.Text)}",
        _ => ConcatText!,
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 37), "...");
}
