using PowerActors.Actors;
using PowerActors.Core.Control.Domains;
using PowerActors.Tree;
using PowerActors.Wire.Mapping;

namespace PowerActors.Cluster.Sessions;

/// <summary>A server's place in the hub: the actor that stands for it, and the session that speaks for it now. Read and written by actors and connections alike.</summary>
/// <param name="node">The server.</param>
internal sealed class ServerSeat(TreeNode node)
{
    private readonly Lock _gate = new();
    private AgentSession? _session;
    private IActorRef? _actor;
    private ServerTelemetry? _telemetry;
    private long _sequence;
    private long _leasedAtTicks = -1;

    public TreeNode Node { get; } = node;

    public ReportLimits Limits { get; } = ReportLimits.Of(node.Server!.Model);

    /// <summary>Its number among its rack's children.</summary>
    public int Slot { get; set; }

    public IActorRef? Actor
    {
        get => Volatile.Read(ref _actor);
        set => Volatile.Write(ref _actor, value);
    }

    public AgentSession? Session => Volatile.Read(ref _session);

    /// <summary>What the agent held when it first came in this life of the node, by the hub's clock; null where it held nothing.</summary>
    public HeldDirective? Held { get; private set; }

    /// <summary>The session that spoke last, whether it still does or not.</summary>
    public AgentSession? LastSession { get; private set; }

    public ServerTelemetry? Telemetry
    {
        get => Volatile.Read(ref _telemetry);
        set => Volatile.Write(ref _telemetry, value);
    }

    /// <summary>When the newest directive was sent that the server is known to have, by the hub's clock: its lease runs from there. Null before the first was acknowledged in this life of the node.</summary>
    public TimeSpan? LeasedAt
    {
        get => Volatile.Read(ref _leasedAtTicks) is >= 0 and long ticks ? new TimeSpan(ticks) : null;
        set => Volatile.Write(ref _leasedAtTicks, value?.Ticks ?? -1);
    }

    /// <summary>A session begins; the newest wins.</summary>
    /// <returns>The one that spoke so far, now out of office.</returns>
    public AgentSession? Take(AgentSession session)
    {
        lock (_gate)
        {
            AgentSession? before = _session;
            if (LastSession is null && session.Greeting is { Newest.Epoch: > 0 } greeting)
                Held = new HeldDirective(greeting.Newest.Epoch, greeting.Holds, session.Since + (greeting.Holds?.Lease ?? TimeSpan.Zero));
            LastSession = session;
            Volatile.Write(ref _session, session);
            return before;
        }
    }

    /// <summary>A session is over.</summary>
    /// <returns>False when another had taken over already.</returns>
    public bool Leave(AgentSession session)
    {
        lock (_gate)
        {
            if (_session != session)
                return false;
            Volatile.Write(ref _session, value: null);
            return true;
        }
    }

    /// <summary>
    /// Hands a report to the actor under a number of the seat's own: an agent that forgot where it was, or another one in its place, is thereby never mistaken for an older one.
    /// </summary>
    public void Tell(in PowerReport report) =>
        Actor?.Tell(new TreeMessages.ChildReport(Slot, report with { Sequence = Interlocked.Increment(ref _sequence) }), sender: null);

    public void Tell(object message) => Actor?.Tell(message, sender: null);
}
