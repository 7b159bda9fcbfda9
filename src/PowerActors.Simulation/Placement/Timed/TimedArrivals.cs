using PowerActors.Core.Input;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Placement.Timed;

/// <summary>A task that arrives.</summary>
/// <param name="At">When, seconds from the first arrival.</param>
/// <param name="Seconds">How long it runs.</param>
/// <param name="Task">The task.</param>
internal readonly record struct TimedArrival(double At, double Seconds, TraceTask Task);

/// <summary>The tasks of a trace at their own times, hurried and repeated.</summary>
internal static class TimedArrivals
{
    /// <summary>All arrivals in order of time; equal times in the order of the file.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="load">How many times as fast they arrive.</param>
    /// <param name="repeat">How many times the trace runs.</param>
    /// <exception cref="InputException">A task has no times.</exception>
    public static IEnumerable<TimedArrival> Of(PlacementTrace trace, double load, int repeat)
    {
        IReadOnlyList<TraceTask> tasks = trace.Tasks;
        if (tasks.FirstOrDefault(static task => task.CreatedAt is null || task.DeletedAt is null) is { } without)
            throw new InputException("--pods", 0, $"task {without.Spec.Name} has no creation_time or no deletion_time; a replay in time needs both for every task");
        double first = tasks.Min(static task => task.CreatedAt!.Value);
        double period = tasks.Max(static task => task.CreatedAt!.Value) - first;
        period += period / Math.Max(1, tasks.Count - 1); // from the last arrival to the first of the next turn as between any two
        TraceTask[] inOrder = [.. tasks.OrderBy(static task => task.CreatedAt)]; // stable
        return Enumerable.Range(0, repeat).SelectMany(turn => inOrder.Select(task =>
            new TimedArrival((task.CreatedAt!.Value - first + (turn * period)) / load, task.DeletedAt!.Value - task.CreatedAt.Value, task)));
    }
}
