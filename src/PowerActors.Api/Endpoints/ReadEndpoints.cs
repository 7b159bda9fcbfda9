using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PowerActors.Api.Models;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Core.Input;
using PowerActors.Tree;

namespace PowerActors.Api.Endpoints;

/// <summary>Everything that only looks. No request here asks an actor.</summary>
internal static class ReadEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ControlNode node)
    {
        api.MapGet("/status", () => TypedResults.Ok(StatusModel.Of(node))).WithSummary("The node at a glance.");
        api.MapGet("/tree", () => TypedResults.Ok(DomainModel.Subtree(node, node.Index.Nodes[0]))).WithSummary("The whole tree as it stands: domains, servers, GPUs.");
        api.MapGet("/snapshot", () => TypedResults.Ok(node.Index.Nodes.Where(static at => !at.IsServer).Select(at => DomainModel.Of(node, at)).ToArray()))
            .WithSummary("Every domain as it stands, parents first, without servers.");
        api.MapGet("/domains/{**path}", (string path) => Domain(node, path)).WithSummary("One domain with everything below it.").Produces<DomainModel>();
        api.MapGet("/servers/{**path}", (string path) => Server(node, path)).WithSummary("One server with its GPUs.").Produces<ServerModel>();
        api.MapGet("/history", (string? domain, string? from, string? to, HttpResponse response) => History(node, domain, from, to, response))
            .WithSummary("Minutes of power of one domain. from and to: a time, or how long ago, such as 2 h.");
        api.MapGet("/journal", ([AsParameters] JournalParameters parameters, HttpResponse response) => Journal(node, parameters, response))
            .WithSummary("The audit trail, newest first. from, to, domain, kind, limit, cursor, order.");
    }

    private static IResult Domain(ControlNode node, string path) =>
        Find(node, path) is { IsServer: false } at ? TypedResults.Ok(DomainModel.Subtree(node, at)) : Problems.NotFound($"there is no domain '{path}'; /api/v1/tree shows all");

    private static IResult Server(ControlNode node, string path) =>
        Find(node, path) is { IsServer: true } at
            ? TypedResults.Ok(ServerModel.Of(node, at, node.Desk.Drained))
            : Problems.NotFound($"there is no server '{path}'; /api/v1/tree shows all");

    private static TreeNode? Find(ControlNode node, string path) =>
        node.Index.Nodes.FirstOrDefault(at => string.Equals(at.Path, path.Trim('/'), StringComparison.Ordinal));

    private static async Task<IResult> History(ControlNode node, string? domain, string? from, string? to, HttpResponse response)
    {
        List<(string Field, string Fault)> faults = [];
        if (domain is null || Find(node, domain) is not { IsServer: false })
            faults.Add(("domain", $"is '{domain}', which is no domain; a path such as '{node.Index.Nodes[0].Path}' would be right"));
        JournalFilter filter = new();
        try
        {
            filter = new JournalQuery { From = from ?? "1 h", To = to }.ToFilter(node.Clock.Now);
        }
        catch (InputException e)
        {
            faults.AddRange(e.Faults.Select(static fault => (fault.File, fault.Message)));
        }

        if (faults.Count > 0)
            return Problems.Of(faults);
        try
        {
            IReadOnlyList<PowerRollup> minutes = await Task.Run(() => node.Journal.Journal.ReadRollups(domain!.Trim('/'), filter.From!.Value, filter.To ?? node.Clock.Now.AddMinutes(1), 44_640)).ConfigureAwait(false);
            return await WriteAsync(response, json => JournalJson.Write(json, minutes)).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            return Problems.Unavailable(e.Message);
        }
    }

    private static async Task<IResult> Journal(ControlNode node, JournalParameters parameters, HttpResponse response)
    {
        try
        {
            JournalFilter filter = parameters.ToQuery().ToFilter(node.Clock.Now);
            JournalPage page = await Task.Run(() => node.Journal.Journal.Read(filter)).ConfigureAwait(false);
            return await WriteAsync(response, json => JournalJson.Write(json, page)).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            return Problems.Of(e);
        }
        catch (JournalException e)
        {
            return Problems.Unavailable(e.Message);
        }
    }

    private static async Task<IResult> WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter json = new(buffer))
            write(json);
        response.ContentType = "application/json; charset=utf-8";
        await response.Body.WriteAsync(buffer.WrittenMemory).ConfigureAwait(false);
        return TypedResults.Empty;
    }
}

/// <summary>The query of <c>/api/v1/journal</c>.</summary>
internal sealed record JournalParameters(string? From, string? To, string? Domain, string? Kind, string? Limit, string? Cursor, string? Order)
{
    public JournalQuery ToQuery() => new() { From = From, To = To, Domain = Domain, Kind = Kind, Limit = Limit, Cursor = Cursor, Order = Order };
}
