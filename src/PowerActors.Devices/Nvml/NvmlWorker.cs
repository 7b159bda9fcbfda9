using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>
/// The thread that calls the driver. Callers leave a wish and wait for it, but never longer than their patience, and once per call that hangs: a driver that hangs stops
/// nobody but this thread. Commands come before readings, those that tighten before those that loosen, and of several for one GPU only the latest is carried out. Between them and the readings come the ceilings
/// that a governor wishes for, for which nobody waits.
/// </summary>
internal sealed class NvmlWorker : IDisposable
{
    private readonly object _gate = new(); // Monitor waits on it, which a Lock cannot.
    private readonly NvmlHost _host;
    private readonly NvmlOptions _options;
    private readonly NvmlGpuState[] _states;
    private readonly Command[] _commands;
    private readonly Wish[] _wishes;
    private readonly Thread _thread;
    private TimeSpan _wanted = TimeSpan.MinValue; // A sweep over all GPUs not older than this is wished for...
    private TimeSpan _sweeping = TimeSpan.MinValue; // ...this one is under way...
    private TimeSpan _swept = TimeSpan.MinValue; // ...and this one is done.
    private int _next;
    private long _version;
    private long _operation; // Odd while a call to the driver is under way.
    private long _gaveUpOn = -1;
    private bool _isStopping;

    public NvmlWorker(NvmlHost host, NvmlOptions options)
    {
        _host = host;
        _options = options;
        _states = new NvmlGpuState[host.Count];
        _commands = new Command[host.Count];
        _wishes = [.. Enumerable.Repeat(new Wish { Ceiling = Megahertz.Unlimited }, host.Count)];
        _next = host.Count;
        _thread = new Thread(Run) { IsBackground = true, Name = "nvml" };
        _thread.Start();
    }

    /// <summary>One reading per GPU, not older than now, or than the patience allows. No allocation.</summary>
    public void Read(TimeSpan now, Span<GpuReading> readings)
    {
        lock (_gate)
        {
            WaitForSweep(now);
            for (int i = 0; i < readings.Length; i++)
                readings[i] = ReadingOf(i, now);
        }
    }

    /// <summary>The same for one GPU: all are read, since the others will be asked for in a moment.</summary>
    public GpuReading Read(int gpu, TimeSpan now)
    {
        lock (_gate)
        {
            WaitForSweep(now);
            return ReadingOf(gpu, now);
        }
    }

    /// <summary>What is known of a GPU, without waiting.</summary>
    public NvmlGpuState StateOf(int gpu)
    {
        lock (_gate)
            return _states[gpu];
    }

    /// <summary>What is known of a GPU, not older than now if that comes within the patience.</summary>
    public NvmlGpuState StateOf(int gpu, TimeSpan now)
    {
        lock (_gate)
        {
            WaitForSweep(now);
            return _states[gpu];
        }
    }

    /// <summary>Applies a cap; see <see cref="NvmlGpu.TryApply"/>.</summary>
    public bool TryApply(int gpu, GpuCap cap, TimeSpan now)
    {
        lock (_gate)
        {
            ref Command command = ref _commands[gpu];
            if (command.Stage == Stage.Done && command.IsUnheard && command.IsTaken && command.Cap == cap)
            {
                command.IsUnheard = false; // It was slow, but it was carried out.
                return true;
            }

            long version = ++_version;
            command = new Command { Cap = cap, At = now, Version = version, Stage = Stage.Waiting };
            Monitor.PulseAll(_gate);
            long deadline = Environment.TickCount64 + (long)_options.WritePatience.TotalMilliseconds;
            while (command.Version == version && command.Stage != Stage.Done && MayWait(deadline, out int left))
                Monitor.Wait(_gate, left);
            if (command.Version != version)
                return false; // A later cap took its place.
            if (command.Stage == Stage.Done)
                return command.IsTaken;
            if (command.Stage == Stage.Waiting && _states[gpu].Accepted is { } accepted && cap.IsLooserThan(accepted))
                command.Stage = Stage.None; // To loosen late is to loosen what nobody may want loosened any more.
            else
                command.IsUnheard = true;
            return false;
        }
    }

    /// <summary>Leaves a governor's ceiling for the driver's thread, and does not wait for it: of several only the latest counts. No allocation.</summary>
    /// <returns>False when this GPU cannot lock its clocks.</returns>
    public bool TryGovern(int gpu, Megahertz ceiling, TimeSpan now)
    {
        lock (_gate)
        {
            if (NvmlFaults.Of(_states[gpu].ClockCode) == NvmlFault.Unsupported)
                return false;
            ref Wish wish = ref _wishes[gpu];
            if (wish.Ceiling == ceiling && _states[gpu].ClockCode == NvmlReturn.Success)
                return true;
            wish = new Wish { Ceiling = ceiling, At = now, IsWaiting = true };
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Ends the thread, unless it hangs in the driver: then it is left behind.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join(_options.WritePatience * 4);
    }

    private GpuReading ReadingOf(int gpu, TimeSpan now)
    {
        NvmlSample sample = _states[gpu].Sample;
        DeviceHealth health = NvmlFaults.HealthOf(sample.Fault);
        if (_swept == TimeSpan.MinValue || (sample.At < now && now - sample.At > _options.MaxAge))
            health = DeviceHealth.Unavailable;
        return health == DeviceHealth.Good ? new GpuReading(sample.Power, sample.Clock, health, _states[gpu].IsAtOwnLimit) : new GpuReading(default, default, health);
    }

    private void WaitForSweep(TimeSpan now)
    {
        if (_swept >= now)
            return;
        if (_wanted < now)
        {
            _wanted = now;
            Monitor.PulseAll(_gate);
        }

        long deadline = Environment.TickCount64 + (long)_options.ReadPatience.TotalMilliseconds;
        while (_swept < now && MayWait(deadline, out int left))
            Monitor.Wait(_gate, left);
    }

    /// <summary>False when the time is up, or somebody has waited in vain for the same call to the driver.</summary>
    private bool MayWait(long deadline, out int left)
    {
        left = (int)Math.Max(0, deadline - Environment.TickCount64);
        if (_isStopping || _operation == _gaveUpOn)
            return false;
        if (left > 0)
            return true;
        if (_operation % 2 == 1)
            _gaveUpOn = _operation;
        return false;
    }

    private void Run()
    {
        while (true)
        {
            int gpu;
            bool isRead, isWish = false;
            GpuCap cap = default;
            Megahertz ceiling = default;
            TimeSpan at;
            long version = 0;
            lock (_gate)
            {
                while (!_isStopping && !HasWork())
                    Monitor.Wait(_gate);
                if (_isStopping && !Array.Exists(_wishes, static wish => wish.IsWaiting))
                    break; // A governor that lets go at the end is still heard: nobody would raise the clock later.
                _operation++;
                isRead = !TakeCommand(out gpu, ref cap, out at, ref version);
                if (isRead)
                    isWish = TakeWish(out gpu, out ceiling, out at);
                if (isRead && !isWish)
                    (gpu, at) = (_next, _sweeping);
            }

            bool isTaken = true;
            if (isWish)
                _host.Govern(gpu, ceiling, at);
            else
                isTaken = Do(gpu, isRead, cap, at);
            lock (_gate)
            {
                _operation++; // A caller that gave up on this call may wait for the next.
                Publish();
                if (isRead && !isWish && ++_next == _states.Length)
                    _swept = _sweeping;
                else if (!isRead && _commands[gpu].Version == version)
                    (_commands[gpu].Stage, _commands[gpu].IsTaken) = (Stage.Done, isTaken);
                Monitor.PulseAll(_gate);
            }
        }

        _host.Dispose();
    }

    private bool Do(int gpu, bool isRead, GpuCap cap, TimeSpan at)
    {
        if (!isRead)
            return _host.Apply(gpu, cap, at);
        _host.Read(gpu, at);
        return true;
    }

    private void Publish()
    {
        for (int i = 0; i < _states.Length; i++)
            _states[i] = _host.StateOf(i);
    }

    private bool HasWork()
    {
        if (_next == _states.Length && _wanted > _swept && _states.Length > 0)
        {
            _sweeping = _wanted;
            _next = 0;
        }

        if (_next < _states.Length || Array.Exists(_wishes, static wish => wish.IsWaiting))
            return true;
        foreach (ref readonly Command command in _commands.AsSpan())
        {
            if (command.Stage == Stage.Waiting)
                return true;
        }

        return false;
    }

    private bool TakeCommand(out int gpu, ref GpuCap cap, out TimeSpan at, ref long version)
    {
        gpu = -1;
        at = default;
        for (int i = 0; i < _commands.Length; i++)
        {
            if (_commands[i].Stage != Stage.Waiting)
                continue;
            bool isLooser = _states[i].Accepted is { } accepted && _commands[i].Cap.IsLooserThan(accepted);
            if (gpu < 0 || !isLooser)
                gpu = i;
            if (!isLooser)
                break;
        }

        if (gpu < 0)
            return false;
        ref Command taken = ref _commands[gpu];
        taken.Stage = Stage.Running;
        (cap, at, version) = (taken.Cap, taken.At, taken.Version);
        return true;
    }

    private bool TakeWish(out int gpu, out Megahertz ceiling, out TimeSpan at)
    {
        gpu = Array.FindIndex(_wishes, static wish => wish.IsWaiting);
        (ceiling, at) = gpu < 0 ? (default, default) : (_wishes[gpu].Ceiling, _wishes[gpu].At);
        if (gpu >= 0)
            _wishes[gpu].IsWaiting = false;
        return gpu >= 0;
    }

    private struct Wish
    {
        public Megahertz Ceiling;
        public TimeSpan At;
        public bool IsWaiting;
    }

    private enum Stage
    {
        None,
        Waiting,
        Running,
        Done,
    }

    private struct Command
    {
        public GpuCap Cap;
        public TimeSpan At;
        public long Version;
        public Stage Stage;
        public bool IsTaken;
        public bool IsUnheard;
    }
}
