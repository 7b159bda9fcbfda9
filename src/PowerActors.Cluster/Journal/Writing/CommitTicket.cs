using System.Diagnostics;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// One decision that waits for its commit. Either the writer acknowledges it or the waiting caller gives it up, never both: what a caller was told no about must not be in force later.
/// </summary>
internal sealed class CommitTicket
{
    private readonly object _gate = new();
    private State _state;

    private enum State
    {
        Waiting,
        Writing,
        Done,
        Refused,
        GivenUp,
    }

    /// <summary>Whether the caller did not want to wait any longer.</summary>
    public bool IsGivenUp
    {
        get
        {
            lock (_gate)
                return _state == State.GivenUp;
        }
    }

    /// <summary>Waits until the writer has decided or the time is over.</summary>
    /// <returns>True when it is in the journal; false when it counts for nothing.</returns>
    public bool Wait(TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_state is State.Waiting or State.Writing)
            {
                TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                    _state = State.GivenUp;
                else
                    Monitor.Wait(_gate, left);
            }

            return _state == State.Done;
        }
    }

    /// <summary>The writer puts it in a batch.</summary>
    /// <returns>False when it was given up before: it is not to be written.</returns>
    public bool Take()
    {
        lock (_gate)
        {
            if (_state != State.Waiting)
                return false;
            _state = State.Writing;
            return true;
        }
    }

    /// <summary>It is in the journal.</summary>
    /// <param name="carryOut">Called before the caller goes on, and only if it does.</param>
    /// <returns>False when the caller gave it up meanwhile: it is to be withdrawn.</returns>
    public bool Acknowledge(Action carryOut)
    {
        lock (_gate)
        {
            if (_state != State.Writing)
                return false;
            carryOut();
            _state = State.Done;
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>It is not in the journal, or nobody knows.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            if (_state is not (State.Waiting or State.Writing))
                return;
            _state = State.Refused;
            Monitor.Pulse(_gate);
        }
    }
}
