namespace PowerActors.Devices.Simulated;

/// <summary>What a GPU answers instead of its true power.</summary>
public enum ReadingFault
{
    /// <summary>The truth.</summary>
    None,

    /// <summary>No reading: a timeout.</summary>
    Unavailable,

    /// <summary>The power of the last good reading for ever.</summary>
    Stuck,

    /// <summary>Not a number.</summary>
    NotANumber,

    /// <summary>A negative power.</summary>
    Negative,

    /// <summary>A power that no GPU can draw, 10^9 W.</summary>
    Absurd,
}

/// <summary>What becomes of a command.</summary>
public enum ActuatorFault
{
    /// <summary>It takes effect.</summary>
    None,

    /// <summary>It is refused, and the caller is told so.</summary>
    Refuses,

    /// <summary>It is answered with success, and nothing happens.</summary>
    Ignores,
}

/// <summary>What is wrong with a simulated GPU. Faults touch what the caller sees and commands; what the GPU draws stays true to its work and clock.</summary>
public sealed record SimulatedFaults
{
    /// <summary>Nothing is wrong.</summary>
    public static SimulatedFaults None { get; } = new();

    /// <summary>
    /// The device has fallen off the bus: readings say so and commands are refused, while it goes on drawing power at the clock it has. That is the hard case for
    /// a controller, which neither sees nor caps it.
    /// </summary>
    public bool Lost { get; init; }

    /// <summary>What is wrong with readings.</summary>
    public ReadingFault Reading { get; init; }

    /// <summary>Factor on a true reading: 0.9 reads 10 % low.</summary>
    public double ReadingFactor { get; init; } = 1;

    /// <summary>What becomes of clock commands.</summary>
    public ActuatorFault Clock { get; init; }

    /// <summary>What becomes of brake commands.</summary>
    public ActuatorFault Brake { get; init; }
}
