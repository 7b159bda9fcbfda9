using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PowerActors.Cluster.Node;

namespace PowerActors.Api.Endpoints;

/// <summary>Changes as they happen, as server-sent events.</summary>
internal static class EventEndpoint
{
    public static void Map(IEndpointRouteBuilder api, ControlNode node) =>
        api.MapGet("/events", (HttpContext context) => Listen(node, context.RequestAborted)).WithSummary("Rungs, ceilings, alerts, overrides, modes and budgets as they change (text/event-stream).");

    private static IResult Listen(ControlNode node, CancellationToken cancellation) =>
        node.Events.TryListen() is { } listener
            ? TypedResults.ServerSentEvents(Read(listener, cancellation))
            : Problems.Unavailable($"{NodeEvents.MostListeners} listen already");

    private static async IAsyncEnumerable<SseItem<NodeEvent>> Read(NodeEvents.Listener listener, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using NodeEvents.Listener _ = listener;
        await foreach (NodeEvent happened in listener.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            yield return new SseItem<NodeEvent>(happened, happened.Kind) { EventId = happened.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) };
    }
}
