using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>
/// What a server gives up beyond its ceilings, between two looks: it looks when another price is asked, and again once in a while, since its work changes and a GPU that has restarted must hear it.
/// </summary>
internal sealed class YieldShell(IWorkProfile work)
{
    /// <summary>Longer than a clock takes to act through a BMC, so that one look is not taken back before it has shown; and clocks do not follow single prompts.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private double _price;
    private TimeSpan _looksAt;

    /// <summary>The clock that the GPUs were told last; unlimited while nothing is asked.</summary>
    public Megahertz Clock { get; private set; } = Megahertz.Unlimited;

    /// <summary>What the GPUs are to be told now, or null. A GPU forgets it by itself when the directive that asks for it is gone.</summary>
    /// <param name="price">The price in force for the server's priority; 0 for none.</param>
    /// <param name="readings">What its GPUs just read.</param>
    /// <param name="now">Monotonic time.</param>
    public TreeMessages.ClockYielded? Look(double price, ReadOnlySpan<GpuReading> readings, TimeSpan now)
    {
        work.See(readings, now);
        if (price <= 0)
        {
            (_price, Clock) = (0, Megahertz.Unlimited);
            return null;
        }

        if (price == _price && now < _looksAt)
            return null;
        _price = price;
        _looksAt = now + Period;
        Clock = work.ClockFor(price);
        return new TreeMessages.ClockYielded(Clock);
    }
}
