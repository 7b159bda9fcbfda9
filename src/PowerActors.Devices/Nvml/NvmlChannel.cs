using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml.Binding;

namespace PowerActors.Devices.Nvml;

/// <summary>
/// The way to one GPU: reads it, and turns a cap into a clock lock and a power limit behind it. Used by one thread only. What it knows is <see cref="State"/>.
/// </summary>
/// <remarks>
/// The clock comes first, always. A limit below the present draw makes some boards drop their limit altogether, so a limit that is lowered waits until a reading shows
/// the draw below it; after <see cref="MostWaits"/> readings it is set all the same, since by then the clock lock is what does not hold.
/// </remarks>
internal sealed class NvmlChannel(string? uuid, GpuModel model, NvmlRanges ranges, bool backstop)
{
    private const int MostWaits = 3;

    /// <summary>Unknown errors in a row after which a GPU counts as lost: a session that an update or a reset cut off answers so for ever.</summary>
    private const int MostUnknown = 3;

    private NvmlGpuState _state = new() { Governed = Megahertz.Unlimited };
    private nint _device;
    private int _unknown;

    /// <summary>Its identity; null for one that was lost already when the host was opened, until a GPU turns up that nobody knows.</summary>
    public string? Uuid { get; private set; } = uuid;

    public ref readonly NvmlGpuState State => ref _state;

    /// <summary>True when it needs a new session.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Connects to the GPU in a new session.</summary>
    /// <param name="newcomer">Identity of a GPU that no channel has yet, or null.</param>
    /// <param name="isFirst">False when this finds it again.</param>
    /// <returns>False when it is not there.</returns>
    public bool Connect(string? newcomer, bool isFirst)
    {
        Uuid ??= newcomer;
        IsLost = Uuid is null || NvmlCalls.Handle(Uuid, out _device) != NvmlReturn.Success;
        _unknown = 0;
        if (!IsLost && !isFirst)
            _state = _state with { Recoveries = _state.Recoveries + 1 };
        return !IsLost;
    }

    /// <summary>The session is gone, and why.</summary>
    public void Disconnect(NvmlReturn code)
    {
        IsLost = true;
        _state = _state with { Sample = new NvmlSample(_state.Sample.At, code, default, false, default, null, null, null, NvmlClockEvents.None) };
    }

    /// <summary>Reads it, and sets the limit that is due. No allocation.</summary>
    public NvmlReturn Read(TimeSpan now)
    {
        if (IsLost)
        {
            _state = _state with { Sample = _state.Sample with { At = now } };
            return _state.Sample.Code;
        }

        NvmlSample sample = NvmlCalls.Sample(_device, now);
        _state = _state with { Sample = sample, IsAtOwnLimit = IsAtOwnLimit(sample) };
        Judge(sample.Code, isRead: true);
        if (sample.Code == NvmlReturn.Success && _state.LimitIsDue)
            TryLimit(now, sample.Power);
        return sample.Code;
    }

    /// <summary>Applies a cap.</summary>
    /// <returns>True when the clock is locked or released as asked.</returns>
    public bool Apply(GpuCap cap, TimeSpan now)
    {
        _state = _state with { Asked = cap };
        if (IsLost)
            return false;
        bool isFree = !cap.Brake && cap.Ceiling >= model.MaxClock;
        Megahertz clock = isFree ? Megahertz.Unlimited : ClockFor(cap);
        NvmlReturn code = Lock(Megahertz.Min(clock, GovernedClock));
        if (code != NvmlReturn.Success && NvmlFaults.Of(code) != NvmlFault.Unsupported)
            return false;
        Watts? limit = LimitFor(clock, isFree);
        bool isTaken = code == NvmlReturn.Success;
        _state = _state with
        {
            ChangedAt = now,
            GivenLimit = limit,
            LimitIsDue = limit is not null,
            LimitWaited = 0,
            LimitCode = NvmlReturn.Success,
            Accepted = isTaken ? cap : _state.Accepted,
            GivenClock = isTaken ? clock : _state.GivenClock,
        };
        if (limit is not null)
            TryLimit(now, DrawNow());
        return isTaken;
    }

    /// <summary>
    /// Takes the ceiling that the server itself chose: the clock is locked to the lower of it and the cap's (law P2). The power limit belongs to the cap and stays as it is, so that this is one call to the driver.
    /// Before a cap was taken, or while the GPU is lost, it is only noted: it counts with the next cap.
    /// </summary>
    public void Govern(Megahertz ceiling)
    {
        _state = _state with { Governed = ceiling };
        if (IsLost || _state.GivenClock is not { } given)
            return;
        Megahertz clock = Megahertz.Min(given, GovernedClock);
        if (clock != _state.LockedClock)
            Lock(clock);
    }

    private Megahertz GovernedClock => _state.Governed >= model.MaxClock ? Megahertz.Unlimited : ranges.ClockAtOrBelow(_state.Governed) ?? model.RoundDown(_state.Governed);

    private NvmlReturn Lock(Megahertz clock)
    {
        NvmlReturn code = clock == Megahertz.Unlimited ? Release() : NvmlMethods.DeviceSetGpuLockedClocks(_device, Whole(ranges.LowestClock ?? Megahertz.Zero), Whole(clock));
        Judge(code, isRead: false);
        _state = _state with { ClockCode = code, LockedClock = code == NvmlReturn.Success ? clock : _state.LockedClock };
        return code;
    }

    private NvmlReturn Release()
    {
        NvmlReturn code = NvmlMethods.DeviceResetGpuLockedClocks(_device);
        return NvmlFaults.Of(code) == NvmlFault.Unsupported ? NvmlReturn.Success : code; // What cannot be locked is free.
    }

    private Megahertz ClockFor(GpuCap cap)
    {
        if (cap.Brake)
            return ranges.LowestClock ?? model.MinClock;
        return ranges.ClockAtOrBelow(cap.Ceiling) ?? model.RoundDown(cap.Ceiling);
    }

    /// <summary>The most the GPU can draw at the clock, within what can be set and never above the default; null where no limit can be set.</summary>
    private Watts? LimitFor(Megahertz clock, bool isFree)
    {
        if (!backstop || ranges.MinLimit is null || (ranges.DefaultLimit ?? ranges.MaxLimit) is not { } standard)
            return null;
        return isFree ? standard : ranges.Clamp(Watts.Min(new Watts(Math.Ceiling(model.WorstDraw(clock).Value)), standard));
    }

    /// <summary>Sets the limit that is due, unless it is in force already or the draw is still above it.</summary>
    private void TryLimit(TimeSpan now, Watts? draw)
    {
        Watts limit = _state.GivenLimit!.Value;
        bool isKnown = NvmlMethods.DeviceGetPowerManagementLimit(_device, out uint milliwatts) == NvmlReturn.Success;
        Watts before = new(milliwatts / 1e3);
        if (isKnown && Math.Abs((before - limit).Value) < .5)
        {
            _state = _state with { LimitIsDue = false };
            return;
        }

        if ((!isKnown || limit < before) && draw is { } drawn && drawn > limit && _state.LimitWaited < MostWaits)
        {
            _state = _state with { LimitWaited = _state.LimitWaited + 1 };
            return;
        }

        NvmlReturn code = NvmlMethods.DeviceSetPowerManagementLimit(_device, (uint)Math.Round(limit.Value * 1e3));
        Judge(code, isRead: false);
        _state = _state with { LimitIsDue = false, LimitCode = code, ChangedAt = now, GivenLimit = code == NvmlReturn.Success ? limit : null };
    }

    private bool IsAtOwnLimit(in NvmlSample sample) =>
        (sample.Events & NvmlClockEvents.SwPowerCap) != NvmlClockEvents.None && sample.EnforcedLimit is { } enforced && ranges.DefaultLimit is { } standard && enforced.Value > standard.Value - .5;

    private Watts? DrawNow()
    {
        NvmlSample sample = NvmlCalls.Sample(_device, _state.Sample.At);
        return sample.Code == NvmlReturn.Success ? sample.Power : null;
    }

    private void Judge(NvmlReturn code, bool isRead)
    {
        NvmlFault fault = NvmlFaults.Of(code);
        _unknown = fault == NvmlFault.Unknown ? _unknown + 1 : isRead || fault == NvmlFault.None ? 0 : _unknown;
        // A handle that is refused by a mere reading is one of an earlier session.
        IsLost |= fault is NvmlFault.GpuLost or NvmlFault.DriverGone || _unknown >= MostUnknown || (isRead && fault == NvmlFault.Refused);
    }

    private static uint Whole(Megahertz clock) => (uint)clock.Value;
}
