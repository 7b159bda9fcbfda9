using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>What a meter answers instead of the truth.</summary>
public enum MeterFault
{
    /// <summary>The truth, times <see cref="SimulatedMeter.Factor"/>.</summary>
    None,

    /// <summary>No answer.</summary>
    Silent,

    /// <summary>What it answered last, for ever; 0 W when it never answered.</summary>
    Stuck,

    /// <summary>Not a number.</summary>
    NotANumber,
}

/// <summary>A power meter of a simulated domain.</summary>
/// <param name="milliwatts">The domain's true power now.</param>
public sealed class SimulatedMeter(Func<long> milliwatts) : IPowerMeter
{
    private Watts _last;

    /// <summary>What is wrong with it; settable at any time.</summary>
    public MeterFault Fault { get; set; }

    /// <summary>Factor on the truth: 0.9 reads 10 % low, 1 is a good meter.</summary>
    public double Factor { get; set; } = 1;

    /// <inheritdoc/>
    public bool TryRead(TimeSpan now, out Watts power)
    {
        power = Watts.Zero;
        switch (Fault)
        {
            case MeterFault.Silent:
                return false;
            case MeterFault.Stuck:
                power = _last;
                return true;
            case MeterFault.NotANumber:
                power = new Watts(double.NaN);
                return true;
            default:
                _last = new Watts(milliwatts() / 1e3 * Factor);
                power = _last;
                return true;
        }
    }
}
