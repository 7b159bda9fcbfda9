using Microsoft.Extensions.Logging;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// Writes the journal in the background, many records with one commit. What tightens is written behind and never waits; what loosens asks <see cref="TryCommit"/> first and may only go ahead on
/// true (law P10). While the database is gone that answers false at once, and what tightens is kept, up to a bound, until it is back.
/// </summary>
public sealed partial class JournalWriter : IDisposable
{
    private readonly IJournal _journal;
    private readonly JournalWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly WaitingRecords _waiting;
    private readonly Maintenance _maintenance;
    private readonly JournalLog _log;
    private readonly Thread _thread;
    private JournalOutage? _outage;
    private long _nextAttempt;
    private long _passes;
    private long _slowDuring = -1;
    private bool _isWriting;
    private bool _isStopping;

    /// <summary>Starts the background thread.</summary>
    /// <param name="journal">Where to write; it stays the caller's to dispose of, after this.</param>
    /// <param name="states">What the journal holds; kept up to date from now on.</param>
    /// <param name="options">How to go about it.</param>
    /// <param name="time">Wall time for records of its own, and the clock for attempts and pruning.</param>
    /// <param name="logger">Hears of failures once, and of the recovery.</param>
    public JournalWriter(IJournal journal, DomainStates states, JournalWriterOptions options, TimeProvider time, ILogger<JournalWriter> logger)
    {
        _journal = journal;
        States = states;
        _options = options;
        _time = time;
        _waiting = new WaitingRecords(options.Capacity);
        _maintenance = new Maintenance(journal, states, options, time);
        _log = new JournalLog(logger);
        _thread = new Thread(Run) { Name = "journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The state of every domain, with everything that was written or committed so far.</summary>
    public DomainStates States { get; }

    /// <summary>False while the journal cannot be written, or is too slow: nothing may loosen.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_gate)
                return IsAvailableNow;
        }
    }

    /// <summary>What is wrong; null while nothing is.</summary>
    public JournalException? Fault
    {
        get
        {
            lock (_gate)
                return _outage?.Cause;
        }
    }

    /// <summary>How many records wait to be written.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>How many records were written.</summary>
    public long Written { get; private set; }

    private bool IsAvailableNow => _outage is null && !_isStopping && _slowDuring != _passes;

    /// <summary>Takes a record to be written soon: what tightens, and what only tells. Never waits, and never fails; while the database is gone the oldest may be lost, which the log tells.</summary>
    public void Write(JournalRecord record)
    {
        lock (_gate)
        {
            if (EventKinds.IsState(record.What))
                States.Apply(record);
            Add(new WaitingRecord(record, Ticket: null));
        }
    }

    /// <summary>Writes a decision that loosens something. Several at the same time share a commit.</summary>
    /// <param name="record">The decision.</param>
    /// <param name="timeout">How long to wait; <see cref="JournalWriterOptions.CommitTimeout"/> where null.</param>
    /// <returns>
    /// True when it would survive the loss of power and may be carried out. False when the database is gone or slow: it must not be carried out. Should it still reach the journal, it is withdrawn
    /// there, and a restart passes over it.
    /// </returns>
    public bool TryCommit(JournalRecord record, TimeSpan? timeout = null)
    {
        CommitTicket ticket = new();
        long passes;
        lock (_gate)
        {
            if (!IsAvailableNow || _waiting.IsFull)
                return false;
            passes = _passes;
            Add(new WaitingRecord(record, ticket));
        }

        bool isDone = ticket.Wait(timeout ?? _options.CommitTimeout);
        if (!isDone && ticket.IsGivenUp)
        {
            lock (_gate)
                _slowDuring = passes; // Those who ask next need not wait as long, until the writer has got on.
        }

        return isDone;
    }

    /// <summary>Takes finished minutes of power to be written soon; while the database is gone only the newest are kept.</summary>
    public void Write(IReadOnlyList<PowerRollup> rollups)
    {
        lock (_gate)
        {
            _maintenance.Add(rollups);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until everything taken so far is in the journal.</summary>
    /// <returns>False when the time is over before.</returns>
    public bool Flush(TimeSpan timeout)
    {
        long start = _time.GetTimestamp();
        lock (_gate)
        {
            while (_waiting.Count > 0 || _isWriting || _maintenance.IsUrgent)
            {
                TimeSpan left = timeout - _time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                    return false;
            }

            return true;
        }
    }

    /// <summary>Writes what is left, with snapshots, and stops; gives up after <see cref="JournalWriterOptions.StopTimeout"/> or when the database is gone.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopping)
                return;
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        bool ended = _thread.Join(_options.StopTimeout);
        int left = Waiting;
        if (!ended || left > 0)
            _log.StoppedWithRest(_journal.Name, left);
    }

    private void Add(WaitingRecord item)
    {
        bool hadLosses = _waiting.Lost > 0;
        _waiting.Add(item);
        if (!hadLosses && _waiting.Lost > 0)
            _log.BufferFull(_journal.Name, _options.Capacity);
        Monitor.PulseAll(_gate);
    }
}
