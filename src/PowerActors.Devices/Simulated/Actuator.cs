namespace PowerActors.Devices.Simulated;

/// <summary>
/// One path from command to effect with a constant latency. Every command takes effect exactly one latency after it was given, in the order given: none is
/// merged or dropped, since a BMC works through what it was sent. So a tighter command is never delayed by a looser one before it, and a looser one that is
/// still in flight does take effect for the time until the tighter one lands. Repeating the last command does nothing.
/// </summary>
public sealed class Actuator
{
    private (long DueTicks, int Setting)[] _pending = [];
    private int _head;
    private int _count;

    /// <summary>A path with nothing in flight.</summary>
    /// <param name="latency">From command to effect, at least zero.</param>
    /// <param name="setting">What is in force.</param>
    public Actuator(TimeSpan latency, int setting)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        LatencyTicks = latency.Ticks;
        InForce = setting;
        Requested = setting;
    }

    /// <summary>From command to effect, in ticks of 100 ns.</summary>
    public long LatencyTicks { get; }

    /// <summary>The setting in force.</summary>
    public int InForce { get; private set; }

    /// <summary>The last setting asked for: in force once all that is in flight has landed.</summary>
    public int Requested { get; private set; }

    /// <summary>How many commands are in flight.</summary>
    public int InFlight => _count;

    /// <summary>When the next command in flight takes effect; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextDueTicks => _count == 0 ? long.MaxValue : _pending[_head].DueTicks;

    /// <summary>Gives a command. Time must not run backwards between commands.</summary>
    public void Give(int setting, long nowTicks)
    {
        if (setting == Requested)
            return;
        if (_count == _pending.Length)
            Grow();
        _pending[(_head + _count) % _pending.Length] = (nowTicks + LatencyTicks, setting);
        _count++;
        Requested = setting;
    }

    /// <summary>Lets the commands that are due take effect.</summary>
    /// <returns>True when the setting in force changed.</returns>
    public bool Advance(long nowTicks)
    {
        int before = InForce;
        while (_count > 0 && _pending[_head].DueTicks <= nowTicks)
        {
            InForce = _pending[_head].Setting;
            _head = (_head + 1) % _pending.Length;
            _count--;
        }

        return InForce != before;
    }

    /// <summary>Forgets what is in flight and has a setting in force at once: the device was reset.</summary>
    public void Reset(int setting)
    {
        _count = 0;
        InForce = setting;
        Requested = setting;
    }

    private void Grow()
    {
        var larger = new (long, int)[Math.Max(4, _pending.Length * 2)];
        for (int i = 0; i < _count; i++)
            larger[i] = _pending[(_head + i) % _pending.Length];
        _pending = larger;
        _head = 0;
    }
}
