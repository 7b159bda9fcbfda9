namespace PowerActors.Devices.Simulated;

/// <summary>How long it takes from a command to its effect, on the two independent paths that a GPU has.</summary>
/// <param name="ClockLatency">Of a clock lock or its release.</param>
/// <param name="BrakeLatency">Of the power brake or its release.</param>
public sealed record ActuatorProfile(TimeSpan ClockLatency, TimeSpan BrakeLatency)
{
    /// <summary>
    /// Of a ceiling that a governor on the server chose, which goes through the driver whatever path the caps take. A clock lock takes 50 to 80 ms through nvidia-smi, and 4.5 ms through NVML (DynamoLLM,
    /// HPCA'25, and kernel-level DVFS on A800); here the longer, and the server's actors between.
    /// </summary>
    public TimeSpan GovernorLatency { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Through the server's BMC: up to 40 s for a clock, 5 s for the brake (POLCA, ASPLOS'24).</summary>
    public static ActuatorProfile OutOfBand { get; } = new(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(5));

    /// <summary>Through an agent on the server: 1 s for either, of which the driver takes milliseconds and the agent's cycle the rest.</summary>
    public static ActuatorProfile InBand { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    /// <summary>Commands take effect at once: for tests of other things.</summary>
    public static ActuatorProfile Immediate { get; } = new(TimeSpan.Zero, TimeSpan.Zero) { GovernorLatency = TimeSpan.Zero };
}
