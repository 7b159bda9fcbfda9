using PowerActors.Core.Units;

namespace PowerActors.Core.Settings;

/// <summary>The curves of a GPU in settings: lists of pairs of a clock and what holds at it.</summary>
internal static class CurveSettings
{
    private delegate bool Parser<T>(string text, out T value, out string? problem);

    /// <summary><c>worst-draw</c>: the greatest draw at each clock, as shares of what is above idle.</summary>
    public static IReadOnlyList<(double ClockShare, double DrawShare)>? WorstDraw(SettingsReader reader, Megahertz maxClock, Watts tdp, Watts idle) =>
        Pairs<Watts>(reader, "worst-draw", "[\"1410 MHz\", \"440 W\"]", maxClock, Quantity.TryParsePower, draw => (draw - idle) / (tdp - idle));

    /// <summary><c>dynamic-power</c>: draw above idle at each clock as a share of the same at the maximum clock.</summary>
    public static IReadOnlyList<(double ClockShare, double DrawShare)>? DynamicPower(SettingsReader reader, Megahertz maxClock) =>
        Pairs<double>(reader, "dynamic-power", "[\"1410 MHz\", \"100 %\"]", maxClock, Quantity.TryParseShare, static share => share);

    /// <summary><c>idle-by-clock</c>: draw with nothing running at each clock, watts.</summary>
    public static IReadOnlyList<(double ClockShare, double Watts)>? Idle(SettingsReader reader, Megahertz maxClock) =>
        Pairs<Watts>(reader, "idle-by-clock", "[\"1410 MHz\", \"63 W\"]", maxClock, Quantity.TryParsePower, static draw => draw.Value);

    private static List<(double, double)>? Pairs<T>(
        SettingsReader reader, string key, string example, Megahertz maxClock, Parser<T> parse, Func<T, double> toShare)
    {
        if (!reader.Has(key))
            return null;
        int before = reader.Faults.Count;
        List<(double Clock, double Share)> points = [];
        IReadOnlyList<SettingsNode> items = reader.Items(key);
        for (int i = 0; i < items.Count; i++)
        {
            SettingsNode item = items[i];
            string path = $"{reader.PathOf(key)}.{i}";
            if (item.Items.Count != 2 || item.Items.Any(static part => part.Kind != SettingsKind.Text))
            {
                reader.Faults.Add(item.Origin, $"{path} is {item}; write a pair such as {example}");
                continue;
            }

            if (!Quantity.TryParseClock(item.Items[0].Text, out Megahertz clock, out string? problem))
                reader.Faults.Add(item.Items[0].Origin, $"{path}.0 {problem}");
            else if (!parse(item.Items[1].Text, out T value, out problem))
                reader.Faults.Add(item.Items[1].Origin, $"{path}.1 {problem}");
            else if (points.Count > 0 && (clock / maxClock <= points[^1].Clock || toShare(value) < points[^1].Share))
                reader.Faults.Add(item.Origin, $"{path} does not rise above the pair before it; write pairs with rising clocks and draws that do not fall");
            else
                points.Add((clock / maxClock, toShare(value)));
        }

        if (reader.Faults.Count > before)
            return null;
        if (points.Count == 0 || points[0].Clock <= 0 || points[^1].Clock != 1)
        {
            reader.Fault(key, $"does not end at the maximum clock of {maxClock}; write rising clocks up to it, such as [{example}]");
            return null;
        }

        return points;
    }
}
