using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control;

/// <summary>What a directive demands: a clock ceiling for each priority, and whether the power brake is on.</summary>
/// <param name="Low">Ceiling for low priority.</param>
/// <param name="High">Ceiling for high priority.</param>
/// <param name="Brake">True when every GPU goes to its lowest clock at once, by the hardware's fastest path.</param>
public readonly record struct Ceilings(ClockCeiling Low, ClockCeiling High, bool Brake)
{
    /// <summary>As tight as anything that could hold anywhere.</summary>
    internal static readonly Ceilings Braked = new(new ClockCeiling(Megahertz.Zero, 1), new ClockCeiling(Megahertz.Zero, 1), Brake: true);

    /// <summary>Nothing is held back.</summary>
    public static Ceilings Free => new(ClockCeiling.Free, ClockCeiling.Free, Brake: false);

    /// <summary>True when nothing is held back.</summary>
    public bool IsFree => !Brake && Low.IsFree && High.IsFree;

    /// <summary>The ceiling for one priority.</summary>
    public ClockCeiling this[Priority priority] => priority == Priority.Low ? Low : High;

    /// <summary>Ceilings at least as tight as both.</summary>
    public static Ceilings Tightest(in Ceilings a, in Ceilings b) =>
        new(ClockCeiling.Tightest(a.Low, b.Low), ClockCeiling.Tightest(a.High, b.High), a.Brake || b.Brake);

    /// <summary>Ceilings no tighter than either.</summary>
    public static Ceilings Loosest(in Ceilings a, in Ceilings b) =>
        new(ClockCeiling.Loosest(a.Low, b.Low), ClockCeiling.Loosest(a.High, b.High), a.Brake && b.Brake);

    /// <summary>True when nothing may draw more under these than under the other.</summary>
    public bool IsAtLeastAsTightAs(in Ceilings other) =>
        (Brake || !other.Brake) && Low.IsAtLeastAsTightAs(other.Low) && High.IsAtLeastAsTightAs(other.High);

    /// <summary>What remains of these for a server that a person has exempted: nothing but the brake.</summary>
    public Ceilings ForExempt => Brake ? this : Free;

    /// <summary>What one GPU is to be asked for.</summary>
    public GpuCap ForGpu(GpuModel gpu, Priority priority) => new(this[priority].Resolve(gpu), Brake);

    /// <summary>Such as <c>low 1275 MHz, high free</c>.</summary>
    public override string ToString() => IsFree ? "free" : $"low {Low}, high {High}{(Brake ? ", brake" : "")}";
}
