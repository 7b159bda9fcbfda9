using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>What is known of a GPU: its last reading, what was asked for, what was given. Swapped as a whole by the thread that calls the driver.</summary>
internal readonly record struct NvmlGpuState
{
    /// <summary>The last reading.</summary>
    public NvmlSample Sample { get; init; }

    /// <summary>True while the power limit, at its default or above it, holds the clock: not one that was set to cap the GPU.</summary>
    public bool IsAtOwnLimit { get; init; }

    /// <summary>The cap last asked for, taken or not; null before the first.</summary>
    public GpuCap? Asked { get; init; }

    /// <summary>The cap last taken; null before the first.</summary>
    public GpuCap? Accepted { get; init; }

    /// <summary>What the accepted cap became: the clock that was locked; unlimited when it was released.</summary>
    public Megahertz? GivenClock { get; init; }

    /// <summary>The ceiling that the server itself chose to save energy, beside the cap; unlimited for none.</summary>
    public Megahertz Governed { get; init; }

    /// <summary>What was locked last, for cap and governor together; null before the first.</summary>
    public Megahertz? LockedClock { get; init; }

    /// <summary>What the accepted cap became: the power limit; null where none is set.</summary>
    public Watts? GivenLimit { get; init; }

    /// <summary>True while the limit waits for the draw to fall below it.</summary>
    public bool LimitIsDue { get; init; }

    /// <summary>Readings since the limit fell due.</summary>
    public int LimitWaited { get; init; }

    /// <summary>The caller's time of the last change.</summary>
    public TimeSpan ChangedAt { get; init; }

    /// <summary>What locking or releasing the clocks returned last.</summary>
    public NvmlReturn ClockCode { get; init; }

    /// <summary>What setting the power limit returned last.</summary>
    public NvmlReturn LimitCode { get; init; }

    /// <summary>How often the GPU was found again after it, or the driver, was lost.</summary>
    public int Recoveries { get; init; }

    /// <summary>What to set again after the driver was reloaded: the tighter of what was taken and what was asked for since.</summary>
    public GpuCap? ToRestore => Asked is { } asked && Accepted is { } accepted ? (asked.IsLooserThan(accepted) ? accepted : asked) : Accepted ?? Asked;

    /// <summary>Requested beside enforced; see <see cref="NvmlGpu.ReadEnforced"/>.</summary>
    public GpuEnforced Enforced(TimeSpan now, NvmlOptions options, Megahertz step)
    {
        TimeSpan settle = options.Settle;
        bool isGood = Sample.Code == NvmlReturn.Success && now - Sample.At <= options.MaxAge;
        bool isEarly = Sample.At - ChangedAt < settle || now - ChangedAt < settle;
        Megahertz? ceiling = null;
        if (isGood && !isEarly && GivenClock is { } given)
            ceiling = Sample.Clock > new Megahertz(given.Value + step.Value) ? Sample.Clock : given;
        Watts? limit = isGood && !(isEarly && GivenLimit is not null) && !LimitIsDue ? Sample.EnforcedLimit : null;
        return new GpuEnforced(GivenClock, ceiling, GivenLimit ?? (isGood ? Sample.RequestedLimit : null), limit);
    }
}
