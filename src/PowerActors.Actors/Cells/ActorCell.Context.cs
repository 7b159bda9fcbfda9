using PowerActors.Actors.Dispatch;

namespace PowerActors.Actors.Cells;

/// <content>The actor's view of its surroundings.</content>
internal sealed partial class ActorCell
{
    [ThreadStatic]
    private static ActorCell? t_constructing;

    public IActorRef Self => this;

    public IActorRef Sender => Lane.IsCurrent
        ? Lane.Frame.Sender ?? System.DeadLetters
        : throw new InvalidOperationException("Sender is known only while a message is handled: copy it to a local before a task or thread goes on.");

    public TimeSpan Now => System.Now;

    public DateTimeOffset UtcNow => System.UtcNow;

    public ref SeededRandom Random => ref Lane.Random;

    public ITimerScheduler Timers => this;

    public IReadOnlyCollection<IActorRef> Children => (IReadOnlyCollection<IActorRef>?)_children ?? [];

    IActorRef IActorContext.Parent => Parent ?? System.DeadLetters;

    IStash IActorContext.Stash => this;

    /// <summary>The cell whose actor is being made on this thread, for the base constructor.</summary>
    public static ActorCell TakeConstructing(Type type)
    {
        ActorCell cell = t_constructing ?? throw new InvalidOperationException(
            $"{type.Name} is an actor: it is made by ActorOf, out of Props.Create(() => new {type.Name}(...)), not with new alone.");
        t_constructing = null;
        return cell;
    }

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ActorCell child = AddChild(props, name, props.NewLane ? System.CreateLane() : Lane);
        if (child.Lane == Lane)
            child.Start();
        else
            child.Lane.PostSystem(child, StartSignal.Instance);

        return child;
    }

    /// <summary>Makes the cell of a child, not yet its actor.</summary>
    public ActorCell AddChild(Props props, string? name, Lane lane)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && (name.Length == 0 || name[0] == '$' || name.Contains('/', StringComparison.Ordinal)))
            throw new ArgumentException($"\"{name}\" is no actor name: it must not be empty, contain '/' or start with '$'.", nameof(name));

        if (_children is null && IsEnding)
            throw new InvalidOperationException($"{Path} is stopping: it can have no more children.");

        var child = new ActorCell(System, this, props, lane, name);
        (_children ??= new ChildList()).Add(child, name);
        return child;
    }

    public IActorRef? Child(string name) => _children?.Find(name);

    public void Become(Action<object> behavior)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        Parts.Behavior = behavior;
        _flags |= CellFlags.Behavior;
    }

    public void Unbecome()
    {
        _flags &= ~CellFlags.Behavior;
        if (_parts is not null)
            _parts.Behavior = null;
    }

    /// <summary>Makes the actor and runs its PreStart, on its lane, perhaps inside its parent's ActorOf.</summary>
    public void Start()
    {
        // The system may have been told to terminate between the making of the cell and this.
        if (IsEnding)
            return;

        _flags &= ~CellFlags.Unborn;
        InFrame(static cell =>
        {
            try
            {
                cell.MakeInstance();
                cell._actor!.InvokePreStart();
            }
#pragma warning disable CA1031 // Any exception of an actor is its supervisor's business.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                cell.Fail(new ActorInitializationException(cell, exception), message: null);
            }
        });
        ResumeHeld();
    }

    private void MakeInstance()
    {
        ActorCell? outer = t_constructing;
        t_constructing = this;
        try
        {
            Actor actor = Props.Factory();
            if (t_constructing is not null || actor.Cell != this)
                throw new InvalidOperationException("The factory of its Props must return a new actor on each call.");

            _actor = actor;
        }
        finally
        {
            t_constructing = outer;
        }
    }

    /// <summary>Runs a hook whose failure changes nothing any more; it is reported.</summary>
    private void RunHook(Action<Actor> hook)
    {
        if (_actor is null)
            return;

        InFrame(cell =>
        {
            try
            {
                hook(cell._actor!);
            }
#pragma warning disable CA1031 // Any exception of an actor is its supervisor's business.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                cell.System.Events.OnActorFailed(cell, exception, Directive.Stop);
            }
        });
    }
}

/// <summary>Makes an actor on its own lane.</summary>
internal sealed class StartSignal : SystemMessage
{
    public static readonly StartSignal Instance = new();

    public override void Process(ActorCell cell) => cell.Start();
}
