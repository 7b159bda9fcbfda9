namespace PowerActors.Core.Control.Directives;

/// <summary>Why a directive was not taken.</summary>
public enum DirectiveVerdict
{
    /// <summary>It is now in force.</summary>
    Accepted,

    /// <summary>Its epoch is older than the newest seen: a former owner speaks (law P5).</summary>
    Fenced,

    /// <summary>It is a duplicate of, or older than, the one in force (law P3).</summary>
    OutOfDate,

    /// <summary>Its lease, ceilings or price are not numbers that can be obeyed.</summary>
    Absurd,
}

/// <summary>The receiving end of directives, for a domain, a server and a GPU alike: what was accepted last, and until when it holds.</summary>
/// <param name="Newest">Stamp of the directive in force; <see cref="DirectiveStamp.None"/> before the first.</param>
/// <param name="Accepted">Its ceilings; free before the first.</param>
/// <param name="LeaseEnds">When it ends unless renewed, by this receiver's own monotonic clock.</param>
public readonly record struct DirectiveGate(DirectiveStamp Newest, Ceilings Accepted, TimeSpan LeaseEnds)
{
    /// <summary>The longest lease that is believed; a longer one would keep a GPU loose long after its controllers died.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Nothing heard yet. Nothing is done to the hardware either until the first directive or the end of one lease: whatever cap it has stays.
    /// </summary>
    /// <param name="now">Time of the start.</param>
    /// <param name="lease">How long to wait for the first directive.</param>
    public static DirectiveGate Silent(TimeSpan now, TimeSpan lease) => new(DirectiveStamp.None, Ceilings.Free, now + lease);

    /// <summary>
    /// The newest epoch heard in an earlier life of the receiver: older ones stay refused after a restart (law P5). 0 where nothing is remembered.
    /// </summary>
    public long Fence { get; init; }

    /// <summary>True while what was accepted last came from domains that only watch: nothing is applied.</summary>
    public bool IsShadow { get; init; }

    /// <summary>The ceiling that a person has pinned, as accepted last; null for none.</summary>
    public ClockCeiling? Pin { get; init; }

    /// <summary>The rungs that what was accepted last comes from.</summary>
    public RungTrail Trail { get; init; }

    /// <summary>The newest epoch heard, in this life or an earlier one: what a receiver must remember.</summary>
    public long NewestEpoch => Math.Max(Fence, Newest.Epoch);

    /// <summary>True once something has been heard.</summary>
    public bool HasHeard => Newest > DirectiveStamp.None;

    /// <summary>Takes a directive, or says why not. A refused one changes nothing, not even the lease.</summary>
    public (DirectiveGate Gate, DirectiveVerdict Verdict) Receive(in Directive directive, TimeSpan now)
    {
        if (directive.Stamp.Epoch < NewestEpoch)
            return (this, DirectiveVerdict.Fenced);
        if (directive.Stamp <= Newest)
            return (this, DirectiveVerdict.OutOfDate);
        if (directive.Lease <= TimeSpan.Zero || directive.Lease > LongestLease || !IsSane(directive.Ceilings.Low) || !IsSane(directive.Ceilings.High) || !directive.Ceilings.HasSanePrice || (directive.Pin is { } pin && !IsSane(pin)))
            return (this, DirectiveVerdict.Absurd);
        DirectiveGate accepted = new(directive.Stamp, directive.Ceilings, now + directive.Lease) { Fence = Fence, IsShadow = directive.Shadow, Pin = directive.Pin, Trail = directive.Trail };
        return (accepted, DirectiveVerdict.Accepted);
    }

    /// <summary>
    /// What is in force now. After the lease: the fail-safe ceilings, or what was accepted last where that is tighter, since silence never loosens (laws P3 and P6). Domains that
    /// only watched leave no fail-safe behind.
    /// </summary>
    public Ceilings InForce(in Ceilings failSafe, TimeSpan now) =>
        now < LeaseEnds || IsShadow ? Accepted : Ceilings.Tightest(Accepted, failSafe);

    private static bool IsSane(ClockCeiling ceiling) => ceiling.Absolute.Value >= 0 && ceiling.Share is >= 0 and <= 1;
}
