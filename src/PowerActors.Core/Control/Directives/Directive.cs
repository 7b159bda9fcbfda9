namespace PowerActors.Core.Control.Directives;

/// <summary>
/// Who speaks and how recently: a higher epoch is a newer owner of the domain; within an epoch a higher sequence is a newer directive. Ordered by epoch, then sequence.
/// </summary>
/// <param name="Epoch">Fencing epoch of the sender; rises with each change of owner and each restart.</param>
/// <param name="Sequence">Counts the sender's directives within its epoch.</param>
public readonly record struct DirectiveStamp(long Epoch, long Sequence) : IComparable<DirectiveStamp>
{
    /// <summary>Older than any directive.</summary>
    public static DirectiveStamp None => default;

    /// <inheritdoc/>
    public int CompareTo(DirectiveStamp other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Sequence.CompareTo(other.Sequence);

    /// <summary>Older.</summary>
    public static bool operator <(DirectiveStamp a, DirectiveStamp b) => a.CompareTo(b) < 0;

    /// <summary>Newer.</summary>
    public static bool operator >(DirectiveStamp a, DirectiveStamp b) => a.CompareTo(b) > 0;

    /// <summary>Older or the same.</summary>
    public static bool operator <=(DirectiveStamp a, DirectiveStamp b) => a.CompareTo(b) <= 0;

    /// <summary>Newer or the same.</summary>
    public static bool operator >=(DirectiveStamp a, DirectiveStamp b) => a.CompareTo(b) >= 0;
}

/// <summary>What a domain tells those below: the tightest of its own rung and of everything above it.</summary>
/// <param name="Stamp">Sender's epoch and sequence.</param>
/// <param name="Ceilings">What to hold to.</param>
/// <param name="Lease">For how long after receipt this stays in force without renewal; then the receiver falls to its fail-safe ceilings.</param>
public readonly record struct Directive(DirectiveStamp Stamp, Ceilings Ceilings, TimeSpan Lease)
{
    /// <summary>True when every domain from the sender up only decides and records: receivers apply nothing, the fail-safe neither.</summary>
    public bool Shadow { get; init; }

    /// <summary>
    /// A ceiling that a person has pinned on the receiving server; null for none. It holds beside the ceilings, and no rung that is left gives it back.
    /// </summary>
    public ClockCeiling? Pin { get; init; }

    /// <summary>The rungs that the ceilings come from.</summary>
    public RungTrail Trail { get; init; }
}
