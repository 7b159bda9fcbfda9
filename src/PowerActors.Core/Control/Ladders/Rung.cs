namespace PowerActors.Core.Control.Ladders;

/// <summary>One step of a ladder. Utilizations are shares of the domain's budget (1 = all of it).</summary>
public sealed record Rung
{
    /// <summary>Short name, unique in its ladder.</summary>
    public required string Name { get; init; }

    /// <summary>Utilization at or above which this rung is climbed to; above 0, at most 2.</summary>
    public required double EnterAt { get; init; }

    /// <summary>Utilization below which this rung is left again; above 0 and below <see cref="EnterAt"/>.</summary>
    public required double LeaveBelow { get; init; }

    /// <summary>How long this rung needs to show its effect, before the next may be climbed; the actuation latency.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>What holds while the domain stands on this rung.</summary>
    public required Ceilings Ceilings { get; init; }

    /// <summary>True for the last rung that brakes everything: it is entered at once, whatever rung the domain stands on.</summary>
    public bool IsBrake => Ceilings.Brake;
}
