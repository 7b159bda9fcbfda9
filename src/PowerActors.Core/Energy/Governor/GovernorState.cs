namespace PowerActors.Core.Energy.Governor;

/// <summary>What a governor knows from one look to the next. Immutable.</summary>
public sealed record GovernorState
{
    internal GovernorState(int step, NeededClocks needed) => (Step, Needed) = (step, needed);

    /// <summary>The step of the clock it wishes for.</summary>
    public int Step { get; internal init; }

    /// <summary>Mean number of requests in flight, as if at the highest clock.</summary>
    public double InFlight { get; internal init; }

    internal NeededClocks Needed { get; init; }

    internal TimeSpan At { get; init; }

    internal TimeSpan MayLowerAt { get; init; }

    internal TimeSpan LooksAt { get; init; }
}
