namespace PowerActors.Devices.Nvml;

/// <summary>How the GPUs of a host are read and set.</summary>
public sealed record NvmlOptions
{
    /// <summary>The usual.</summary>
    public static NvmlOptions Default { get; } = new();

    /// <summary>Path of the management library; null for the one in POWERACTORS_NVML_LIBRARY, or the system's.</summary>
    public string? Library { get; init; }

    /// <summary>
    /// True to set a power limit behind every clock lock: the most the GPU can draw at that clock, so that it does nothing unless the lock does not hold.
    /// </summary>
    public bool Backstop { get; init; } = true;

    /// <summary>For how long a reading waits for the driver; then the one before is answered, if it is not older than <see cref="MaxAge"/>. Longer than zero.</summary>
    public TimeSpan ReadPatience { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>For how long a command waits for the driver; then it counts as refused, and is carried out late if it tightens. Longer than zero.</summary>
    public TimeSpan WritePatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How old a reading may be and still be answered, in the callers' time, at least zero.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long after a change it is too early to read it back, in the callers' time, at least zero. 100 ms is too soon for some.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after the first attempt to open a lost GPU or driver again the next one follows, in the callers' time; doubled from attempt to attempt. Longer than zero.</summary>
    public TimeSpan RecoveryFirst { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two such attempts.</summary>
    public TimeSpan RecoveryMost { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with these options, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { ReadPatience.Ticks: <= 0 } => $"the patience of a reading is {ReadPatience}; it must be longer than zero",
        { WritePatience.Ticks: <= 0 } => $"the patience of a command is {WritePatience}; it must be longer than zero",
        { MaxAge.Ticks: < 0 } => $"the greatest age of a reading is {MaxAge}; it must not be negative",
        { Settle.Ticks: < 0 } => $"the settle time is {Settle}; it must not be negative",
        { RecoveryFirst.Ticks: <= 0 } => $"the first time between attempts to recover is {RecoveryFirst}; it must be longer than zero",
        _ when RecoveryMost < RecoveryFirst => $"the longest time between attempts to recover is {RecoveryMost}; it must not be shorter than the first, {RecoveryFirst}",
        _ => null,
    };
}
