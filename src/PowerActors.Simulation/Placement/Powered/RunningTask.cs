using PowerActors.Core.Control;
using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>A task of the trace that arrives.</summary>
/// <param name="At">When, seconds.</param>
/// <param name="Seconds">How long it runs at full clock.</param>
/// <param name="Task">What it asks for.</param>
/// <param name="Priority">Its priority.</param>
internal sealed record ArrivingTask(double At, double Seconds, TaskSpec Task, Priority Priority);

/// <summary>A task that was placed.</summary>
internal sealed class RunningTask(ArrivingTask arrived, TaskPlacement placement, double placedAt, long number)
{
    public ArrivingTask Arrived => arrived;

    public TaskPlacement Placement => placement;

    public Priority Priority => arrived.Priority;

    public double Seconds => arrived.Seconds;

    public double PlacedAt => placedAt;

    /// <summary>When it began to work; NaN before.</summary>
    public double StartedAt { get; set; } = double.NaN;

    /// <summary>Its queue's work when it began.</summary>
    public double WorkAtStart { get; set; }

    /// <summary>Its name in the ledger of placements.</summary>
    public string Id { get; } = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
