using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Replay;

/// <summary>One decision and the cluster after it.</summary>
/// <param name="Index">Position in order of arrival, from 0.</param>
/// <param name="Task">The task.</param>
/// <param name="Placement">Where it went; null where it fitted nowhere and was dropped.</param>
/// <param name="ArrivedMilli">GPU that has arrived, this task's included, milli.</param>
/// <param name="Failed">Tasks that were dropped so far.</param>
public readonly record struct PlacementEvent(int Index, TaskSpec Task, TaskPlacement? Placement, long ArrivedMilli, int Failed);
