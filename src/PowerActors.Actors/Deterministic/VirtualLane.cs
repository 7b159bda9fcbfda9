using PowerActors.Actors.Cells;
using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Faults;
using PowerActors.Actors.Mailboxes;

namespace PowerActors.Actors.Deterministic;

/// <summary>A lane of a deterministic system: the same queue, worked off when the seed says so.</summary>
internal sealed class VirtualLane(DeterministicSystem system, SeededRandom random) : Lane(system, random)
{
    private bool _isRunnable;

    internal override void Post(ActorCell target, object message, IActorRef? sender)
    {
        if (system.Faults is { } faults && faults.Intercept(this, target, message, sender))
            return;

        Accept(target, message, sender);
    }

    internal override void PostSystem(ActorCell target, SystemMessage message) => Enqueue(target, message, SystemSender.Instance);

    /// <summary>Takes a message past all faults.</summary>
    internal void Accept(ActorCell target, object message, IActorRef? sender)
    {
        if (target.Mailbox is not { } mailbox)
            Enqueue(target, message, sender);
        else if (mailbox.Enqueue(message, sender))
            PostSystem(target, DrainMailbox.Instance);
    }

    /// <summary>Handles up to so many messages and says how many; the lane is done when it were fewer.</summary>
    internal int Run(int budget)
    {
        int handled = 0;
        Current = this;
        try
        {
            while (handled < budget && Queue.TryDequeue(out Envelope envelope))
            {
                handled++;
                envelope.Target.Deliver(envelope.Message, envelope.Sender);
            }
        }
        finally
        {
            Current = null;
        }

        return handled;
    }

    /// <summary>Like <see cref="Run"/>, with the order noted and faults that strike on delivery.</summary>
    internal int RunObserved(int budget, OrderDigest? digest, FaultInjector? faults)
    {
        int handled = 0;
        Current = this;
        try
        {
            while (handled < budget && Queue.TryDequeue(out Envelope envelope))
            {
                handled++;
                digest?.Add(envelope, system.Scheduler.Now);
                if (faults is null || !faults.Strike(envelope))
                    envelope.Target.Deliver(envelope.Message, envelope.Sender);
            }
        }
        finally
        {
            Current = null;
        }

        return handled;
    }

    /// <summary>After a run that emptied the queue.</summary>
    internal void Sleep() => _isRunnable = false;

    private void Enqueue(ActorCell target, object message, IActorRef? sender)
    {
        Queue.Enqueue(target, message, sender);
        if (!_isRunnable)
        {
            _isRunnable = true;
            system.AddRunnable(this);
        }
    }
}
