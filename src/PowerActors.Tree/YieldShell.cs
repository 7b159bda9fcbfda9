using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>What a server gives up beyond its ceilings, between two looks: looks when another price is asked, and again once in a while, since its work changes.</summary>
internal sealed class YieldShell(IWorkProfile work)
{
    /// <summary>A multiple of the time that a clock takes to act through a BMC would be idle; much less would have clocks follow single prompts.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private double _price;
    private TimeSpan _looksAt;

    /// <summary>What the GPUs are to be told now, or null.</summary>
    public TreeMessages.ClockYielded? Look(double price, TimeSpan now)
    {
        if (price <= 0)
        {
            _price = 0;
            return null; // A GPU gives nothing while no directive asks.
        }

        if (price == _price && now < _looksAt)
            return null;
        _price = price;
        _looksAt = now + Period;
        return new TreeMessages.ClockYielded(work.ClockFor(price, now));
    }
}
