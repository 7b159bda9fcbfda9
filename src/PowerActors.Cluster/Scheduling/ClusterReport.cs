using PowerActors.Core.Placement;

namespace PowerActors.Cluster.Scheduling;

/// <summary>The cluster as a scheduler sees it.</summary>
/// <param name="Informed">Whether it was posted or is watched.</param>
/// <param name="Current">Whether changes are heard of as they happen; null where it is not watched.</param>
/// <param name="NodeCount">Nodes.</param>
/// <param name="PodCount">Pods on them, those just placed included.</param>
/// <param name="Assumed">Pods that were told where to go and have not been seen there.</param>
/// <param name="OnTheWay">Pods whose draw is not measured yet.</param>
/// <param name="Load">How full it is.</param>
/// <param name="Nodes">Each node.</param>
public sealed record ClusterReport(bool Informed, bool? Current, int NodeCount, int PodCount, int Assumed, int OnTheWay, ClusterLoad Load, IReadOnlyList<NodeReport> Nodes);

/// <summary>A node as a scheduler sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Server">Path of the server that it is; null where it is none of the topology.</param>
/// <param name="GpuModel">Model of its GPUs; null without GPUs.</param>
/// <param name="FreeGpuMilli">Free thousandths of each GPU, as far as known.</param>
/// <param name="FreeCpuMilli">Free CPU, milli-vCPU.</param>
/// <param name="FreeMemoryMib">Free memory, MiB.</param>
/// <param name="Pods">Pods there.</param>
public sealed record NodeReport(string Name, string? Server, string? GpuModel, IReadOnlyList<ushort> FreeGpuMilli, int FreeCpuMilli, int FreeMemoryMib, int Pods);

/// <summary>Sizes of a cluster as a scheduler sees it.</summary>
/// <param name="Nodes">Nodes.</param>
/// <param name="Guarded">Those of them that are servers of the topology.</param>
/// <param name="Pods">Pods on them.</param>
/// <param name="Assumed">Pods that were told where to go and have not been seen there.</param>
/// <param name="OnTheWay">Pods whose draw is not measured yet.</param>
/// <param name="Load">How full it is.</param>
public readonly record struct ClusterSizes(int Nodes, int Guarded, int Pods, int Assumed, int OnTheWay, ClusterLoad Load);
