using PowerActors.Actors.Cells;
using PowerActors.Actors.Mailboxes;

namespace PowerActors.Actors.Dispatch;

/// <summary>A lane on the thread pool: other threads put into its inbox, whoever puts first asks the pool to run it.</summary>
internal sealed class PooledLane(ActorSystem system, SeededRandom random, int throughput) : Lane(system, random), IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private EnvelopeQueue _inbox;
    private bool _scheduled;

    /// <summary>The outbox of the thread that runs this lane now.</summary>
    private Outbox? _outbox;

    internal override void Post(ActorCell target, object message, IActorRef? sender)
    {
        if (target.Mailbox is { } mailbox)
        {
            if (mailbox.Enqueue(message, sender))
                PostSystem(target, DrainMailbox.Instance);

            return;
        }

        Send(target, message, sender);
    }

    internal override void PostSystem(ActorCell target, SystemMessage message) => Send(target, message, SystemSender.Instance);

    private void Send(ActorCell target, object message, IActorRef? sender)
    {
        Lane? current = Current;
        if (current == this)
            Queue.Enqueue(target, message, sender);
        else if (current is PooledLane { _outbox: { } outbox })
            outbox.Add(this, target, message, sender);
        else
            Receive(target, message, sender);
    }

    /// <summary>Takes one message from another thread.</summary>
    private void Receive(ActorCell target, object message, IActorRef? sender)
    {
        bool schedule;
        lock (_gate)
        {
            _inbox.Enqueue(target, message, sender);
            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Takes a batch from another lane.</summary>
    internal void Receive(ReadOnlySpan<Envelope> batch)
    {
        bool schedule;
        lock (_gate)
        {
            foreach (ref readonly Envelope envelope in batch)
                _inbox.Enqueue(envelope.Target, envelope.Message, envelope.Sender);

            schedule = !_scheduled;
            _scheduled = true;
        }

        if (schedule)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Runs a bounded batch, then lets the pool's thread do something else.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Outbox outbox = Outbox.OfThisThread;
        Current = this;
        _outbox = outbox;
        bool moreWaits = RunBatch(outbox);
        Current = null;

        // If nothing waits the lane sleeps, or runs on another thread by now: its fields are no longer this thread's.
        if (moreWaits)
        {
            outbox.Flush();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>True when more waits; false when the lane went to sleep.</summary>
    private bool RunBatch(Outbox outbox)
    {
        for (int budget = throughput; budget > 0; budget--)
        {
            if (!Queue.TryDequeue(out Envelope envelope))
            {
                // What was sent to others goes out before this lane may sleep (and run again on another thread).
                outbox.Flush();
                if (!TakeInboxOrSleep())
                    return false;

                Queue.TryDequeue(out envelope);
            }

            envelope.Target.Deliver(envelope.Message, envelope.Sender);
        }

        // Actors that keep each other busy must not shut out what comes from other lanes.
        lock (_gate)
        {
            if (!_inbox.IsEmpty)
                Queue.TakeAll(ref _inbox);
        }

        return true;
    }

    private bool TakeInboxOrSleep()
    {
        lock (_gate)
        {
            if (!_inbox.IsEmpty)
            {
                Queue.TakeAll(ref _inbox);
                return true;
            }

            Queue.Release();
            _scheduled = false;
            return false;
        }
    }
}
