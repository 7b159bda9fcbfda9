using System.Runtime.CompilerServices;
using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Mailboxes;

namespace PowerActors.Actors.Cells;

/// <summary>
/// The place of an actor in the tree, its reference and its context in one object, kept small: what only some actors
/// need is in <see cref="CellParts"/>. All of it but <see cref="Tell"/> belongs to the actor's lane.
/// </summary>
internal sealed partial class ActorCell : IActorRef, IActorContext, ITimerScheduler, IStash
{
    private readonly string? _name;
    private readonly int _number;
    private Actor? _actor;
    private CellParts? _parts;
    private ChildList? _children;
    private CellFlags _flags;

    public ActorCell(ActorSystem system, ActorCell? parent, Props props, Lane lane, string? name)
    {
        Parent = parent;
        Props = props;
        Lane = lane;
        _name = name;
        _number = system.NextActorNumber();
        _flags = CellFlags.Unborn;
        Mailbox = props.Mailbox.CreateFor(this);

        // The guardian's children are made by any thread: their list must not be.
        if (parent is null)
            _children = new ChildList();
    }

    public ActorCell? Parent { get; }

    public Props Props { get; }

    public Lane Lane { get; }

    /// <summary>Its own queue, if its mailbox is not the lane's.</summary>
    public Mailbox? Mailbox { get; }

    /// <summary>What its parent keeps of it; belongs to the parent's lane.</summary>
    public ChildLink Link;

    public ActorSystem System => Lane.System;

    /// <summary>The order in which it was made, unique in the system.</summary>
    public int Number => _number;

    public string Name => _name ?? $"${_number}";

    public string Path => Parent is null ? $"/{Name}" : $"{Parent.Path}/{Name}";

    public bool IsStopped => Is(CellFlags.Stopped);

    /// <summary>Whether it would handle a message at once, if one came.</summary>
    public bool IsReady => (_flags & ~CellFlags.Behavior) == CellFlags.None;

    private bool IsEnding => Is(CellFlags.Stopping | CellFlags.Stopped);

    private bool HoldsMessages => Is(CellFlags.Holds);

    private CellParts Parts => _parts ??= new CellParts();

    public void Tell(object message, IActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Lane.Post(this, message, sender);
    }

    /// <summary>A message has reached the head of the lane's queue.</summary>
    public void Deliver(object message, IActorRef? sender)
    {
        if (ReferenceEquals(sender, SystemSender.Instance))
            Unsafe.As<SystemMessage>(message).Process(this);
        else if (_flags == CellFlags.None && !ReferenceEquals(message, PoisonPill.Instance))
            Invoke(message, sender);
        else
            DeliverWithCare(message, sender);
    }

    /// <summary>A message the actor gets even if it has a mailbox of its own.</summary>
    public void DeliverWithCare(object message, IActorRef? sender)
    {
        if (IsEnding)
            System.PublishDeadLetter(message, sender, this, DeadLetterReason.Stopped);
        else if (HoldsMessages)
            Hold(message, sender);
        else
            Handle(message, sender);
    }

    public override string ToString() => Path;

    /// <summary>Whether any of the flags is set.</summary>
    private bool Is(CellFlags flags) => (_flags & flags) != CellFlags.None;

    private void Handle(object message, IActorRef? sender)
    {
        if (ReferenceEquals(message, PoisonPill.Instance))
            BeginStop();
        else
            Invoke(message, sender);
    }

    private void Invoke(object message, IActorRef? sender)
    {
        Envelope frame;
        frame.Target = this;
        frame.Message = message;
        frame.Sender = sender;
        nint outer = Lane.EnterFrame(ref frame);
        try
        {
            if (!Is(CellFlags.Behavior))
                _actor!.InvokeReceive(message);
            else
                _parts!.Behavior!(message);
        }
#pragma warning disable CA1031 // Any exception of an actor is its supervisor's business.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception, message);
        }

        Lane.LeaveFrame(outer);
    }

    /// <summary>Runs something of this actor's that is no message: nobody is the sender, and this actor is the one who tells.</summary>
    private void InFrame(Action<ActorCell> body)
    {
        var frame = new Envelope { Target = this };
        nint outer = Lane.EnterFrame(ref frame);
        body(this);
        Lane.LeaveFrame(outer);
    }
}

/// <summary>What keeps an actor from simply handling its next message.</summary>
[Flags]
internal enum CellFlags : ushort
{
    None = 0,

    /// <summary>Its lane has not made it yet.</summary>
    Unborn = 1,

    /// <summary>It failed, and its supervisor's decision is not carried out yet.</summary>
    Suspended = 2,

    /// <summary>Messages wait in <see cref="CellParts.Held"/>; later ones go behind them.</summary>
    Holding = 4,

    /// <summary>A fault plan silences it for a while.</summary>
    Paused = 8,

    Stopping = 16,
    Stopped = 32,

    /// <summary>Messages go to <see cref="CellParts.Behavior"/>.</summary>
    Behavior = 64,

    /// <summary>Suspended because it left the decision to its parent's supervisor.</summary>
    Escalated = 128,

    /// <summary>Its old instance is gone, the new one not made yet.</summary>
    Restarting = 256,

    /// <summary>The backoff of its restart has not passed.</summary>
    BackingOff = 512,

    Holds = Unborn | Suspended | Holding | Paused,
}
