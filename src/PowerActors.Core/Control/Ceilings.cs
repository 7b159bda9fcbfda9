using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control;

/// <summary>What a directive demands: a clock ceiling for each priority, and whether the power brake is on.</summary>
/// <param name="Low">Ceiling for low priority.</param>
/// <param name="High">Ceiling for high priority.</param>
/// <param name="Brake">True when every GPU goes to its lowest clock at once, by the hardware's fastest path.</param>
public readonly record struct Ceilings(ClockCeiling Low, ClockCeiling High, bool Brake)
{
    /// <summary>
    /// The price at which GPUs give up watts beyond their ceiling: as long as each percent less draw costs at most this many percent of their work's speed. So within a priority the work that
    /// loses least per watt gives first. 0 asks for nothing. A courtesy, which no limit is counted on to be kept by: whoever does not know what its work loses gives nothing.
    /// </summary>
    public PerPriority<double> Yield { get; init; }

    /// <summary>The highest price that is believed.</summary>
    public const double HighestYield = 100;

    /// <summary>As tight as anything that could hold anywhere.</summary>
    internal static readonly Ceilings Braked = new(new ClockCeiling(Megahertz.Zero, 1), new ClockCeiling(Megahertz.Zero, 1), Brake: true);

    /// <summary>Nothing is held back.</summary>
    public static Ceilings Free => new(ClockCeiling.Free, ClockCeiling.Free, Brake: false);

    /// <summary>True when nothing is held back.</summary>
    public bool IsFree => !Brake && Low.IsFree && High.IsFree && Yield == default;

    /// <summary>The ceiling for one priority.</summary>
    public ClockCeiling this[Priority priority] => priority == Priority.Low ? Low : High;

    /// <summary>Ceilings at least as tight as both.</summary>
    public static Ceilings Tightest(in Ceilings a, in Ceilings b) =>
        new(ClockCeiling.Tightest(a.Low, b.Low), ClockCeiling.Tightest(a.High, b.High), a.Brake || b.Brake) { Yield = new PerPriority<double>(Math.Max(a.Yield.Low, b.Yield.Low), Math.Max(a.Yield.High, b.Yield.High)) };

    /// <summary>Ceilings no tighter than either.</summary>
    public static Ceilings Loosest(in Ceilings a, in Ceilings b) =>
        new(ClockCeiling.Loosest(a.Low, b.Low), ClockCeiling.Loosest(a.High, b.High), a.Brake && b.Brake) { Yield = new PerPriority<double>(Math.Min(a.Yield.Low, b.Yield.Low), Math.Min(a.Yield.High, b.Yield.High)) };

    /// <summary>True when nothing may draw more under these than under the other.</summary>
    public bool IsAtLeastAsTightAs(in Ceilings other) =>
        (Brake || !other.Brake) && Low.IsAtLeastAsTightAs(other.Low) && High.IsAtLeastAsTightAs(other.High)
        && Yield.Low >= other.Yield.Low && Yield.High >= other.Yield.High;

    /// <summary>What remains of these for a server that a person has exempted: nothing but the brake.</summary>
    public Ceilings ForExempt => Brake ? this : Free;

    /// <summary>What one GPU is to be asked for.</summary>
    public GpuCap ForGpu(GpuModel gpu, Priority priority) => new(this[priority].Resolve(gpu), Brake);

    /// <summary>Such as <c>low 1275 MHz, high free</c>.</summary>
    public override string ToString() => IsFree ? "free" : $"low {Low}, high {High}{(Brake ? ", brake" : "")}{Asks("low", Yield.Low)}{Asks("high", Yield.High)}";

    /// <summary>False for prices that nobody can have meant.</summary>
    internal bool HasSaneYield => Yield.Low is >= 0 and <= HighestYield && Yield.High is >= 0 and <= HighestYield;

    private static string Asks(string priority, double price) => price > 0 ? FormattableString.Invariant($", {priority} yields at {price * 100:0.#} %") : "";
}
