using System.Text.Json;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Cluster.Scheduling.Watching;

/// <summary>A kind of object that is watched, and who wants to hear of it.</summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
internal sealed record WatchedKind<T>
    where T : class
{
    public delegate T Reading(ref Utf8JsonReader reader);

    /// <summary>Its name in paths and messages, such as <c>nodes</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A part of the query that narrows it down; empty for all.</summary>
    public string Selector { get; init; } = "";

    /// <summary>Reads an object.</summary>
    public required Reading Read { get; init; }

    /// <summary>All of them, and no others.</summary>
    public required Action<IReadOnlyCollection<T>> Replace { get; init; }

    /// <summary>One is there, or has changed.</summary>
    public required Action<T> Set { get; init; }

    /// <summary>One is gone.</summary>
    public required Action<T> Remove { get; init; }

    /// <summary>The kinds that a scheduler watches.</summary>
    public static (WatchedKind<KubernetesNode> Nodes, WatchedKind<KubernetesPod> Pods) Of(SchedulerService scheduler) => (
        new WatchedKind<KubernetesNode>
        {
            Name = "nodes",
            Read = (ref Utf8JsonReader reader) => scheduler.Reader.ReadNode(ref reader),
            Replace = scheduler.ReplaceNodes,
            Set = node => scheduler.SetNodes([node]),
            Remove = node => scheduler.RemoveNode(node.Name),
        },
        new WatchedKind<KubernetesPod>
        {
            Name = "pods",
            Selector = "&fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed",
            Read = (ref Utf8JsonReader reader) => scheduler.Reader.ReadPod(ref reader),
            Replace = scheduler.ReplacePods,
            Set = scheduler.SetPod,
            Remove = scheduler.RemovePod,
        });
}
