using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Power;

/// <summary>What work of one priority may still add below a domain and all above it.</summary>
/// <param name="Left">Watts up to the nearest allowance; negative where one is passed, unlimited where no domain has a limit.</param>
/// <param name="IsCapping">Whether one of them stands on a rung.</param>
public readonly record struct PowerRoom(Watts Left, bool IsCapping)
{
    /// <summary>Whether a task may go there; one that adds no draw always may.</summary>
    /// <param name="expected">What it adds.</param>
    public bool Holds(Watts expected) => expected.Value <= 0 || expected <= Left;
}
