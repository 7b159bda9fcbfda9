using PowerActors.Core.Units;

namespace PowerActors.Wire;

/// <summary>What a receiver takes at most, so that no peer can make it work or remember without bound.</summary>
public static class WireLimits
{
    /// <summary>The version of the protocol that this build speaks.</summary>
    public const uint ProtocolVersion = 1;

    /// <summary>Bytes of one frame. A report of 1024 GPUs with all caps takes some 30 kB.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>GPUs of one server.</summary>
    public const int Gpus = 1024;

    /// <summary>Servers that may share one connection.</summary>
    public const int ServersPerConnection = 4096;

    /// <summary>Characters of a path, a name or a reason.</summary>
    public const int TextLength = 1024;

    /// <summary>
    /// Fencing epochs above this are none: a node takes 64 with each start, and numbers its reports by them (40 bits below are for the count). A node that has lost its journal follows what its agents
    /// have heard only up to a half of it (<see cref="HighestClaimedEpoch"/>), so that no agent can use them all up.
    /// </summary>
    public const long HighestEpoch = (1L << 23) - 1;

    /// <summary>The highest epoch that an agent is believed to have heard.</summary>
    public const long HighestClaimedEpoch = 1L << 22;

    /// <summary>Clocks above this are no clocks.</summary>
    public static readonly Megahertz HighestClock = new(10_000);

    /// <summary>A server that draws more is none.</summary>
    public static readonly Watts HighestPower = Watts.FromKilowatts(10_000);

    /// <summary>Monotonic times beyond this are refused: 100 years.</summary>
    internal static readonly TimeSpan LongestUptime = TimeSpan.FromDays(36_525);
}
