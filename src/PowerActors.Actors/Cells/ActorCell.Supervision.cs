using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Cells;

/// <content>
/// Failure. The parent's strategy is immutable, so it is evaluated right here on the failed actor's lane; only an
/// escalation travels to the parent.
/// </content>
internal sealed partial class ActorCell
{
    /// <summary>The actor (or one of its children, by escalation) threw.</summary>
    public void Fail(Exception reason, object? message)
    {
        if (IsEnding)
        {
            System.Events.OnActorFailed(this, reason, Directive.Stop);
            return;
        }

        SupervisorStrategy strategy = Parent?.Props.Supervisor ?? SupervisorStrategy.Default;
        Directive directive = strategy.Decide(reason);
        TimeSpan delay = TimeSpan.Zero;
        if (directive == Directive.Restart &&
            !(Parts.Restarts ??= new RestartCount()).TryRestart(strategy, Now, ref Lane.Random, out delay))
        {
            directive = strategy.WhenExhausted;
        }

        // Above the top there is nobody to decide.
        if (directive == Directive.Escalate && Parent?.Parent is null)
            directive = Directive.Stop;

        // A start that failed left nothing that could go on.
        if (directive == Directive.Resume && _actor is null)
            directive = Directive.Stop;

        _flags |= CellFlags.Suspended;
        System.Events.OnActorFailed(this, reason, directive);
        switch (directive)
        {
            case Directive.Resume:
                _flags &= ~CellFlags.Suspended;
                ResumeChildren();
                ResumeHeld();
                break;
            case Directive.Restart:
                BeginRestart(reason, message, delay);
                break;
            case Directive.Escalate:
                _flags |= CellFlags.Escalated;
                Parent!.Lane.PostSystem(Parent, new Escalation(reason));
                break;
            default:
                BeginStop();
                break;
        }
    }

    /// <summary>The backoff of a restart has passed.</summary>
    public void OnBackoffOver()
    {
        _flags &= ~CellFlags.BackingOff;
        TryFinishRestart();
    }

    /// <summary>The parent goes on: so does a child that had left the decision to it.</summary>
    public void ResumeEscalated()
    {
        if (!Is(CellFlags.Escalated))
            return;

        _flags &= ~(CellFlags.Escalated | CellFlags.Suspended);
        if (_actor is null)
            BeginStop();
        else
            ResumeHeld();
    }

    private void BeginRestart(Exception reason, object? message, TimeSpan delay)
    {
        // A child that escalated and whose restart was decided above is not restarted twice.
        _flags = (_flags & ~CellFlags.Escalated) | CellFlags.Restarting | CellFlags.BackingOff;
        Parts.RestartReason = reason;
        CancelAll();
        UnstashAll();
        RunHook(actor => actor.InvokePreRestart(reason, message));
        Unbecome();
        _actor = null;
        if (delay > TimeSpan.Zero)
            System.Scheduler.Add(new DelayedSystemMessage(this, BackoffOverSignal.Instance), System.Scheduler.In(delay), interval: 0);
        else
            Lane.PostSystem(this, BackoffOverSignal.Instance);
    }

    /// <summary>Makes the new instance, once the backoff has passed and the old one's stopped children are gone.</summary>
    private void TryFinishRestart()
    {
        const CellFlags Blocked = CellFlags.BackingOff | CellFlags.Stopping | CellFlags.Stopped;
        if (!Is(CellFlags.Restarting) || Is(Blocked) || _children is { StoppingCount: > 0 })
            return;

        _flags &= ~(CellFlags.Restarting | CellFlags.Suspended);
        InFrame(static cell =>
        {
            Exception reason = cell._parts!.RestartReason!;
            try
            {
                cell.MakeInstance();
                cell._actor!.InvokePostRestart(reason);
                cell._parts.Restarts?.OnRunning(cell.Now);
                cell._parts.RestartReason = null;
                cell.System.Events.OnActorRestarted(cell, reason);
                cell.ResumeChildren();
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

    private void ResumeChildren()
    {
        foreach (ActorCell child in _children?.ToArray() ?? [])
            child.Lane.PostSystem(child, ResumeSignal.Instance);
    }
}

/// <summary>A child failed and its supervisor said to escalate: the parent fails.</summary>
internal sealed class Escalation(Exception reason) : SystemMessage
{
    public override void Process(ActorCell cell) => cell.Fail(reason, message: null);
}

internal sealed class ResumeSignal : SystemMessage
{
    public static readonly ResumeSignal Instance = new();

    public override void Process(ActorCell cell) => cell.ResumeEscalated();
}

internal sealed class BackoffOverSignal : SystemMessage
{
    public static readonly BackoffOverSignal Instance = new();

    public override void Process(ActorCell cell) => cell.OnBackoffOver();
}
