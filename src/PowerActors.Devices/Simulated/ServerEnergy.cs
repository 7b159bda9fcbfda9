using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// Exact integral of a server's power, in milliwatts × ticks. Spans are summed in 64 bits and carried over into 128 long before those could overflow, so an
/// addition costs two multiplications and nothing drifts.
/// </summary>
internal sealed class ServerEnergy
{
    private const long LongestSpan = 1L << 32; // 429 s: with power below 2^28 mW (268 kW) a product stays below 2^60
    private const long Carry = 1L << 61;
    private const double JoulesPerMilliwattTick = 1e-10;

    private Int128 _total;
    private Int128 _gpus;
    private Int128 _gpusAtTick;
    private long _pendingTotal;
    private long _pendingGpus;

    /// <summary>Up to when it has accounted.</summary>
    public long SinceTicks { get; private set; }

    /// <summary>Of the whole server.</summary>
    public Int128 TotalMilliwattTicks => _total + _pendingTotal;

    /// <summary>Of the whole server.</summary>
    public Joules Total => new((double)TotalMilliwattTicks * JoulesPerMilliwattTick);

    /// <summary>Of the GPUs.</summary>
    public Joules Gpus => new((double)(_gpus + _pendingGpus) * JoulesPerMilliwattTick);

    /// <summary>Counts the time since the last call at these powers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Time ran backwards.</exception>
    public void Account(long nowTicks, long gpuMilliwatts, long totalMilliwatts)
    {
        long span = nowTicks - SinceTicks;
        if (span <= 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(nowTicks, SinceTicks);
            return;
        }

        SinceTicks = nowTicks;
        if (span > LongestSpan)
        {
            _total += (Int128)totalMilliwatts * span;
            _gpus += (Int128)gpuMilliwatts * span;
            return;
        }

        _pendingTotal += totalMilliwatts * span;
        _pendingGpus += gpuMilliwatts * span;
        if (_pendingTotal > Carry)
            CarryOver();
    }

    /// <summary>Energy of the GPUs since the last call, milliwatts × ticks.</summary>
    public double TakeGpuSinceTick()
    {
        CarryOver();
        double taken = (double)(_gpus - _gpusAtTick);
        _gpusAtTick = _gpus;
        return taken;
    }

    private void CarryOver()
    {
        _total += _pendingTotal;
        _gpus += _pendingGpus;
        _pendingTotal = 0;
        _pendingGpus = 0;
    }
}
