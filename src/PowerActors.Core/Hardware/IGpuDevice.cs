using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>What a GPU answers when it is read.</summary>
public enum DeviceHealth
{
    /// <summary>The reading is good.</summary>
    Good,

    /// <summary>No reading this time (a timeout, a busy driver); the next may succeed.</summary>
    Unavailable,

    /// <summary>The device has fallen off the bus or its driver is gone; it will not come back by itself.</summary>
    Lost,
}

/// <summary>One reading of a GPU.</summary>
/// <param name="Power">Board power now; meaningless unless <paramref name="Health"/> is good.</param>
/// <param name="Clock">Clock now, 0 when the device does not tell.</param>
/// <param name="Health">Whether the reading can be used.</param>
/// <param name="IsAtOwnLimit">
/// True while the board's own power limit, as high as it was delivered, keeps the clock down: a compute-bound H200 of 700 W runs at about 1500 of 1980 MHz for that alone. A higher ceiling would then bring
/// no more power.
/// </param>
public readonly record struct GpuReading(Watts Power, Megahertz Clock, DeviceHealth Health, bool IsAtOwnLimit = false);

/// <summary>What a GPU is asked to hold to.</summary>
/// <param name="Ceiling">Highest clock allowed; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="Brake">True for the power brake: the lowest clock by the fastest path the hardware has.</param>
public readonly record struct GpuCap(Megahertz Ceiling, bool Brake)
{
    /// <summary>No cap at all.</summary>
    public static GpuCap Free => new(Megahertz.Unlimited, Brake: false);

    /// <summary>True when this cap allows more than another: a higher clock, or no brake where the other has one.</summary>
    public bool IsLooserThan(GpuCap other) => (other.Brake && !Brake) || (Ceiling > other.Ceiling && !Brake);

    /// <summary>The tightest of two caps.</summary>
    public static GpuCap Tightest(GpuCap a, GpuCap b) => new(Megahertz.Min(a.Ceiling, b.Ceiling), a.Brake || b.Brake);
}

/// <summary>A GPU, real or simulated, as the tree sees it. Calls do not block for the actuation latency: a cap is accepted now and is in force later.</summary>
public interface IGpuDevice
{
    /// <summary>What is fixed for its product.</summary>
    GpuModel Model { get; }

    /// <summary>Reads power and clock at this moment. Never throws for a device that fails: <see cref="GpuReading.Health"/> tells.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    GpuReading Read(TimeSpan now);

    /// <summary>Asks for a cap, replacing the one before.</summary>
    /// <param name="cap">What to hold to; the ceiling is rounded down to a settable clock.</param>
    /// <param name="now">Monotonic time of the caller.</param>
    /// <returns>False when the device refused or could not be reached: the cap before stays, and the caller tries again.</returns>
    bool TryApply(GpuCap cap, TimeSpan now);

    /// <summary>
    /// Asks for a ceiling that the server itself chose to save energy, on a path of its own beside the cap's: the lower of the two holds. Such are a BMC's limit and the driver's clock lock.
    /// </summary>
    /// <param name="ceiling">The ceiling, <see cref="Megahertz.Unlimited"/> for none; rounded down to a settable clock.</param>
    /// <param name="now">Monotonic time of the caller.</param>
    /// <returns>False when there is no such path, or it refused: the caller then makes the ceiling part of the cap.</returns>
    bool TryGovern(Megahertz ceiling, TimeSpan now) => false;
}

/// <summary>A power meter of a domain: a PDU branch, a rack's feed, a server's power supplies.</summary>
public interface IPowerMeter
{
    /// <summary>Reads the domain's power.</summary>
    /// <param name="now">Monotonic time of the caller.</param>
    /// <param name="power">Power in watts, when the meter answered.</param>
    /// <returns>False when the meter did not answer.</returns>
    bool TryRead(TimeSpan now, out Watts power);
}
