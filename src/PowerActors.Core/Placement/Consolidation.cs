using PowerActors.Core.Units;

namespace PowerActors.Core.Placement;

/// <summary>
/// Consolidation at departures: when a task has left a node, those that are left there may draw less elsewhere, so that the node's GPUs and packages go dark. What is moved must start anew
/// (or from a checkpoint), so a move has to be worth it.
/// </summary>
public static class Consolidation
{
    /// <summary>Places all tasks of a node anew if that lowers the cluster's draw by enough; the policy that places arrivals chooses.</summary>
    /// <param name="cluster">Has these tasks; afterwards they are where the answer says.</param>
    /// <param name="tasks">All tasks on one node.</param>
    /// <param name="least">Watts that must be saved for each task moved, above zero.</param>
    /// <returns>Where each task is now, in the same order; null where nothing has changed.</returns>
    public static IReadOnlyList<TaskPlacement>? TryMove(PlacementCluster cluster, IReadOnlyList<TaskPlacement> tasks, Watts least)
    {
        double before = cluster.Draw.Value;
        foreach (TaskPlacement task in tasks)
            cluster.Release(task);
        List<TaskPlacement> moved = new(tasks.Count);
        int moves = 0;
        foreach (TaskPlacement task in tasks)
        {
            if (cluster.Choose(task.Task) is not { } placement)
                break;
            cluster.Place(placement);
            moves += placement == task ? 0 : 1;
            moved.Add(placement);
        }

        if (moves > 0 && moved.Count == tasks.Count && before - cluster.Draw.Value >= least.Value * moves)
            return moved;
        foreach (TaskPlacement placement in moved)
            cluster.Release(placement);
        foreach (TaskPlacement task in tasks)
            cluster.Place(task);
        return null;
    }
}
