namespace PowerActors.Cluster.Journal;

/// <content>The background thread.</content>
public sealed partial class JournalWriter
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private void Run()
    {
        while (true)
        {
            List<WaitingRecord> batch;
            JournalOutage? outage;
            lock (_gate)
            {
                _isWriting = false;
                Monitor.PulseAll(_gate); // For those who wait for a flush.
                while (!_isStopping && SleepFor() is var sleep && sleep > TimeSpan.Zero)
                    Monitor.Wait(_gate, sleep);
                if (_isStopping && (_outage is not null || (_waiting.Count == 0 && !_maintenance.HasWorkAtStop())))
                    return;
                _isWriting = true;
                outage = _outage;
                batch = _waiting.Take(_options.LargestBatch);
            }

            try
            {
                WriteBatch(batch, outage);
                Maintain();
                if (outage is not null)
                    Recover(outage, batch.Count); // Not before everything works: else a full disk would be told once for each record that still fits.
            }
            catch (JournalException e)
            {
                Fail(e);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it is, a writer that is dead could never let anything loosen again.
                Fail(new JournalException(JournalFault.Unavailable, $"{_journal.Name}: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}", e));
            }
        }
    }

    /// <summary>How long there is nothing to do; zero when there is.</summary>
    private TimeSpan SleepFor()
    {
        if (_outage is not null)
            return _time.GetElapsedTime(_time.GetTimestamp(), _nextAttempt);
        return _waiting.Count > 0 ? TimeSpan.Zero : _maintenance.DueIn() is var due && due < LongestSleep ? due : LongestSleep;
    }

    private void WriteBatch(List<WaitingRecord> batch, JournalOutage? outage)
    {
        List<JournalRecord> records = new(batch.Count + 1);
        foreach (WaitingRecord item in batch)
            records.Add(item.Record);
        if (outage is not null)
            records.Add(outage.ToRecord(_time.GetUtcNow(), _waiting.Lost)); // Also the probe where nothing else waits.
        try
        {
            long last = records.Count == 0 ? 0 : _journal.Append(records);
            Acknowledge(batch, last);
        }
        catch (Exception e) when (IsOfTheRecord(e))
        {
            WriteOneByOne(batch);
        }
        catch (Exception)
        {
            KeepForLater(batch);
            throw;
        }

        lock (_gate)
            _passes++;
    }

    private void Maintain()
    {
        try
        {
            _maintenance.Step();
        }
        catch (JournalException e) when (e.Fault is JournalFault.Rejected or JournalFault.Damaged)
        {
            // It would fail again for ever. Should the whole journal be damaged, the next record shows that too.
            _maintenance.Drop();
            _log.MaintenanceRefused(e.Message);
        }
    }

    /// <summary>One record of the batch is refused for what it says: the others must not suffer for it.</summary>
    private void WriteOneByOne(List<WaitingRecord> batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            try
            {
                Acknowledge([batch[i]], _journal.Append([batch[i].Record]));
            }
            catch (Exception e) when (IsOfTheRecord(e))
            {
                Drop(batch[i], e);
            }
            catch (Exception)
            {
                KeepForLater(batch[i..]);
                throw;
            }
        }
    }

    /// <summary>A record that cannot be written must not be tried for ever, with all others behind it: nothing could loosen any more. Nor may a fault that nobody thought of do that.</summary>
    private static bool IsOfTheRecord(Exception e) => e is JournalException { Fault: JournalFault.Rejected } or not (JournalException or OutOfMemoryException);

    private void Drop(WaitingRecord item, Exception cause)
    {
        string problem = cause is JournalException ? cause.Message : $"{_journal.Name}: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}";
        _log.RecordRefused(problem, item.Record.What.Kind, item.Record.Domain);
        if (item.Ticket is { } ticket)
            ticket.Refuse();
        else if (EventKinds.IsState(item.Record.What))
            _maintenance.SnapshotIsDue(item.Record.Domain); // Its effect is in the state already.
    }

    private void Acknowledge(List<WaitingRecord> batch, long last)
    {
        foreach ((JournalRecord record, CommitTicket? ticket) in batch)
        {
            bool isState = EventKinds.IsState(record.What);
            if (ticket is not null && !ticket.Acknowledge(() => Carry(record, isState)))
                Withdraw(record);
            if (isState)
                _maintenance.Written(record.Domain, last);
        }

        Written += batch.Count;
    }

    private void Carry(JournalRecord record, bool isState)
    {
        if (isState)
            States.Apply(record);
    }

    private void KeepForLater(List<WaitingRecord> batch)
    {
        lock (_gate)
        {
            foreach ((JournalRecord record, CommitTicket? ticket) in batch)
            {
                if (ticket is null)
                    _waiting.Keep(record);
            }
        }

        foreach ((JournalRecord record, CommitTicket? ticket) in batch)
        {
            if (ticket is null)
                continue;
            ticket.Refuse();
            Withdraw(record); // It may be in the journal all the same: an answer can get lost.
        }
    }

    private void Withdraw(JournalRecord record)
    {
        lock (_gate)
            _waiting.Keep(new JournalRecord(_time.GetUtcNow(), record.Domain, record.Epoch, new JournalEvent.Withdrawn(record.Id)));
    }

    private void Fail(JournalException cause)
    {
        lock (_gate)
        {
            if (_outage is null)
            {
                _outage = new JournalOutage(cause, _time.GetUtcNow(), _options);
                _log.Failed(cause.Message);
            }
            else if (_outage.FailedAgain(cause))
            {
                _log.Failed(cause.Message);
            }

            _waiting.RefuseTickets();
            _nextAttempt = _time.GetTimestamp() + (long)(_outage.Delay.TotalSeconds * _time.TimestampFrequency);
        }
    }

    private void Recover(JournalOutage outage, int written)
    {
        lock (_gate)
        {
            // What was lost is still in the domains' states: a snapshot of each says it.
            (long lost, IReadOnlyList<string> domains) = _waiting.TakeLosses();
            foreach (string domain in domains)
                _maintenance.SnapshotIsDue(domain);
            _outage = null;
            _log.Recovered(_journal.Name, (_time.GetUtcNow() - outage.Since).TotalSeconds, written + _waiting.Count, lost);
        }
    }
}
