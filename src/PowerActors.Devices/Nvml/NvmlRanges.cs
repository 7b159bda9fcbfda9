using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>What can be set on one GPU. A clock or limit outside is given as the nearest inside, and that is said.</summary>
/// <param name="Clocks">Settable clocks of the streaming multiprocessors at the highest memory clock, rising; empty where the GPU does not list them.</param>
/// <param name="MinLimit">Lowest power limit; null where limits cannot be set.</param>
/// <param name="MaxLimit">Highest power limit.</param>
/// <param name="DefaultLimit">Power limit that holds after a start.</param>
public sealed record NvmlRanges(IReadOnlyList<Megahertz> Clocks, Watts? MinLimit, Watts? MaxLimit, Watts? DefaultLimit)
{
    /// <summary>The lowest settable clock, null where none is listed.</summary>
    public Megahertz? LowestClock => Clocks.Count == 0 ? null : Clocks[0];

    /// <summary>The highest settable clock, null where none is listed.</summary>
    public Megahertz? HighestClock => Clocks.Count == 0 ? null : Clocks[^1];

    /// <summary>The highest settable clock at or below a ceiling; the lowest there is where the ceiling is below all, null where none is listed.</summary>
    public Megahertz? ClockAtOrBelow(Megahertz ceiling)
    {
        if (Clocks.Count == 0)
            return null;
        int low = 0;
        int high = Clocks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Clocks[middle] <= ceiling)
                low = middle;
            else
                high = middle - 1;
        }

        return Clocks[low];
    }

    /// <summary>A power limit within the range.</summary>
    public Watts Clamp(Watts limit)
    {
        Watts at = MaxLimit is { } most ? Watts.Min(limit, most) : limit;
        return MinLimit is { } least ? Watts.Max(at, least) : at;
    }
}
