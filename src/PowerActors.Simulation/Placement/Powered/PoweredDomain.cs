using PowerActors.Core.Control;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>
/// One domain at work: the control law that production runs, wired to the domains above and below it, and for a domain with nodes the ceilings that act on them, which lag by the
/// actuation's latency.
/// </summary>
internal sealed class PoweredDomain : IDomainEffects
{
    private readonly List<PoweredDomain> _domains = [];
    private readonly List<WorstCase> _nodes = [];
    private readonly LinkedList<(double At, Ceilings Ceilings)> _pending = [];
    private readonly ControlTiming _timing;
    private DirectiveStamp[] _stamps = [];
    private long[] _sequences = [];
    private Ceilings _told = Ceilings.Free;
    private BreakerState _breaker;
    private double _ofLimit;
    private int _slot;
    private double _now;

    public PoweredDomain(SiteDomain site, PoweredDomain? above, ControlTiming timing)
    {
        Site = site;
        Above = above;
        _timing = timing;
        if (above is null)
            return;
        _slot = above._domains.Count;
        above._domains.Add(this);
    }

    public SiteDomain Site { get; }

    public PoweredDomain? Above { get; }

    public DomainLaw Law { get; private set; } = null!;

    public bool HasLimit => !double.IsPositiveInfinity(Site.Limit.Value);

    /// <summary>The ceilings that act on its nodes now.</summary>
    public Ceilings Acting { get; private set; } = Ceilings.Free;

    /// <summary>Whether its breaker has tripped: it would have gone dark. The simulation goes on.</summary>
    public bool HasTripped => _breaker.HasTripped;

    /// <summary>Most power over limit that was seen.</summary>
    public double Peak { get; private set; }

    public int Brakes { get; private set; }

    /// <summary>Adds a node; before <see cref="Start"/>.</summary>
    /// <returns>Its slot.</returns>
    public int AddNode(WorstCase worst)
    {
        _nodes.Add(worst);
        return _nodes.Count - 1;
    }

    /// <summary>Starts the law: those below first.</summary>
    public WorstCase Start(Ladder ladder, LawLedger laws)
    {
        List<WorstCase> children = [.. _domains.Select(below => below.Start(ladder, laws)), .. _nodes];
        DomainSettings settings = new()
        {
            Path = Site.Path,
            Limit = Site.Limit,
            Breaker = HasLimit ? TripCurve.Row : null,
            Ladder = HasLimit ? ladder : Ladder.None,
            Children = children,
            FailSafe = Ceilings.Free, // nobody dies here
            Timing = _timing,
            HasParent = Above is not null,
        };
        _stamps = new DirectiveStamp[_nodes.Count];
        _sequences = new long[_nodes.Count];
        Law = new DomainLaw(settings, null, this, laws, TimeSpan.Zero);
        return new SumOfWorstCases(children);
    }

    /// <summary>A node reports.</summary>
    public void Report(int node, Watts power, in PerPriority<Watts> withheld, in PerPriority<Watts> sheddable, TimeSpan now) =>
        Law.NoteReport(_domains.Count + node, new PowerReport(++_sequences[node], power, withheld, sheddable, _stamps[node]), now);

    /// <summary>A telemetry period is over.</summary>
    public void Tick(TimeSpan now)
    {
        _now = now.TotalSeconds;
        Law.OnReports(now);
        Law.OnTick(now);
    }

    /// <summary>What the domain really draws: its breaker and its peak follow that.</summary>
    public void Draws(Watts power, TimeSpan now)
    {
        if (!HasLimit)
            return;
        _breaker = BreakerLaw.Advance(TripCurve.Row, _breaker, _ofLimit, now);
        _ofLimit = power / Site.Limit;
        Peak = Math.Max(Peak, _ofLimit);
    }

    /// <summary>Lets ceilings act whose latency has passed.</summary>
    /// <returns>True when others act now.</returns>
    public bool Actuate(double now)
    {
        bool changed = false;
        while (_pending.First is { } next && next.Value.At <= now)
        {
            changed |= Acting != next.Value.Ceilings;
            Acting = next.Value.Ceilings;
            _pending.RemoveFirst();
        }

        return changed;
    }

    void IDomainEffects.Direct(int child, in Directive directive)
    {
        if (child < _domains.Count)
        {
            _domains[child].Law.OnDirective(directive, TimeSpan.FromSeconds(_now));
            return;
        }

        _stamps[child - _domains.Count] = directive.Stamp;
        if (directive.Ceilings == _told)
            return;
        _told = directive.Ceilings;
        double acts = _now + (_told.Brake ? _timing.BrakeLatency : _timing.ClockLatency).TotalSeconds;
        while (_pending.Last is { } later && later.Value.At >= acts)
            _pending.RemoveLast(); // a newer command overtakes one that has not acted
        _pending.AddLast((acts, _told));
    }

    void IDomainEffects.Report(in PowerReport report) => Above?.Law.NoteReport(_slot, report, TimeSpan.FromSeconds(_now));

    void IDomainEffects.Escalate(bool raised) => Above?.Law.OnEscalation(_slot, raised, TimeSpan.FromSeconds(_now));

    void IDomainEffects.RungChanged(int from, int to, double utilization)
    {
        if (to > from && Law.Own.Brake)
            Brakes++;
    }

    void IDomainEffects.Alert(AlertKind kind, string detail)
    {
    }
}
