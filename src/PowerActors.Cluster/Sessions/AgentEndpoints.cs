using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PowerActors.Cluster.Sessions;

/// <summary>Puts the agents' door into a web application.</summary>
public static class AgentEndpoints
{
    /// <summary>Takes agents at a path, such as <c>/agents/v1</c>. Needs no other middleware. A connection without valid credentials is refused with 401 before anything of it is read.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="hub">Where they come in.</param>
    /// <param name="authenticator">Who may.</param>
    public static IEndpointConventionBuilder MapAgents(this IEndpointRouteBuilder endpoints, string pattern, AgentHub hub, IAgentAuthenticator authenticator)
    {
        // Silence is watched by the hub, so that no connection needs timers of its own.
        WebSocketOptions options = new() { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        CancellationToken stopping = endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;
        RequestDelegate pipeline = endpoints.CreateApplicationBuilder()
            .UseWebSockets(options)
            .Use((HttpContext context, RequestDelegate _) => ServeAsync(context, hub, authenticator, stopping))
            .Build();
        return endpoints.Map(pattern, pipeline);
    }

    private static async Task ServeAsync(HttpContext context, AgentHub hub, IAgentAuthenticator authenticator, CancellationToken stopping)
    {
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";
        AgentIdentity? identity = await authenticator.AuthenticateAsync(context, context.RequestAborted).ConfigureAwait(false);
        if (identity is null)
        {
            hub.OnRefused(address, "no valid credentials");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        if (hub.Connections >= hub.Options.MaxConnections || hub.IsStopping)
        {
            hub.OnRefused(address, $"more than {hub.Options.MaxConnections} connections, or this node is stopping");
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await hub.ServeAsync(socket, identity, $"{address} ({identity.Name})", end.Token).ConfigureAwait(false);
    }
}
