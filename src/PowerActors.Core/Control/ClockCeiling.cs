using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control;

/// <summary>
/// The highest clock a GPU may run at: in megahertz, as a share of its own maximum (so that one ladder serves a mixed fleet), or both. Both are kept until
/// a GPU is reached, since only there its maximum is known.
/// </summary>
/// <param name="Absolute">Megahertz; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="Share">Share of the GPU's maximum clock, 0 to 1; 1 for none.</param>
public readonly record struct ClockCeiling(Megahertz Absolute, double Share)
{
    /// <summary>No ceiling.</summary>
    public static ClockCeiling Free => new(Megahertz.Unlimited, 1);

    /// <summary>A ceiling in megahertz.</summary>
    public static ClockCeiling At(double megahertz) => new(new Megahertz(megahertz), 1);

    /// <summary>A ceiling as a share of the GPU's maximum clock.</summary>
    public static ClockCeiling OfMaximum(double share) => new(Megahertz.Unlimited, share);

    /// <summary>True when it holds nothing back.</summary>
    public bool IsFree => double.IsPositiveInfinity(Absolute.Value) && Share >= 1;

    /// <summary>A ceiling that is at least as tight as both.</summary>
    public static ClockCeiling Tightest(ClockCeiling a, ClockCeiling b) =>
        new(Megahertz.Min(a.Absolute, b.Absolute), Math.Min(a.Share, b.Share));

    /// <summary>The tightest of two that may each be missing.</summary>
    public static ClockCeiling? Tightest(ClockCeiling? a, ClockCeiling? b) => a is { } first && b is { } second ? Tightest(first, second) : a ?? b;

    /// <summary>A ceiling that is no tighter than either.</summary>
    public static ClockCeiling Loosest(ClockCeiling a, ClockCeiling b) =>
        new(Megahertz.Max(a.Absolute, b.Absolute), Math.Max(a.Share, b.Share));

    /// <summary>True when no GPU may run faster under this ceiling than under the other.</summary>
    public bool IsAtLeastAsTightAs(ClockCeiling other) => Absolute <= other.Absolute && Share <= other.Share;

    /// <summary>The ceiling for one GPU; <see cref="Megahertz.Unlimited"/> when it is not below the GPU's maximum.</summary>
    public Megahertz Resolve(GpuModel gpu)
    {
        Megahertz clock = Megahertz.Min(Absolute, gpu.MaxClock * Share);
        return clock >= gpu.MaxClock ? Megahertz.Unlimited : clock;
    }

    /// <summary>Such as <c>1275 MHz</c>, <c>70 %</c> or <c>free</c>.</summary>
    public override string ToString()
    {
        if (IsFree)
            return "free";
        if (Share >= 1)
            return Absolute.ToString();
        return double.IsPositiveInfinity(Absolute.Value) ? $"{Share * 100:0.#} %" : $"{Absolute}, {Share * 100:0.#} %";
    }
}
