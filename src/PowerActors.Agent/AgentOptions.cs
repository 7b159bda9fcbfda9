using System.Net.WebSockets;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hints;
using PowerActors.Core.Hardware;
using PowerActors.Tree;

namespace PowerActors.Agent;

/// <summary>A server that an agent guards.</summary>
public sealed record AgentServerOptions
{
    /// <summary>Its path in the topology, such as <c>site/row-1/rack-3/server-9</c>. Empty: the one that the agent's credentials name.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its devices.</summary>
    public required IServerHardware Hardware { get; init; }

    /// <summary>Where it keeps what must survive its own restart; null: nowhere, and a restart begins without caps of its own.</summary>
    public string? StateFile { get; init; }

    /// <summary>Its clock governor; null for none.</summary>
    public LiveGovernorOptions? Governor { get; init; }

    /// <summary>A clock governor that sees the server's requests by itself, instead of <see cref="Governor"/>; null for none.</summary>
    public InsideGovernor? InsideGovernor { get; init; }

    /// <summary>What its work loses at lower clocks; null where that is not known: it then gives up nothing beyond its ceilings, whatever price a ladder asks.</summary>
    public IWorkProfile? Work { get; init; }

    /// <summary>Where <see cref="Work"/> comes from, or why there is none; for the log, once a price is asked.</summary>
    public string WorkFrom { get; init; } = "";

    /// <summary>Where processes say which phase they are in; null for nowhere.</summary>
    public HintOptions? Hints { get; init; }

    /// <summary>What it can do beyond the minimum, told to the node; <c>meter</c> and <c>readback</c> are found out.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}

/// <summary>Settings of a <see cref="PowerAgent"/>.</summary>
public sealed record AgentOptions
{
    /// <summary>Where control nodes take agents, such as <c>wss://control-1:8443/agents/v1</c>; tried in turn.</summary>
    public required IReadOnlyList<Uri> Control { get; init; }

    /// <summary>The servers: one on real hardware. Several share the connection, for simulated fleets.</summary>
    public required IReadOnlyList<AgentServerOptions> Servers { get; init; }

    /// <summary>The agent's bearer token, asked for at each connect so that it may be exchanged; null for none.</summary>
    public Func<string?>? Token { get; init; }

    /// <summary>Sets certificates and other matters of the connection.</summary>
    public Action<ClientWebSocketOptions>? Configure { get; init; }

    /// <summary>False: only watch; no GPU is ever asked for anything, whatever the node says.</summary>
    public bool Applies { get; init; } = true;

    /// <summary>True: on a clean stop every GPU is freed of the cap that this agent has asked it for; a GPU that it has asked for none is not spoken to. False: caps stay as they are.</summary>
    public bool RestoreOnStop { get; init; }

    /// <summary>How often what devices hold is compared with what they were asked for.</summary>
    public TimeSpan ReconcileEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait after a lost connection, about; doubled with each further failure.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connect may take.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection on which nothing was heard for longer is given up; nodes ping every ten seconds.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>Seed of the jitter; random where not said.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The agent's clock: telemetry, leases, waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The agent's build, told to the node.</summary>
    public string Version { get; init; } = typeof(AgentOptions).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Names the present boot of the machine: a lease that was noted in another boot is taken to be over. Empty when not known.</summary>
    public Func<string> BootId { get; init; } = State.BootId.Read;

    /// <summary>What is wrong with these settings, in one line; null when nothing is.</summary>
    public string? Problem()
    {
        if (Control.Count == 0)
            return "no control node; one such as wss://control-1:8443/agents/v1 would be right";
        if (Control.FirstOrDefault(static uri => !uri.IsAbsoluteUri || uri.Scheme is not ("ws" or "wss")) is { } wrong)
            return $"'{wrong}' is no address of a control node; one such as wss://control-1:8443/agents/v1 would be right";
        if (Servers.Count is 0 or > Wire.WireLimits.ServersPerConnection)
            return $"{Servers.Count} servers; 1 to {Wire.WireLimits.ServersPerConnection} would be right";
        if (Servers.FirstOrDefault(static server => server.Hardware.Gpus.Count is 0 or > Wire.WireLimits.Gpus) is { } empty)
            return $"{empty.Hardware.Gpus.Count} GPUs in '{empty.Path}'; 1 to {Wire.WireLimits.Gpus} would be right";
        foreach (AgentServerOptions server in Servers)
        {
            if (server.Governor?.Problem(server.Hardware.Gpus.Count) is { } problem)
                return problem;
        }

        if (ReconcileEvery <= TimeSpan.Zero || FirstBackoff <= TimeSpan.Zero || LongestBackoff < FirstBackoff || ConnectWithin <= TimeSpan.Zero || LongestSilence <= TimeSpan.Zero)
            return "a time that is not above zero, or a longest backoff below the first";
        return null;
    }
}
