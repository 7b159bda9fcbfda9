using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Ladders;

/// <summary>A policy: rungs in the order in which they are climbed. Standing on no rung is rung 0; <c>Rungs[0]</c> is rung 1.</summary>
public sealed record Ladder
{
    /// <summary>The policy's name.</summary>
    public required string Name { get; init; }

    /// <summary>The rungs, mildest first; none at all is a domain that only watches.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    /// <summary>How long utilization must have stayed below a rung's leave threshold, and the rung been held, before it is left.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>A ladder without rungs.</summary>
    public static Ladder None { get; } = new() { Name = "none", Rungs = [], Hold = TimeSpan.FromSeconds(60) };

    /// <summary>How many rungs there are, the brake included.</summary>
    public int Top => Rungs.Count;

    /// <summary>True when the last rung is a brake.</summary>
    public bool HasBrake => Rungs.Count > 0 && Rungs[^1].IsBrake;

    /// <summary>True when any rung asks for watts at a price.</summary>
    public bool AsksForWatts => Rungs.Any(static rung => rung.Ceilings.AsksForWatts);

    /// <summary>What holds on a rung; free on rung 0.</summary>
    public Ceilings CeilingsOn(int rung) => rung == 0 ? Ceilings.Free : Rungs[rung - 1].Ceilings;

    /// <summary>The name of a rung; <c>free</c> for rung 0.</summary>
    public string NameOf(int rung) => rung == 0 ? "free" : Rungs[rung - 1].Name;

    /// <summary>
    /// Everything that is wrong with this ladder, each as (rung index, or −1 for the ladder itself; a line that says what is wrong and what would be
    /// right). An empty list means it can be used.
    /// </summary>
    public IReadOnlyList<(int Rung, string Fault)> Validate()
    {
        List<(int, string)> faults = [];
        if (Hold < TimeSpan.Zero)
            faults.Add((-1, $"hold is {Seconds(Hold)}; it must not be negative"));
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < Rungs.Count; i++)
            ValidateRung(i, names, faults);
        return faults;
    }

    private void ValidateRung(int i, HashSet<string> names, List<(int, string)> faults)
    {
        Rung rung = Rungs[i];
        if (!names.Add(rung.Name))
            faults.Add((i, $"rung '{rung.Name}' stands twice in ladder '{Name}'; names must differ"));
        if (string.Equals(rung.Name, NameOf(0), StringComparison.Ordinal))
            faults.Add((i, $"a rung cannot be called '{rung.Name}': that is the name of no rung at all"));
        if (!(rung.EnterAt is > 0 and <= 2))
            faults.Add((i, $"rung '{rung.Name}' enters at {Percent(rung.EnterAt)}; it must be above 0 % and at most 200 %"));
        if (!(rung.LeaveBelow > 0 && rung.LeaveBelow < rung.EnterAt))
            faults.Add((i, $"rung '{rung.Name}' is left below {Percent(rung.LeaveBelow)}; it must be above 0 % and below its entry at {Percent(rung.EnterAt)}"));
        if (rung.Settle < TimeSpan.Zero)
            faults.Add((i, $"rung '{rung.Name}' settles in {Seconds(rung.Settle)}; it must not be negative"));
        if (rung.IsBrake && i != Rungs.Count - 1)
            faults.Add((i, $"rung '{rung.Name}' brakes but is not the last; only the last rung may be a brake"));
        ValidateCeiling(i, rung, "low", rung.Ceilings.Low, faults);
        ValidateCeiling(i, rung, "high", rung.Ceilings.High, faults);
        if (!rung.Ceilings.Low.IsAtLeastAsTightAs(rung.Ceilings.High))
        {
            faults.Add((i, $"rung '{rung.Name}' caps high priority at {rung.Ceilings.High} but low priority only at {rung.Ceilings.Low}; "
                + "low priority must be capped at least as tightly (law P7)"));
        }

        ValidatePrice(i, rung, faults);
        if (i == 0)
            return;
        Rung below = Rungs[i - 1];
        if (rung.EnterAt < below.EnterAt)
            faults.Add((i, $"rung '{rung.Name}' enters at {Percent(rung.EnterAt)}, below '{below.Name}' at {Percent(below.EnterAt)}; thresholds must not fall"));
        if (!rung.Ceilings.IsAtLeastAsTightAs(below.Ceilings))
            faults.Add((i, $"rung '{rung.Name}' ({rung.Ceilings}) is looser than '{below.Name}' ({below.Ceilings}); climbing must not loosen"));
    }

    private static void ValidatePrice(int i, Rung rung, List<(int, string)> faults)
    {
        PerPriority<double> price = rung.Ceilings.Price;
        if (!rung.Ceilings.HasSanePrice)
        {
            faults.Add((i, $"rung '{rung.Name}' asks low priority for watts at {Percent(price.Low)} and high at {Percent(price.High)}; a price must be from 0 % to {Percent(Ceilings.HighestPrice)}"));
            return;
        }

        if (price.High > 0 && rung.Ceilings.Low.IsFree)
            faults.Add((i, $"rung '{rung.Name}' asks high priority for watts but has no ceiling for low; low priority must be capped first (law P7)"));
        if (price.High > price.Low)
            faults.Add((i, $"rung '{rung.Name}' asks high priority for watts at {Percent(price.High)} but low only at {Percent(price.Low)}; low priority must give at least at that price (law P7)"));
    }

    private static void ValidateCeiling(int i, Rung rung, string priority, ClockCeiling ceiling, List<(int, string)> faults)
    {
        if (!(ceiling.Absolute > Megahertz.Zero))
            faults.Add((i, $"rung '{rung.Name}' caps {priority} priority at {ceiling.Absolute}; a clock must be above 0 MHz"));
        if (!(ceiling.Share is > 0 and <= 1))
            faults.Add((i, $"rung '{rung.Name}' caps {priority} priority at {Percent(ceiling.Share)} of the maximum clock; it must be above 0 % and at most 100 %"));
    }

    private static string Percent(double share) => $"{share * 100:0.##} %";

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.###} s";
}
