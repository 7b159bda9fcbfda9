using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Core.Topology;

/// <summary>
/// How many of a run of servers have low priority, spread evenly: <c>low</c>, <c>high</c>, <c>alternate</c> (low, high, low, ...), or <c>30 % low</c>. Of the first k servers of a
/// run, ⌈k × share⌉ are low.
/// </summary>
/// <param name="LowPercent">Servers of low priority in a hundred, 0 to 100.</param>
internal readonly record struct PriorityPattern(double LowPercent)
{
    /// <summary>What is assumed of a server of which nothing is said: it is not among those that are capped first.</summary>
    public static PriorityPattern AllHigh => new(0);

    /// <summary>The priority of the server at a position from 0. Whole percents make the product exact, so that the pattern is the same on every machine.</summary>
    public Priority At(long position) =>
        Math.Ceiling((position + 1) * LowPercent / 100) > Math.Ceiling(position * LowPercent / 100) ? Priority.Low : Priority.High;

    /// <summary>Reads a pattern.</summary>
    public static bool TryParse(string text, out PriorityPattern pattern, out string problem)
    {
        problem = "";
        pattern = text switch { "low" => new(100), "alternate" => new(50), _ => AllHigh };
        if (text is "low" or "high" or "alternate")
            return true;
        if (text.EndsWith("low", StringComparison.Ordinal) && Quantity.TryParseShare(text[..^3], out double share, out _) && share is >= 0 and <= 1)
        {
            pattern = new PriorityPattern(Math.Round(share * 100, 6));
            return true;
        }

        problem = $"is '{text}'; write low, high, alternate, or a share of low such as \"30 % low\"";
        return false;
    }
}
