namespace PowerActors.Core.Energy.Governor;

/// <summary>What a governor knows from one look to the next. Immutable.</summary>
public sealed record GovernorState
{
    internal GovernorState(int step, NeededClocks needed) => (Step, Chosen, Needed) = (step, step, needed);

    /// <summary>The step of the clock it wishes for now.</summary>
    public int Step { get; internal init; }

    /// <summary>The step it chose last by what was served; what is in sight may call for a higher one.</summary>
    internal int Chosen { get; init; }

    /// <summary>Mean number of requests in flight, as if at the highest clock.</summary>
    public double InFlight { get; internal init; }

    internal Foresight Foresight { get; init; }

    internal NeededClocks Needed { get; init; }

    internal TimeSpan At { get; init; }

    internal TimeSpan MayLowerAt { get; init; }

    internal TimeSpan LooksAt { get; init; }
}
