using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Support;

/// <summary>How messages fare on their way. Nothing goes wrong by default.</summary>
internal sealed record LinkQuality(double Loss = 0, double Duplication = 0, double LongestDelay = 0);

/// <summary>
/// A tree of <see cref="DomainLaw"/>s over simple servers on virtual time, with nothing in between but queues: what the laws do when an actor system gives them nothing
/// and takes nothing away. Each domain's true power and an independent breaker are followed beside it.
/// </summary>
internal sealed class Rig
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _mail = new();
    private readonly Random _random;
    private readonly TopologyPlan _plan;
    private long _order;

    public Rig(TopologyPlan plan, Random random, TimeSpan start = default)
    {
        _plan = plan;
        _random = random;
        Now = start;
        Root = new RigDomain(this, plan, plan.Root, parent: null, slot: 0, plan.Root.Name);
    }

    public TimeSpan Now { get; private set; }

    public LawLedger Laws { get; } = new();

    public RigDomain Root { get; }

    public LinkQuality Links { get; set; } = new();

    /// <summary>Called when everything due in a second has happened.</summary>
    public Action? AfterEach { get; set; }

    public IEnumerable<RigDomain> Domains => Root.Below();

    public IEnumerable<PlantServer> Servers => Domains.SelectMany(static domain => domain.Servers);

    public bool HasTripped => Domains.Any(static domain => domain.Breaker.HasTripped);

    public void Run(TimeSpan duration, Action<TimeSpan>? eachSecond = null)
    {
        TimeSpan end = Now + duration;
        TimeSpan second = TimeSpan.FromSeconds(1);
        while (Now < end)
        {
            Now += second;
            eachSecond?.Invoke(Now);
            foreach (PlantServer server in Servers)
                server.Advance(Now);
            foreach (RigDomain domain in Domains)
                domain.FollowBreaker(Now);
            if (Now.Ticks % _plan.Timing.Telemetry.Ticks == 0)
                Tick();
            Deliver();
            AfterEach?.Invoke();
        }
    }

    public void Send(Action message)
    {
        if (_random.Chance(Links.Loss))
            return;
        Post(message);
        if (_random.Chance(Links.Duplication))
            Post(message);
    }

    private void Post(Action message) => _mail.Enqueue(message, (Now + _random.Between(0, Links.LongestDelay).Seconds(), _order++));

    private void Tick()
    {
        foreach (RigDomain domain in Domains.Reverse())
        {
            domain.Tick();
            Deliver();
        }
    }

    private void Deliver()
    {
        while (_mail.TryPeek(out _, out (TimeSpan At, long) due) && due.At <= Now)
        {
            _mail.Dequeue()();
        }
    }
}

/// <summary>One domain of a <see cref="Rig"/>.</summary>
internal sealed class RigDomain : IDomainEffects
{
    private readonly Rig _rig;
    private readonly TopologyPlan _plan;
    private readonly TopologyDomain _description;
    private readonly RigDomain? _parent;
    private readonly int _slot;
    private readonly DomainSettings _settings;

    public RigDomain(Rig rig, TopologyPlan plan, TopologyDomain description, RigDomain? parent, int slot, string path)
    {
        _rig = rig;
        _plan = plan;
        _description = description;
        _parent = parent;
        _slot = slot;
        Children = [.. description.Domains.Select((child, i) => new RigDomain(rig, plan, child, this, i, $"{path}/{child.Name}"))];
        Servers = [.. description.Servers.Select(server => new PlantServer(server, plan.FailSafe, plan.Timing, rig.Now))];
        List<WorstCase> worst = [.. description.Domains.Select(static child => child.WorstCase())];
        worst.AddRange(description.Servers.Select(static server => WorstCase.Of([new ServerGroup(server.Model, server.Priority, 1)])));
        _settings = new DomainSettings
        {
            Path = path,
            Limit = description.Limit,
            Breaker = description.Breaker,
            Ladder = description.Ladder,
            Children = worst,
            FailSafe = plan.FailSafe,
            Timing = plan.Timing,
            HasParent = parent is not null,
            HasMeter = description.HasMeter,
        };
        Law = new DomainLaw(_settings, memory: null, this, rig.Laws, rig.Now);
    }

    public DomainLaw Law { get; private set; }

    public TopologyDomain Description => _description;

    public RigDomain? Parent => _parent;

    public IReadOnlyList<RigDomain> Children { get; }

    public IReadOnlyList<PlantServer> Servers { get; }

    public List<(TimeSpan At, int From, int To)> RungChanges { get; } = [];

    public List<(TimeSpan At, bool Raised)> Escalations { get; } = [];

    /// <summary>What each directive that reached it demanded.</summary>
    public Dictionary<DirectiveStamp, Ceilings> Received { get; } = [];

    public BreakerState Breaker { get; private set; }

    /// <summary>What the meter shows, given the truth; null when it does not answer.</summary>
    public Func<Watts, Watts?> Meter { get; set; } = static power => power;

    /// <summary>False when the domain's controller is dead: nothing is heard, said or decided.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>What the next this many directives to anybody below have to be lost.</summary>
    public int LoseDirectives { get; set; }

    public Watts Power
    {
        get
        {
            Watts sum = Watts.Zero;
            foreach (RigDomain child in Children)
                sum += child.Power;
            foreach (PlantServer server in Servers)
                sum += server.Power;
            return sum;
        }
    }

    public IEnumerable<RigDomain> Below() => Children.SelectMany(static child => child.Below()).Prepend(this);

    public IEnumerable<PlantServer> AllServers() => Below().SelectMany(static domain => domain.Servers);

    public void FollowBreaker(TimeSpan now)
    {
        if (_description.Breaker is { } curve)
            Breaker = BreakerLaw.Advance(curve, Breaker, Power / _description.Limit, now);
    }

    public void Restart(bool withMemory = true)
    {
        IsAlive = true;
        Law = new DomainLaw(_settings, withMemory ? Law.Memory : null, this, _rig.Laws, _rig.Now);
        RigDomain? parent = _parent;
        if (parent is not null)
        {
            _rig.Send(() =>
            {
                if (parent.IsAlive)
                    parent.Law.OnChildStarted(_slot, _rig.Now);
            });
        }
    }

    public void Tick()
    {
        for (int i = 0; i < Servers.Count; i++)
        {
            if (Servers[i].ReportIfDue(_rig.Now) is { } report && !Servers[i].IsMute && !Servers[i].IsLost)
                SendReport(this, Children.Count + i, report);
        }

        if (!IsAlive)
            return;
        if (_settings.HasMeter && Meter(Power) is { } reading)
            Law.OnMeter(reading, _rig.Now);
        Law.OnTick(_rig.Now);
    }

    void IDomainEffects.Direct(int child, in Directive directive)
    {
        if (LoseDirectives > 0)
        {
            LoseDirectives--;
            return;
        }

        Directive copy = directive;
        if (child < Children.Count)
            _rig.Send(() => Children[child].Receive(copy));
        else
            _rig.Send(() => Servers[child - Children.Count].Receive(copy, _rig.Now));
    }

    void IDomainEffects.Report(in PowerReport report)
    {
        if (_parent is not null)
            SendReport(_parent, _slot, report);
    }

    void IDomainEffects.Escalate(bool raised)
    {
        Escalations.Add((_rig.Now, raised));
        RigDomain? parent = _parent;
        if (parent is not null)
        {
            _rig.Send(() =>
            {
                if (parent.IsAlive)
                    parent.Law.OnEscalation(_slot, raised, _rig.Now);
            });
        }
    }

    void IDomainEffects.RungChanged(int from, int to, double utilization) => RungChanges.Add((_rig.Now, from, to));

    void IDomainEffects.Alert(AlertKind kind, string detail)
    {
        // Alerts are looked at where a single law is tested.
    }

    private void Receive(in Directive directive)
    {
        if (!IsAlive)
            return;
        Received[directive.Stamp] = directive.Ceilings;
        Law.OnDirective(directive, _rig.Now);
    }

    private void SendReport(RigDomain to, int slot, PowerReport report) => _rig.Send(() =>
    {
        if (to.IsAlive)
            to.Law.OnReport(slot, report, _rig.Now);
    });
}
