using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Power;

/// <summary>What a domain was last heard to draw.</summary>
/// <param name="At">When, on the clock that the ledger is given.</param>
/// <param name="Power">What it draws.</param>
/// <param name="Budget">The part of its limit that it may use.</param>
/// <param name="Withheld">What caps hold back now: with them gone, it would draw so much more.</param>
/// <param name="Rung">The rung that it stands on and applies; 0 for none.</param>
public readonly record struct DomainReading(TimeSpan At, Watts Power, Watts Budget, Watts Withheld, int Rung)
{
    /// <summary>What it would draw if nothing were capped: what a placement adds to.</summary>
    public Watts Demand => Power + Withheld;

    /// <summary>The reading that a domain's snapshot is. A domain in shadow mode applies no rung.</summary>
    /// <param name="snapshot">The snapshot, on the same clock as the ledger's.</param>
    public static DomainReading Of(DomainSnapshot snapshot) => new(
        snapshot.At,
        snapshot.Power,
        snapshot.Budget,
        snapshot.Withheld.Low + snapshot.Withheld.High,
        snapshot.Mode == ControlMode.Enforce ? snapshot.Rung : 0);
}
