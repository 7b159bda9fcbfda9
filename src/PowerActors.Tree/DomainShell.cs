using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;
using PowerLaw = PowerActors.Core.Control.Laws.Law;

namespace PowerActors.Tree;

/// <summary>What domains and servers have in common: a law, a parent, children in slots. Receives, calls the law, sends the effects.</summary>
internal abstract class DomainShell : Actor, IDomainEffects
{
    private static readonly object TickKey = new();

    private readonly int _slot;
    private IActorRef[] _children = [];
    private TreeMessages.DirectiveIssued? _lastDirective;
    private long _rememberedEpoch;

    protected DomainShell(TreeSettings settings, TreeNode node, int slot)
    {
        Settings = settings;
        Node = node;
        _slot = slot;
    }

    public TreeNode Node { get; }

    /// <summary>Its place among its siblings.</summary>
    public int Slot => _slot;

    public DomainLaw Law { get; private set; } = null!;

    protected ReadOnlySpan<IActorRef> ChildRefs => _children;

    protected TreeSettings Settings { get; }

    protected abstract DomainSettings Describe();

    protected abstract IActorRef[] StartChildren();

    protected abstract void OnTick(TimeSpan now);

    protected override void PreStart()
    {
        Law = new DomainLaw(Describe(), Settings.Memory.Load(Node.Path), this, Settings.Laws, Context.Now);
        Remember();
        _children = StartChildren();
        Settings.Registry?.Add(this);
        Timers.StartPeriodic(TickKey, TreeMessages.Tick.Instance, Settings.Plan.Timing.Telemetry, TimeSpan.Zero);
    }

    /// <summary>A domain that crashes takes nobody with it: those below go on under the directive they have.</summary>
    protected override void PreRestart(Exception reason, object? message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
        PreStart();
        if (Node.Parent is not null)
            Context.Parent.Tell(new TreeMessages.ChildStarted(_slot), Self);
    }

    protected override void Receive(object message)
    {
        switch (message)
        {
            case TreeMessages.ChildReport report:
                OnReport(report);
                break;
            case TreeMessages.Tick:
                OnTick(Context.Now);
                break;
            case TreeMessages.DirectiveIssued directive:
                Law.OnDirective(directive.Directive, Context.Now);
                RememberEpoch();
                break;
            case TreeMessages.Escalation escalation when IsSlot(escalation.Slot):
                Law.OnEscalation(escalation.Slot, escalation.Raised, Context.Now);
                Remember();
                break;
            case TreeMessages.ChildStarted started when IsSlot(started.Slot):
                Law.OnChildStarted(started.Slot, Context.Now);
                break;
            default:
                OnOther(message);
                break;
        }
    }

    /// <summary>A message that only one kind of node knows.</summary>
    protected virtual void OnOther(object message) => Unhandled(message);

    protected abstract void OnReport(TreeMessages.ChildReport report);

    protected bool IsSlot(int slot) => (uint)slot < (uint)_children.Length;

    protected IActorRef StartOrFind(string name, Func<Props> props) => Context.Child(name) ?? Context.ActorOf(props(), name);

    void IDomainEffects.Direct(int child, in ControlDirective directive)
    {
        // Children are mostly told the same: one message serves them all.
        if (_lastDirective is null || _lastDirective.Directive != directive)
        {
            if (_lastDirective is null || _lastDirective.Directive.Ceilings != directive.Ceilings)
            {
                CheckRemembered(directive.Ceilings);
                Settings.Observer.OnCeilingsChanged(Node, directive.Ceilings, Context.Now);
                Settings.Registry?.Touch();
            }

            _lastDirective = new TreeMessages.DirectiveIssued(directive);
        }

        if (IsSlot(child))
            _children[child].Tell(_lastDirective, Self);
    }

    void IDomainEffects.Report(in PowerReport report) => Context.Parent.Tell(new TreeMessages.ChildReport(_slot, report), Self);

    void IDomainEffects.Escalate(bool raised)
    {
        if (Node.Parent is not null)
            Context.Parent.Tell(new TreeMessages.Escalation(_slot, raised), Self);
    }

    bool IDomainEffects.TryRememberLoosening(DomainMemory memory) => Settings.Memory.TrySaveLoosening(Node.Path, memory);

    void IDomainEffects.RungChanged(int from, int to, double utilization)
    {
        // A rung that is left was remembered before; one that is climbed must not be missed by a restart (law P10).
        if (to > from)
            Remember(to);
        Settings.Observer.OnRungChanged(Node, Node.Domain!.Ladder, from, to, utilization, Context.Now);
    }

    void IDomainEffects.Alert(AlertKind kind, string detail) => Settings.Observer.OnAlert(Node, kind, detail, Context.Now);

    /// <summary>Whatever loosens here stands on a rung that a restart would find (law P10).</summary>
    private void CheckRemembered(in Ceilings ceilings)
    {
        if (_lastDirective is null || ceilings.IsAtLeastAsTightAs(_lastDirective.Directive.Ceilings))
            return;
        int? remembered = Settings.Memory.Load(Node.Path)?.Rung;
        if (!Settings.Laws.Check(PowerLaw.P10, remembered == Law.Rung))
            Settings.Laws.Violate(PowerLaw.P10, Node.Path, Context.Now, $"loosens to {ceilings} on rung {Law.Rung}, but a restart would find rung {remembered?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}");
    }

    /// <summary>A newer owner above was heard: a restart must not fall for the former one (law P5).</summary>
    private void RememberEpoch()
    {
        if (Law.Accepted.Epoch == _rememberedEpoch)
            return;
        _rememberedEpoch = Law.Accepted.Epoch;
        Remember();
    }

    protected void Remember() => Settings.Memory.Save(Node.Path, Law.Memory);

    private void Remember(int rung) => Settings.Memory.Save(Node.Path, Law.Memory with { Rung = rung });
}
