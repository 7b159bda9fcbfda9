namespace PowerActors.Devices.Redfish.Client;

/// <summary>What a request is for.</summary>
public enum RequestUrgency
{
    /// <summary>A reading: waits behind every command.</summary>
    Reading,

    /// <summary>A command: goes first.</summary>
    Command,
}

/// <summary>
/// Admits as many requests at a time as a controller takes: commands before readings, each kind in its order. With two places or more one is never given to a reading, so that a command
/// always finds a place or waits for commands only.
/// </summary>
internal sealed class ConnectionGate(int places)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _commands = new();
    private readonly LinkedList<TaskCompletionSource> _readings = new();
    private readonly int _placesForReadings = Math.Max(1, places - 1);
    private int _busy;
    private int _reading;

    /// <summary>How many wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _commands.Count + _readings.Count;
        }
    }

    /// <summary>Waits for a place; the caller must give it back with <see cref="Leave"/>.</summary>
    public async Task EnterAsync(RequestUrgency urgency, CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource> waiter;
        LinkedList<TaskCompletionSource> queue = urgency == RequestUrgency.Command ? _commands : _readings;
        lock (_lock)
        {
            cancellation.ThrowIfCancellationRequested();
            if (queue.Count == 0 && HasPlaceFor(urgency))
            {
                Take(urgency);
                return;
            }

            waiter = queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using (cancellation.Register(() => GiveUp(queue, waiter, cancellation)))
            await waiter.Value.Task.ConfigureAwait(false);
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(RequestUrgency urgency)
    {
        lock (_lock)
        {
            _busy--;
            if (urgency == RequestUrgency.Reading)
                _reading--;
            Admit(_commands, RequestUrgency.Command);
            Admit(_readings, RequestUrgency.Reading);
        }
    }

    private void Admit(LinkedList<TaskCompletionSource> queue, RequestUrgency urgency)
    {
        while (queue.First is { } next && HasPlaceFor(urgency))
        {
            queue.RemoveFirst();
            Take(urgency);
            next.Value.SetResult();
        }
    }

    private bool HasPlaceFor(RequestUrgency urgency) =>
        _busy < places && (urgency == RequestUrgency.Command || (_reading < _placesForReadings && _commands.Count == 0));

    private void Take(RequestUrgency urgency)
    {
        _busy++;
        if (urgency == RequestUrgency.Reading)
            _reading++;
    }

    private void GiveUp(LinkedList<TaskCompletionSource> queue, LinkedListNode<TaskCompletionSource> waiter, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (waiter.List is null)
                return; // Admitted in the meantime: its owner goes in and gives the place back.
            queue.Remove(waiter);
            if (queue == _commands)
                Admit(_readings, RequestUrgency.Reading);
        }

        waiter.Value.TrySetCanceled(cancellation);
    }
}
