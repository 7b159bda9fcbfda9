using System.Globalization;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Node;

/// <summary>
/// Overrides as people write them and the journal keeps them: a type and a value. <c>cap</c> (<c>1200 MHz</c>, <c>80 %</c>), <c>exempt</c>, <c>drain</c>, <c>limit</c> (<c>240 kW</c>),
/// <c>schedule</c> (<c>17:00-21:00 mon-fri 220 kW; 21:00-23:00 240 kW</c>), <c>mode</c> (<c>shadow</c>, <c>enforce</c>).
/// </summary>
public static class OverrideText
{
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The types.</summary>
    public static IReadOnlyList<string> Types { get; } = ["cap", "exempt", "drain", "limit", "schedule", "mode"];

    /// <summary>Type and value of an override.</summary>
    public static (string Type, string Value) Write(Override said) => said switch
    {
        Override.PinCap pin => ("cap", pin.Ceiling.ToString()),
        Override.ExemptServer => ("exempt", ""),
        Override.DrainServer => ("drain", ""),
        Override.SetBudget budget => ("limit", Power(budget.Budget)),
        Override.ScheduleBudget schedule => ("schedule", string.Join("; ", schedule.Windows.Select(Window))),
        Override.SetMode mode => ("mode", mode.Mode == ControlMode.Shadow ? "shadow" : "enforce"),
        _ => throw new ArgumentOutOfRangeException(nameof(said), said, "is no known override"),
    };

    /// <summary>The override that a type and a value mean.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="value">Its value; empty where the type says all.</param>
    /// <param name="about">Names, path, author, reason and times.</param>
    /// <param name="field">Where it is wrong: <c>type</c> or <c>value</c>.</param>
    /// <param name="problem">What is wrong and what would be right; null when nothing is.</param>
    /// <returns>Null when it cannot be understood.</returns>
    public static Override? Read(string type, string value, in OverrideHead about, out string field, out string? problem)
    {
        field = "value";
        problem = null;
        switch (type)
        {
            case "cap":
                return ReadCeiling(value, out ClockCeiling ceiling, out problem)
                    ? new Override.PinCap(ceiling) { Id = about.Id, Path = about.Path, Author = about.Author, Reason = about.Reason, From = about.From, Until = about.Until }
                    : null;
            case "exempt" or "drain" when value.Length > 0:
                problem = $"is '{value}'; {type} takes no value";
                return null;
            case "exempt":
                return new Override.ExemptServer { Id = about.Id, Path = about.Path, Author = about.Author, Reason = about.Reason, From = about.From, Until = about.Until };
            case "drain":
                return new Override.DrainServer { Id = about.Id, Path = about.Path, Author = about.Author, Reason = about.Reason, From = about.From, Until = about.Until };
            case "limit":
                if (Quantity.TryParsePower(value, out Watts budget, out problem))
                    return new Override.SetBudget(budget) { Id = about.Id, Path = about.Path, Author = about.Author, Reason = about.Reason, From = about.From, Until = about.Until };
                problem = $"is '{value}'; a power such as \"240 kW\" would be right";
                return null;
            case "schedule":
                return ReadWindows(value, out List<BudgetWindow> windows, out problem)
                    ? new Override.ScheduleBudget(windows) { Id = about.Id, Path = about.Path, Author = about.Author, Reason = about.Reason, From = about.From, Until = about.Until }
                    : null;
            case "mode" when value is "shadow" or "enforce":
                return new Override.SetMode(value == "shadow" ? ControlMode.Shadow : ControlMode.Enforce)
                {
                    Id = about.Id, Path = about.Path, Author = about.Author, Reason = about.Reason, From = about.From, Until = about.Until,
                };
            case "mode":
                problem = $"is '{value}'; shadow or enforce would be right";
                return null;
            default:
                field = "type";
                problem = $"is '{type}'; one of {string.Join(", ", Types)} would be right";
                return null;
        }
    }

    private static bool ReadCeiling(string text, out ClockCeiling ceiling, out string? problem)
    {
        ceiling = ClockCeiling.Free;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Quantity.TryParseClock(part, out Megahertz clock, out _))
                ceiling = ClockCeiling.Tightest(ceiling, new ClockCeiling(clock, 1));
            else if (Quantity.TryParseShare(part, out double share, out _))
                ceiling = ClockCeiling.Tightest(ceiling, ClockCeiling.OfMaximum(share));
            else
            {
                problem = $"is '{text}'; a clock such as \"1200 MHz\", or a share of the highest such as \"80 %\", would be right";
                return false;
            }
        }

        problem = null;
        return true;
    }

    private static bool ReadWindows(string text, out List<BudgetWindow> windows, out string? problem)
    {
        windows = [];
        foreach (string part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = part.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            string[] times = words[0].Split('-');
            string rest = words.Length > 1 ? words[1] : "";
            HashSet<DayOfWeek>? days = ReadDays(rest.Split(' ')[0]);
            if (days is not null)
                rest = rest[rest.Split(' ')[0].Length..].Trim();
            if (times.Length == 2
                && TimeOnly.TryParseExact(times[0], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly begins)
                && TimeOnly.TryParseExact(times[1], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly ends)
                && Quantity.TryParsePower(rest, out Watts budget, out _))
            {
                windows.Add(new BudgetWindow(begins, ends, budget) { Days = days ?? [] });
                continue;
            }

            problem = $"has '{part}'; a window such as \"17:00-21:00 mon-fri 220 kW\" would be right";
            return false;
        }

        problem = windows.Count == 0 ? "has no window; one such as \"17:00-21:00 mon-fri 220 kW\" would be right" : null;
        return problem is null;
    }

    /// <summary>Days such as <c>mon-fri</c> or <c>sat,sun</c>; null when the word is none.</summary>
    private static HashSet<DayOfWeek>? ReadDays(string word)
    {
        HashSet<DayOfWeek> days = [];
        foreach (string part in word.Split(','))
        {
            string[] ends = part.Split('-');
            int first = Array.IndexOf(Days, ends[0]), last = Array.IndexOf(Days, ends[^1]);
            if (first < 0 || last < 0 || ends.Length > 2)
                return null;
            for (int day = first; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == last)
                    break;
            }
        }

        return days;
    }

    private static string Window(BudgetWindow window)
    {
        string days = window.Days.Count == 0 ? "" : string.Join(',', window.Days.OrderBy(static day => ((int)day + 6) % 7).Select(static day => Days[(int)day])) + " ";
        return string.Create(CultureInfo.InvariantCulture, $"{window.Begins:HH:mm}-{window.Ends:HH:mm} {days}{Power(window.Budget)}");
    }

    private static string Power(Watts power) => string.Create(CultureInfo.InvariantCulture, $"{power.Value:R} W");
}

/// <summary>What every override says beside its kind.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Path">What it is about.</param>
/// <param name="Author">Who said so.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">From when on.</param>
/// <param name="Until">Until when; null until it is taken back.</param>
public readonly record struct OverrideHead(string Id, string Path, string Author, string Reason, DateTimeOffset From, DateTimeOffset? Until);
