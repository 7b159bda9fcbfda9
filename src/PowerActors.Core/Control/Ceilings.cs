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
    /// The highest price that is believed: at ten percent of time for one percent of draw whatever can be given up is, so that a higher one could only be a mistake of units.
    /// </summary>
    public const double HighestPrice = 10;

    /// <summary>As tight as anything that could hold anywhere.</summary>
    internal static readonly Ceilings Braked = new(new ClockCeiling(Megahertz.Zero, 1), new ClockCeiling(Megahertz.Zero, 1), Brake: true);

    /// <summary>Nothing is held back.</summary>
    public static Ceilings Free => new(ClockCeiling.Free, ClockCeiling.Free, Brake: false);

    /// <summary>
    /// The price at which work gives up watts beyond its ceiling: as long as each percent of TDP less draw makes it take at most this many percent longer. So of one priority the work that loses least per
    /// watt gives most. A share per share, 0 to <see cref="HighestPrice"/>; 0, the default, asks for nothing. It is asked, not counted on: no limit relies on it, and whoever does not know what its
    /// work loses gives nothing.
    /// </summary>
    public PerPriority<double> Price { get; init; }

    /// <summary>True when nothing is held back.</summary>
    public bool IsFree => !Brake && Low.IsFree && High.IsFree && !AsksForWatts;

    /// <summary>True when any priority is asked for watts at a price.</summary>
    public bool AsksForWatts => Price.Low > 0 || Price.High > 0;

    /// <summary>False for a price that nobody can have meant.</summary>
    internal bool HasSanePrice => Price.Low is >= 0 and <= HighestPrice && Price.High is >= 0 and <= HighestPrice;

    /// <summary>The ceiling for one priority.</summary>
    public ClockCeiling this[Priority priority] => priority == Priority.Low ? Low : High;

    /// <summary>Ceilings at least as tight as both.</summary>
    public static Ceilings Tightest(in Ceilings a, in Ceilings b) =>
        new(ClockCeiling.Tightest(a.Low, b.Low), ClockCeiling.Tightest(a.High, b.High), a.Brake || b.Brake)
        {
            Price = new PerPriority<double>(Math.Max(a.Price.Low, b.Price.Low), Math.Max(a.Price.High, b.Price.High)),
        };

    /// <summary>Ceilings no tighter than either.</summary>
    public static Ceilings Loosest(in Ceilings a, in Ceilings b) =>
        new(ClockCeiling.Loosest(a.Low, b.Low), ClockCeiling.Loosest(a.High, b.High), a.Brake && b.Brake)
        {
            Price = new PerPriority<double>(Math.Min(a.Price.Low, b.Price.Low), Math.Min(a.Price.High, b.Price.High)),
        };

    /// <summary>True when nothing may draw more under these than under the other. A brake is as tight as any price: there is nothing left to give up.</summary>
    public bool IsAtLeastAsTightAs(in Ceilings other) =>
        (Brake || !other.Brake) && Low.IsAtLeastAsTightAs(other.Low) && High.IsAtLeastAsTightAs(other.High)
        && (Brake || (Price.Low >= other.Price.Low && Price.High >= other.Price.High));

    /// <summary>What remains of these for a server that a person has exempted: nothing but the brake.</summary>
    public Ceilings ForExempt => Brake ? this : Free;

    /// <summary>What one GPU is to be asked for.</summary>
    public GpuCap ForGpu(GpuModel gpu, Priority priority) => new(this[priority].Resolve(gpu), Brake);

    /// <summary>Such as <c>low 1275 MHz, high free</c>, or <c>low 1275 MHz and 30 % for watts, high free</c>.</summary>
    public override string ToString() => IsFree ? "free" : $"low {Of(Priority.Low)}, high {Of(Priority.High)}{(Brake ? ", brake" : "")}";

    /// <summary>What holds for one priority, in words, such as <c>1275 MHz</c> or <c>1275 MHz and 30 % for watts</c>.</summary>
    public string Of(Priority priority) => Price[priority] > 0 ? FormattableString.Invariant($"{this[priority]} and {Price[priority] * 100:0.#} % for watts") : this[priority].ToString();
}
