using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Hardware;

/// <summary>How what a GPU holds compares with what it was asked for.</summary>
internal enum CapVerdict
{
    /// <summary>As asked, or the device does not tell.</summary>
    Held,

    /// <summary>Looser than asked: changed by someone else, or lost with the driver.</summary>
    Drifted,

    /// <summary>Tighter than asked: someone else caps it too.</summary>
    HeldByOthers,
}

/// <summary>Compares requested and enforced caps. Pure.</summary>
internal static class CapComparison
{
    /// <summary>Devices round what they are asked for: a step of the clock, and about a percent of a power limit.</summary>
    private const double PowerTolerance = .01;

    public static CapVerdict Judge(GpuCap asked, in GpuEnforced enforced, GpuModel model)
    {
        Megahertz ceiling = model.RoundDown(asked.Ceiling);
        bool looser = false, tighter = false;
        if (enforced.EnforcedCeiling is { } clock)
        {
            Megahertz held = Megahertz.Min(clock, model.MaxClock);
            looser = held.Value > ceiling.Value + model.ClockStep.Value;
            tighter = !asked.Brake && held.Value < ceiling.Value - model.ClockStep.Value;
        }

        if (enforced is { EnforcedLimit: { } power, RequestedLimit: { } wanted })
        {
            looser |= power.Value > wanted.Value * (1 + PowerTolerance);
            tighter |= power.Value < wanted.Value * (1 - PowerTolerance);
        }

        if (looser)
            return CapVerdict.Drifted;
        return tighter ? CapVerdict.HeldByOthers : CapVerdict.Held;
    }
}
