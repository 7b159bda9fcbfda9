namespace PowerActors.Core.Control.Directives;

/// <summary>
/// The rungs that a directive stands on: of the domain that told it and of those above that one, nearest first. Whoever holds the directive can thereby tell a domain that has started again on which rung
/// it stood (law P10), although ceilings alone do not show whose they are. Eight levels; what is above them falls off.
/// </summary>
/// <param name="Bits">A byte for each level, nearest lowest: seven bits of rung, and one that says that the domain brakes this child for the child's own sake.</param>
public readonly record struct RungTrail(ulong Bits)
{
    private const int LevelBits = 8;
    private const ulong RungMask = 0x7f;
    private const ulong BrakedBit = 0x80;

    /// <summary>The rung of the nearest domain; 0 for none.</summary>
    public int Rung => (int)(Bits & RungMask);

    /// <summary>True when the nearest domain brakes the holder for the holder's own sake.</summary>
    public bool IsBraked => (Bits & BrakedBit) != 0;

    /// <summary>True when nobody stands on a rung.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The same without the nearest domain: what that one was told from above.</summary>
    public RungTrail Above => new(Bits >> LevelBits);

    /// <summary>The trail of what a domain tells a child.</summary>
    /// <param name="rung">The domain's rung; one above 127 counts as 127.</param>
    /// <param name="braked">Whether it brakes that child for the child's own sake.</param>
    public RungTrail Below(int rung, bool braked) => new((Bits << LevelBits) | Math.Min((ulong)rung, RungMask) | (braked ? BrakedBit : 0));

    /// <summary>The rungs from the nearest up, such as <c>0 3</c>; a brake for the holder's own sake is marked with an exclamation mark.</summary>
    public override string ToString()
    {
        List<string> rungs = [];
        for (RungTrail rest = this; !rest.IsEmpty; rest = rest.Above)
            rungs.Add($"{rest.Rung}{(rest.IsBraked ? "!" : "")}");
        return rungs.Count == 0 ? "none" : string.Join(' ', rungs);
    }
}
