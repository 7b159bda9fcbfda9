using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Wire.Mapping;

/// <summary>Ceilings on the wire.</summary>
public static class CeilingsMapping
{
    /// <summary>For the wire.</summary>
    public static Protocol.Ceilings ToWire(in Ceilings ceilings) => new()
    {
        LowMhz = ceilings.Low.Absolute.Value,
        LowShare = ceilings.Low.Share,
        HighMhz = ceilings.High.Absolute.Value,
        HighShare = ceilings.High.Share,
        Brake = ceilings.Brake,
        LowPrice = ceilings.Price.Low,
        HighPrice = ceilings.Price.High,
    };

    /// <summary>From the wire, or what is wrong with them.</summary>
    /// <param name="wire">What came; null when nothing did.</param>
    /// <param name="ceilings">The ceilings, when null is answered.</param>
    public static string? Read(Protocol.Ceilings? wire, out Ceilings ceilings)
    {
        ceilings = default;
        if (wire is null)
            return "no ceilings";
        if (Problem("low", wire.LowMhz, wire.LowShare) is { } low)
            return low;
        if (Problem("high", wire.HighMhz, wire.HighShare) is { } high)
            return high;
        if (!(wire.LowPrice is >= 0 and <= Ceilings.HighestPrice) || !(wire.HighPrice is >= 0 and <= Ceilings.HighestPrice))
            return $"a price of {wire.LowPrice} and {wire.HighPrice} for watts beyond the ceilings; both must be from 0 to {Ceilings.HighestPrice}";
        ceilings = new Ceilings(new ClockCeiling(new Megahertz(wire.LowMhz), wire.LowShare), new ClockCeiling(new Megahertz(wire.HighMhz), wire.HighShare), wire.Brake)
        {
            Price = new PerPriority<double>(wire.LowPrice, wire.HighPrice),
        };
        return null;
    }

    /// <summary>From the wire, or what is wrong with it.</summary>
    /// <param name="wire">What came; null when nobody has pinned anything.</param>
    /// <param name="pin">The pin, when null is answered.</param>
    public static string? Read(Protocol.Pin? wire, out ClockCeiling? pin)
    {
        pin = null;
        if (wire is null)
            return null;
        if (Problem("pinned", wire.Mhz, wire.Share) is { } problem)
            return problem;
        pin = new ClockCeiling(new Megahertz(wire.Mhz), wire.Share);
        return null;
    }

    private static string? Problem(string priority, double megahertz, double share)
    {
        if (!(megahertz >= 0))
            return $"a ceiling of {megahertz} MHz for {priority} priority; it must be 0 or more";
        return share is >= 0 and <= 1 ? null : $"a ceiling of {share} of the maximum clock for {priority} priority; it must be from 0 to 1";
    }
}
