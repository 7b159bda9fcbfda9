using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using PowerActors.Cluster.Node;

namespace PowerActors.Api.Endpoints;

/// <summary>Changes as they happen, as server-sent events.</summary>
internal static class EventEndpoint
{
    public static void Map(IEndpointRouteBuilder api, ControlNode node) =>
        api.MapGet("/events", (HttpContext context, IHostApplicationLifetime host) => Listen(node, context.RequestAborted, host.ApplicationStopping)).WithSummary("Rungs, ceilings, alerts, overrides, modes and budgets as they change (text/event-stream).");

    private static IResult Listen(ControlNode node, CancellationToken gone, CancellationToken stopping) =>
        node.Events.TryListen() is { } listener
            ? TypedResults.ServerSentEvents(Read(listener, gone, stopping))
            : Problems.Unavailable($"{NodeEvents.MostListeners} listen already");

    private static async IAsyncEnumerable<SseItem<NodeEvent>> Read(NodeEvents.Listener listener, CancellationToken gone, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using NodeEvents.Listener _ = listener;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping, cancellation);
        await foreach (NodeEvent happened in Until(listener.Reader, end.Token).ConfigureAwait(false))
            yield return new SseItem<NodeEvent>(happened, happened.Kind) { EventId = happened.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) };
    }

    /// <summary>A listener that goes, or a node that stops, is an end like any other.</summary>
    private static async IAsyncEnumerable<NodeEvent> Until(ChannelReader<NodeEvent> events, [EnumeratorCancellation] CancellationToken end)
    {
        while (await IsMoreAsync(events, end).ConfigureAwait(false))
        {
            while (events.TryRead(out NodeEvent? happened))
                yield return happened;
        }
    }

    private static async ValueTask<bool> IsMoreAsync(ChannelReader<NodeEvent> events, CancellationToken end)
    {
        try
        {
            return await events.WaitToReadAsync(end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
