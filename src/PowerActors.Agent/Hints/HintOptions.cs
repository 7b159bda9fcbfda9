using PowerActors.Core.Energy.Phases;

namespace PowerActors.Agent.Hints;

/// <summary>Where processes of this host say which phase they are in, and what the agent makes of it.</summary>
public sealed record HintOptions
{
    /// <summary>Bytes of a socket's path at most; what the kernel allows, without the end.</summary>
    public const int LongestPath = 107;

    /// <summary>Path of the Unix domain socket. A socket that nobody answers on any more is replaced; anything else that stands there is not.</summary>
    public required string Socket { get; init; }

    /// <summary>Who may connect, as file permissions.</summary>
    public UnixFileMode Mode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The group that the socket belongs to; null for the agent's own.</summary>
    public string? Group { get; init; }

    /// <summary>The plan.</summary>
    public required PhasePlan Plan { get; init; }

    /// <summary>Where the plan comes from, for the log.</summary>
    public string PlanFrom { get; init; } = "";

    /// <summary>What changes cost and how many there may be.</summary>
    public PhaseSettings Settings { get; init; } = new();

    /// <summary>Connections at a time, 1 or more.</summary>
    public int MostConnections { get; init; } = 64;

    /// <summary>Hints of one connection within a second that are listened to, 1 or more. While there are more, the connection counts as in a phase that the plan does not know.</summary>
    public int HintsPerSecond { get; init; } = 1000;
}
