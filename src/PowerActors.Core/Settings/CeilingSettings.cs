using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Core.Settings;

/// <summary>Clock ceilings as settings write them: <c>1275 MHz</c>, <c>70 %</c> of the GPU's maximum clock, both (<c>1275 MHz, 70 %</c>: the tighter holds), or <c>free</c>.</summary>
public static class CeilingSettings
{
    /// <summary>Reads a ceiling; null where it is missing or faulty.</summary>
    /// <param name="reader">The object that it stands in.</param>
    /// <param name="key">Its key.</param>
    public static ClockCeiling? Read(SettingsReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        ClockCeiling ceiling = ClockCeiling.Free;
        foreach (string part in text.Split(','))
        {
            if (!TryParsePart(part.Trim(), out ClockCeiling next, out string problem))
            {
                reader.Fault(key, problem);
                return null;
            }

            ceiling = ClockCeiling.Tightest(ceiling, next);
        }

        return ceiling;
    }

    private static bool TryParsePart(string text, out ClockCeiling ceiling, out string problem)
    {
        ceiling = ClockCeiling.Free;
        problem = "";
        if (text == "free")
            return true;
        string share = text.EndsWith("of maximum", StringComparison.Ordinal) ? text[..^"of maximum".Length] : text;
        if (share.TrimEnd().EndsWith('%'))
        {
            if (!Quantity.TryParseShare(share, out double value, out string? fault))
                problem = fault;
            else if (!(value is > 0 and <= 1))
                problem = $"is {text}; a share of the maximum clock must be above 0 % and at most 100 %";
            else
                ceiling = ClockCeiling.OfMaximum(value);
        }
        else if (!Quantity.TryParseClock(text, out Megahertz clock, out string? fault))
        {
            int semicolon = fault.IndexOf(';', StringComparison.Ordinal);
            problem = $"{fault[..semicolon]}; write a clock such as \"1275 MHz\", a share of the maximum such as \"70 %\", or free";
        }
        else if (!(clock > Megahertz.Zero))
        {
            problem = $"is {text}; a clock must be above 0 MHz";
        }
        else
        {
            ceiling = ClockCeiling.At(clock.Value);
        }

        return problem.Length == 0;
    }
}
