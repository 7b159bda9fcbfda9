using PowerActors.Core.Control.Directives;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>
/// What a domain knows of its children. A report costs O(1): running sums are kept, and rebuilt exactly at each tick, so that rounding cannot add up. Mutable for
/// that reason, but it knows no clock and does no I/O.
/// </summary>
public sealed class ChildLedger
{
    private readonly Entry[] _children;
    private readonly TimeSpan _staleness;
    private readonly TimeSpan _clockLatency;
    private readonly TimeSpan _brakeLatency;
    private Watts _known;
    private PerPriority<Watts> _withheld;
    private PerPriority<Watts> _sheddable;
    private TimeSpan _nobodySilentUntil = TimeSpan.MinValue;

    /// <summary>Starts with every child unseen.</summary>
    /// <param name="children">The most each child could draw, in the order of their slots.</param>
    /// <param name="staleness">A child silent for longer counts as its worst case.</param>
    /// <param name="now">Time of the start.</param>
    /// <param name="clockLatency">How long an acknowledged clock ceiling may still take to act.</param>
    /// <param name="brakeLatency">How long an acknowledged brake may still take to act.</param>
    public ChildLedger(IReadOnlyList<WorstCase> children, TimeSpan staleness, TimeSpan now, TimeSpan clockLatency = default, TimeSpan brakeLatency = default)
    {
        _staleness = staleness;
        _clockLatency = clockLatency;
        _brakeLatency = brakeLatency;
        _children = new Entry[children.Count];
        for (int i = 0; i < _children.Length; i++)
            _children[i] = new Entry(children[i]) { HeardAt = now };
    }

    /// <summary>How many children there are.</summary>
    public int Count => _children.Length;

    /// <summary>How many counted as their worst case at the last tick, since they were silent or never seen.</summary>
    public int SilentCount { get; private set; }

    /// <summary>True when a child has not yet been heard and its time to speak up has not run out: nothing may be loosened on such a sum.</summary>
    public bool AwaitsFirstReports { get; private set; } = true;

    /// <summary>The children's power: reports of those heard lately, worst cases of the others.</summary>
    public Watts Total => _known;

    /// <summary>What caps hold back in the children heard lately.</summary>
    public PerPriority<Watts> Withheld => _withheld;

    /// <summary>What a brake would still take from the children heard lately.</summary>
    public PerPriority<Watts> Sheddable => _sheddable;

    /// <summary>Whether a child counted as its worst case at the last tick.</summary>
    public bool IsSilent(int child) => _children[child].CountsAsWorst;

    /// <summary>What stands in the sum for a child.</summary>
    public Watts PowerOf(int child) => _children[child].Counted;

    /// <summary>Stamp of the newest directive that went to a child; <see cref="DirectiveStamp.None"/> before the first.</summary>
    public DirectiveStamp LatestIssued(int child) => _children[child].LatestIssued;

    /// <summary>Whether a child has said that it holds to the ceilings it was told last.</summary>
    public bool HasAcknowledged(int child) => _children[child].AcknowledgedAt is not null;

    /// <summary>
    /// Takes a report. One that is not newer than the last, or whose numbers cannot be power, or pass what the child could draw at all by half, changes nothing: its child
    /// counts as silent until it speaks sense (law P3).
    /// </summary>
    /// <returns>False when the report was ignored.</returns>
    public bool Receive(int child, in PowerReport report, TimeSpan now)
    {
        ref Entry entry = ref _children[child];
        if (report.Sequence <= entry.Sequence || !IsSane(ref entry, report))
            return false;
        if (!entry.CountsAsWorst)
            Subtract(ref entry);
        entry.Sequence = report.Sequence;
        entry.HeardAt = now;
        entry.HasReported = true;
        if (entry.CountsAsWorst)
        {
            _known = Less(_known, entry.Counted);
            entry.CountsAsWorst = false;
            SilentCount--;
        }

        entry.Counted = report.Power;
        entry.Withheld = report.Withheld;
        entry.Sheddable = report.Sheddable;
        // One that was never sent, newer than the newest, acknowledges nothing.
        if (report.Acknowledged >= entry.FirstOfLatest && report.Acknowledged <= entry.LatestIssued && entry.FirstOfLatest > DirectiveStamp.None)
            entry.AcknowledgedAt ??= now;
        Settle(ref entry, now);
        Add(ref entry);
        return true;
    }

    /// <summary>Notes that a directive went to a child, so that its worst case is taken under the loosest one it may be obeying.</summary>
    public void Issued(int child, in Directive directive)
    {
        ref Entry entry = ref _children[child];
        entry.LatestIssued = directive.Stamp;
        if (entry.FirstOfLatest > DirectiveStamp.None && directive.Ceilings == entry.Latest)
            return; // A renewal: what was acknowledged stays acknowledged.
        entry.FirstOfLatest = directive.Stamp;
        entry.AcknowledgedAt = null;
        entry.LoosestSinceAcknowledged = Ceilings.Loosest(entry.LoosestSinceAcknowledged, directive.Ceilings);
        entry.Latest = directive.Ceilings;
    }

    /// <summary>Finds the silent, and adds everything up again. O(children), but only when a child could have fallen silent since the last time.</summary>
    /// <returns>True when a child fell silent or was given up for the first time since the last tick.</returns>
    public bool Tick(TimeSpan now)
    {
        if (now <= _nobodySilentUntil)
            return false;
        TimeSpan oldest = TimeSpan.MaxValue;
        Watts known = Watts.Zero;
        Watts withheldLow = Watts.Zero, withheldHigh = Watts.Zero, shedLow = Watts.Zero, shedHigh = Watts.Zero;
        int silent = 0;
        bool awaits = false, newlySilent = false;
        for (int i = 0; i < _children.Length; i++)
        {
            ref Entry entry = ref _children[i];
            if (now - entry.HeardAt > _staleness)
            {
                newlySilent |= !entry.CountsAsWorst;
                Settle(ref entry, now);
                CountAsWorst(ref entry);
                silent++;
            }
            else if (!entry.HasReported)
            {
                awaits = true;
            }

            oldest = entry.HeardAt < oldest ? entry.HeardAt : oldest;
            known += entry.Counted;
            withheldLow += entry.Withheld.Low;
            withheldHigh += entry.Withheld.High;
            shedLow += entry.Sheddable.Low;
            shedHigh += entry.Sheddable.High;
        }

        _known = known;
        _withheld = new PerPriority<Watts>(withheldLow, withheldHigh);
        _sheddable = new PerPriority<Watts>(shedLow, shedHigh);
        SilentCount = silent;
        AwaitsFirstReports = awaits;
        _nobodySilentUntil = awaits || silent > 0 || _children.Length == 0 ? TimeSpan.MinValue : oldest + _staleness;
        return newlySilent;
    }

    /// <summary>Replaces the most that a child could draw, from now on.</summary>
    public void SetWorst(int child, WorstCase worst)
    {
        ref Entry entry = ref _children[child];
        if (ReferenceEquals(entry.Worst, worst))
            return;
        entry.Worst = worst;
        if (!entry.CountsAsWorst)
            return;
        _known = Less(_known, entry.Counted);
        CountAsWorst(ref entry);
        _known += entry.Counted;
    }

    /// <summary>By how much the worst cases of the silent would rise if one set of ceilings were exchanged for another.</summary>
    public Watts SilentRise(in Ceilings from, in Ceilings to)
    {
        Watts rise = Watts.Zero;
        if (SilentCount == 0)
            return rise;
        for (int i = 0; i < _children.Length; i++)
        {
            ref readonly Entry entry = ref _children[i];
            if (entry.CountsAsWorst)
                rise += Watts.Max(Watts.Zero, entry.Worst.Under(to) - entry.Worst.Under(from));
        }

        return rise;
    }

    /// <summary>Everything added up afresh, for the check that the running sum is right.</summary>
    public Watts SumAfresh()
    {
        Watts sum = Watts.Zero;
        foreach (Entry entry in _children)
            sum += entry.Counted;
        return sum;
    }

    /// <summary>
    /// An acknowledged directive is one that was received; what it demands acts a latency later. Until then the child may still draw what the one before allowed.
    /// </summary>
    private void Settle(ref Entry entry, TimeSpan now)
    {
        if (entry.AcknowledgedAt is { } at && now - at >= (entry.Latest.Brake ? _brakeLatency : _clockLatency))
            entry.LoosestSinceAcknowledged = entry.Latest;
    }

    private static void CountAsWorst(ref Entry entry)
    {
        // A child never seen counts as nameplate; one that was, as the most it could draw under the loosest directive it may still be obeying.
        Watts worst = entry.HasReported ? entry.Worst.Under(entry.LoosestSinceAcknowledged) : entry.Worst.Nameplate;
        entry.Counted = entry.CountsAsWorst ? Watts.Max(entry.Counted, worst) : Watts.Max(entry.HasReported ? entry.Counted : Watts.Zero, worst);
        entry.CountsAsWorst = true;
        entry.Withheld = default;
        entry.Sheddable = default;
    }

    private static bool IsSane(ref Entry entry, in PowerReport report) =>
        report.Power.IsPlausible
        && IsSane(report.Withheld, entry.Believable)
        && IsSane(report.Sheddable, entry.Believable)
        && report.Power <= entry.Believable;

    private static bool IsSane(in PerPriority<Watts> power, Watts believable) =>
        power.Low.IsPlausible && power.High.IsPlausible && power.Low + power.High <= believable;

    private void Add(ref Entry entry)
    {
        _known += entry.Counted;
        _withheld = new PerPriority<Watts>(_withheld.Low + entry.Withheld.Low, _withheld.High + entry.Withheld.High);
        _sheddable = new PerPriority<Watts>(_sheddable.Low + entry.Sheddable.Low, _sheddable.High + entry.Sheddable.High);
    }

    private void Subtract(ref Entry entry)
    {
        _known = Less(_known, entry.Counted);
        _withheld = new PerPriority<Watts>(Less(_withheld.Low, entry.Withheld.Low), Less(_withheld.High, entry.Withheld.High));
        _sheddable = new PerPriority<Watts>(Less(_sheddable.Low, entry.Sheddable.Low), Less(_sheddable.High, entry.Sheddable.High));
    }

    /// <summary>Rounding may leave a little less than nothing where nothing is left, which a parent would rightly call absurd.</summary>
    private static Watts Less(Watts sum, Watts part) => Watts.Max(Watts.Zero, sum - part);

    private struct Entry(WorstCase worst)
    {
        public WorstCase Worst = worst;
        public readonly Watts Believable = 1.5 * Watts.Max(worst.Nameplate, worst.Under(Ceilings.Free));
        public long Sequence = 0;
        public TimeSpan HeardAt;
        public bool HasReported;
        public bool CountsAsWorst;
        public Watts Counted;
        public PerPriority<Watts> Withheld;
        public PerPriority<Watts> Sheddable;
        public DirectiveStamp LatestIssued;
        public DirectiveStamp FirstOfLatest;
        public TimeSpan? AcknowledgedAt;
        public Ceilings Latest = Ceilings.Free;
        public Ceilings LoosestSinceAcknowledged = Ceilings.Free;
    }
}
