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
    private Watts _known;
    private PerPriority<Watts> _withheld;
    private PerPriority<Watts> _sheddable;

    /// <summary>Starts with every child unseen.</summary>
    /// <param name="children">The most each child could draw, in the order of their slots.</param>
    /// <param name="staleness">A child silent for longer counts as its worst case.</param>
    /// <param name="now">Time of the start.</param>
    public ChildLedger(IReadOnlyList<WorstCase> children, TimeSpan staleness, TimeSpan now)
    {
        _staleness = staleness;
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
            _known -= entry.Counted;
            entry.CountsAsWorst = false;
            SilentCount--;
        }

        entry.Counted = report.Power;
        entry.Withheld = report.Withheld;
        entry.Sheddable = report.Sheddable;
        if (report.Acknowledged >= entry.LatestIssued)
            entry.LoosestSinceAcknowledged = entry.Latest;
        Add(ref entry);
        return true;
    }

    /// <summary>Notes that a directive went to a child, so that its worst case is taken under the loosest one it may be obeying.</summary>
    public void Issued(int child, in Directive directive)
    {
        ref Entry entry = ref _children[child];
        entry.LatestIssued = directive.Stamp;
        entry.LoosestSinceAcknowledged = Ceilings.Loosest(entry.LoosestSinceAcknowledged, directive.Ceilings);
        entry.Latest = directive.Ceilings;
    }

    /// <summary>Finds the silent, and adds everything up again. O(children).</summary>
    /// <returns>True when a child fell silent or was given up for the first time since the last tick.</returns>
    public bool Tick(TimeSpan now)
    {
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
                CountAsWorst(ref entry);
                silent++;
            }
            else if (!entry.HasReported)
            {
                awaits = true;
            }

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
        return newlySilent;
    }

    /// <summary>By how much the worst cases of the silent would rise if one set of ceilings were exchanged for another.</summary>
    public Watts SilentRise(in Ceilings from, in Ceilings to)
    {
        Watts rise = Watts.Zero;
        if (SilentCount == 0)
            return rise;
        foreach (Entry entry in _children)
        {
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
        && report.Power.Value <= 1.5 * entry.Worst.Nameplate.Value
        && report.Withheld.Low.IsPlausible && report.Withheld.High.IsPlausible
        && report.Sheddable.Low.IsPlausible && report.Sheddable.High.IsPlausible;

    private void Add(ref Entry entry)
    {
        _known += entry.Counted;
        _withheld = new PerPriority<Watts>(_withheld.Low + entry.Withheld.Low, _withheld.High + entry.Withheld.High);
        _sheddable = new PerPriority<Watts>(_sheddable.Low + entry.Sheddable.Low, _sheddable.High + entry.Sheddable.High);
    }

    private void Subtract(ref Entry entry)
    {
        _known -= entry.Counted;
        _withheld = new PerPriority<Watts>(_withheld.Low - entry.Withheld.Low, _withheld.High - entry.Withheld.High);
        _sheddable = new PerPriority<Watts>(_sheddable.Low - entry.Sheddable.Low, _sheddable.High - entry.Sheddable.High);
    }

    private struct Entry(WorstCase worst)
    {
        public readonly WorstCase Worst = worst;
        public long Sequence = 0;
        public TimeSpan HeardAt;
        public bool HasReported;
        public bool CountsAsWorst;
        public Watts Counted;
        public PerPriority<Watts> Withheld;
        public PerPriority<Watts> Sheddable;
        public DirectiveStamp LatestIssued;
        public Ceilings Latest = Ceilings.Free;
        public Ceilings LoosestSinceAcknowledged = Ceilings.Free;
    }
}
