namespace PowerActors.Cluster.Sessions;

/// <summary>Settings of an <see cref="AgentHub"/>.</summary>
public sealed record AgentHubOptions
{
    /// <summary>This node's name, told to agents.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>Where agents reach this node, told to them; empty when they need not know.</summary>
    public string Url { get; init; } = "";

    /// <summary>Connections at most; one more is refused with 503.</summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>How long a connection may be open without having introduced a server.</summary>
    public TimeSpan HelloWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often each connection's round trip is measured.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Frames per server and telemetry period that are always fine; a connection that sends more for long is closed.</summary>
    public double FramesPerPeriod { get; init; } = 8;

    /// <summary>How many frames beyond that may come in one burst.</summary>
    public int FrameBurst { get; init; } = 256;

    /// <summary>A complaint about the same peer is logged once in this time, with how many there were.</summary>
    public TimeSpan ComplainEvery { get; init; } = TimeSpan.FromMinutes(1);
}
