using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PowerActors.Api.Endpoints;
using PowerActors.Api.Security;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Api.Scheduling;

/// <summary>The cluster that pods are placed in: posted whole, changed by watch events, and looked at.</summary>
internal static class ClusterEndpoints
{
    private const string Path = "/api/v1/cluster";

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder app, SchedulerService scheduler, ControlNode node)
    {
        app.MapGet(Path, () => TypedResults.Ok(ClusterModel.Of(scheduler.Report()))).RequireAuthorization(Roles.MayLook).WithSummary("The Kubernetes cluster as placement sees it.");
        RouteGroupBuilder writing = app.MapGroup(Path).RequireAuthorization(Roles.MaySchedule).WithMetadata(new LargestBody(scheduler.Settings.LargestRequest));
        writing.MapPut("", (HttpRequest request) => TakeAsync(request.HttpContext, scheduler, node, Replace))
            .WithSummary("Takes nodes and pods in place of those known: what `kubectl get nodes,pods -A -o json` prints.").Produces<ClusterTaken>();
        writing.MapPost("", (HttpRequest request) => TakeAsync(request.HttpContext, scheduler, node, Change))
            .WithSummary("Takes changes: watch events of nodes and pods, in a list or one after the other.").Produces<ClusterTaken>();
    }

    private static async Task<IResult> TakeAsync(HttpContext context, SchedulerService scheduler, ControlNode node, Func<SchedulerService, RequestBody, ClusterTaken> take)
    {
        try
        {
            using RequestBody body = await RequestBody.ReadAsync(context.Request).ConfigureAwait(false);
            ClusterTaken taken = take(scheduler, body);
            WriteEndpoints.Audit(node, context, context.User, $"{taken.Nodes} nodes, {taken.Pods} pods");
            return TypedResults.Ok(taken);
        }
        catch (Exception e) when (Faults.Of(e) is { } fault)
        {
            WriteEndpoints.Audit(node, context, context.User, "refused: cannot be understood");
            return fault;
        }
    }

    private static ClusterTaken Replace(SchedulerService scheduler, RequestBody body)
    {
        (IReadOnlyList<KubernetesNode>? nodes, IReadOnlyList<KubernetesPod>? pods) = ClusterDocument.ReadWhole(body.Span, scheduler.Reader);
        if (nodes is not null)
            scheduler.ReplaceNodes(nodes);
        if (pods is not null)
            scheduler.ReplacePods(pods);
        return new ClusterTaken(nodes?.Count ?? 0, pods?.Count ?? 0);
    }

    private static ClusterTaken Change(SchedulerService scheduler, RequestBody body)
    {
        IReadOnlyList<ClusterChange> changes = ClusterDocument.ReadChanges(body.Span, scheduler.Reader);
        foreach (ClusterChange change in changes)
        {
            if (change.Node is { } node && change.Deleted)
                scheduler.RemoveNode(node.Name);
            else if (change.Node is { } known)
                scheduler.SetNodes([known]);
            else if (change.Pod is { } pod && change.Deleted)
                scheduler.RemovePod(pod);
            else if (change.Pod is { } there)
                scheduler.SetPod(there);
        }

        return new ClusterTaken(changes.Count(static change => change.Node is not null), changes.Count(static change => change.Pod is not null));
    }
}

/// <summary>What was taken of a body.</summary>
/// <param name="Nodes">Nodes.</param>
/// <param name="Pods">Pods.</param>
public sealed record ClusterTaken(int Nodes, int Pods);

/// <summary>The Kubernetes cluster as placement sees it.</summary>
/// <param name="Informed">Whether it was posted or is watched; where not, only nodes that came with requests are known.</param>
/// <param name="Current">Whether changes are heard of as they happen; null where it is not watched.</param>
/// <param name="Nodes">Nodes.</param>
/// <param name="Pods">Pods that take something, those just placed included.</param>
/// <param name="Assumed">Pods that were told where to go and have not been seen there.</param>
/// <param name="OnTheWay">Pods whose draw is not measured yet.</param>
/// <param name="Gpus">GPUs of all nodes.</param>
/// <param name="AllocatedGpus">How many of them are given away, shares as fractions.</param>
/// <param name="Known">Each node.</param>
public sealed record ClusterModel(bool Informed, bool? Current, int Nodes, int Pods, int Assumed, int OnTheWay, double Gpus, double AllocatedGpus, IReadOnlyList<NodeReport> Known)
{
    internal static ClusterModel Of(ClusterReport report) => new(
        report.Informed, report.Current, report.NodeCount, report.PodCount, report.Assumed, report.OnTheWay, report.Load.CapacityMilli / 1000.0, report.Load.UsedMilli / 1000.0, report.Nodes);
}
