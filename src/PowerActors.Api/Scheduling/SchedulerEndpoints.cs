using System.Diagnostics;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PowerActors.Api.Endpoints;
using PowerActors.Api.Security;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Api.Scheduling;

/// <summary>What schedulers ask: kube-scheduler's extender, and Volcano's.</summary>
internal sealed class SchedulerEndpoints
{
    /// <summary>Where they ask.</summary>
    public const string Prefix = "/scheduler";

    private const string Json = "application/json";
    private readonly SchedulerService _scheduler;
    private readonly ControlNode _node;
    private readonly SchedulerMeter _meter;

    private SchedulerEndpoints(SchedulerService scheduler, ControlNode node, SchedulerMeter meter) => (_scheduler, _node, _meter) = (scheduler, node, meter);

    /// <summary>Adds them.</summary>
    /// <param name="app">Where.</param>
    /// <param name="scheduler">Who answers.</param>
    /// <param name="node">Keeps the audit trail.</param>
    /// <param name="meter">Counts.</param>
    public static void Map(IEndpointRouteBuilder app, SchedulerService scheduler, ControlNode node, SchedulerMeter meter)
    {
        SchedulerEndpoints endpoints = new(scheduler, node, meter);
        RouteGroupBuilder group = app.MapGroup(Prefix).RequireAuthorization(Roles.MaySchedule).WithMetadata(new LargestBody(scheduler.Settings.LargestRequest));
        endpoints.Map(group, "/filter", "filter", endpoints.FilterAsync).WithSummary("kube-scheduler's extender: where a pod may go.");
        endpoints.Map(group, "/prioritize", "prioritize", endpoints.PrioritizeAsync).WithSummary("kube-scheduler's extender: where a pod does best, 0 to 10.");
        endpoints.Map(group, "/bind", "bind", endpoints.BindAsync).WithSummary("kube-scheduler's extender: binds a pod to a node.");
        endpoints.Map(group, "/volcano/predicate", "predicate", endpoints.PredicateAsync).WithSummary("Volcano's extender: whether a task may go to a node.");
        endpoints.Map(group, "/volcano/prioritize", "prioritize", endpoints.ScoreAsync).WithSummary("Volcano's extender: where a task does best, 0 to 100.");
    }

    private RouteHandlerBuilder Map(IEndpointRouteBuilder group, string path, string verb, Func<HttpContext, RequestBody, Task> answer) =>
        group.MapPost(path, (HttpRequest request) => AnswerAsync(request.HttpContext, verb, answer));

    /// <summary>Answers, counts, and says what is wrong with a request that cannot be understood.</summary>
    private async Task<IResult> AnswerAsync(HttpContext context, string verb, Func<HttpContext, RequestBody, Task> answer)
    {
        long began = Stopwatch.GetTimestamp();
        string outcome = "ok";
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request).ConfigureAwait(false);
            if (body.Span.IsEmpty)
                throw new MalformedObjectException("body", "is empty; a JSON object would be right");
            await answer(context, body).ConfigureAwait(false);
            return TypedResults.Empty;
        }
        catch (Exception e) when (Faults.Of(e) is { } fault)
        {
            outcome = "malformed";
            return fault;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            outcome = "gone";
            return TypedResults.Empty;
        }
        finally
        {
            _meter.Answered(verb, outcome, Stopwatch.GetElapsedTime(began));
        }
    }

    private async Task FilterAsync(HttpContext context, RequestBody body)
    {
        ExtenderArgs args = Read(body);
        FilterAnswer answer = _scheduler.Filter(args.Pod, args.Names);
        _meter.Refused(answer.Refused);
        context.Response.ContentType = Json;
        ExtenderJson.WriteFilter(context.Response.BodyWriter, args, body.Span, answer);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PrioritizeAsync(HttpContext context, RequestBody body)
    {
        ExtenderArgs args = Read(body);
        int[] levels = _scheduler.Prioritize(args.Pod, args.Names);
        context.Response.ContentType = Json;
        ExtenderJson.WritePriorities(context.Response.BodyWriter, args.Names, levels);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async Task BindAsync(HttpContext context, RequestBody body)
    {
        PodBinding binding = BindingArgs.Read(body.Span);
        string? problem = await _scheduler.BindAsync(binding, context.RequestAborted).ConfigureAwait(false);
        WriteEndpoints.Audit(_node, context, context.User, $"{binding.FullName} to {binding.Node}: {(problem is null ? "done" : $"refused: {problem}")}");
        context.Response.ContentType = Json;
        ExtenderJson.WriteError(context.Response.BodyWriter, problem ?? "");
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PredicateAsync(HttpContext context, RequestBody body)
    {
        ExtenderArgs args = ReadVolcano(body);
        if (args.Names.Count != 1)
            throw new MalformedObjectException("node", "is missing; the node that is asked about would be right");
        FilterAnswer answer = _scheduler.Examine(args.Pod, args.Names);
        _meter.Refused(answer.Refused);
        context.Response.ContentType = Json;
        ExtenderJson.WritePredicate(context.Response.BodyWriter, answer.Refused.Count > 0 ? answer.Refused[0] : null);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private async Task ScoreAsync(HttpContext context, RequestBody body)
    {
        ExtenderArgs args = ReadVolcano(body);
        int[] levels = _scheduler.Prioritize(args.Pod, args.Names);
        context.Response.ContentType = Json;
        ExtenderJson.WriteScores(context.Response.BodyWriter, args.Names, levels);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private ExtenderArgs Read(RequestBody body)
    {
        ExtenderArgs args = ExtenderArgs.Read(body.Span, _scheduler);
        if (args.Nodes is not null)
            _scheduler.SetNodes(args.Nodes);
        return args;
    }

    private ExtenderArgs ReadVolcano(RequestBody body)
    {
        ExtenderArgs args = VolcanoArgs.Read(body.Span, _scheduler);
        _scheduler.SetNodes(args.Nodes!);
        return args;
    }
}

/// <summary>What is wrong with a request, as an answer.</summary>
internal static class Faults
{
    /// <summary>The answer to a request that cannot be understood; null for anything else that went wrong.</summary>
    public static IResult? Of(Exception e) => e switch
    {
        MalformedObjectException malformed => Problems.Of([(malformed.Field.Length == 0 ? "body" : malformed.Field, malformed.Fault)]),
        JsonException json => Problems.Of([("body", $"is no JSON: line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}: {FirstSentence(json.Message)}")]),
        InvalidOperationException { Source: { } source } when source.StartsWith("System.Text.Json", StringComparison.Ordinal) => Problems.Of([("body", "has a text that is no UTF-8")]),
        BadHttpRequestException bad => TypedResults.Problem(bad.Message, statusCode: bad.StatusCode, title: "The request cannot be read."),
        _ => null,
    };

    private static string FirstSentence(string message) => message.Split(" LineNumber:", 2)[0].TrimEnd('.', ' ');
}
