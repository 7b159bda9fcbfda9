using System.Net;
using Microsoft.AspNetCore.Http;

namespace PowerActors.Cluster.Sessions;

/// <summary>Who is at the other end of a connection, and for which servers it may speak.</summary>
/// <param name="Name">For the log: a token's name, a certificate's subject.</param>
/// <param name="Servers">Paths of the servers it may speak for; null for every one.</param>
public sealed record AgentIdentity(string Name, IReadOnlySet<string>? Servers)
{
    /// <summary>Whether it may speak for a server.</summary>
    public bool Covers(string path) => Servers?.Contains(path) ?? true;

    /// <summary>The server it speaks for when it names none: the only one it may; else null.</summary>
    public string? OnlyServer => Servers is { Count: 1 } ? Servers.First() : null;
}

/// <summary>Decides who may connect as an agent.</summary>
public interface IAgentAuthenticator
{
    /// <summary>Looks at the request that opens a connection: its token, its client certificate.</summary>
    /// <returns>Who it is, or null: the connection is refused with 401.</returns>
    ValueTask<AgentIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation);
}

/// <summary>Takes everyone who connects from the same machine, and nobody else: for laptops, tests, and simulated fleets.</summary>
public sealed class LoopbackAgents : IAgentAuthenticator
{
    private static readonly AgentIdentity Anyone = new("loopback", Servers: null);

    /// <inheritdoc/>
    public ValueTask<AgentIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation) =>
        ValueTask.FromResult(context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) ? Anyone : null);
}
