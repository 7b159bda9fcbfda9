namespace PowerActors.Agent.State;

/// <summary>
/// Keeps an agent's state on disk. Written beside the file and moved over it, so that a crash at any moment leaves the old or the new. Writing happens on a task of its own, the newest wins:
/// a disk that hangs must not keep a lease from ending or a brake from being applied.
/// </summary>
/// <param name="path">The file; its folder must exist.</param>
/// <param name="failed">Told when it cannot be written, once until it can again.</param>
internal sealed class StateFile(string path, Action<string> failed)
{
    private readonly Lock _gate = new();
    private AgentState? _next;
    private Task _writing = Task.CompletedTask;
    private bool _failing;

    /// <summary>Reads the file.</summary>
    /// <param name="problem">What is wrong with it, when it is there and cannot be used.</param>
    /// <returns>What was saved last; null when there is nothing, or nothing of use.</returns>
    public AgentState? Load(out string? problem)
    {
        problem = null;
        try
        {
            if (!File.Exists(path))
                return null;
            problem = AgentState.Read(File.ReadAllText(path), out AgentState? state);
            return state;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"it cannot be read ({exception.Message})";
            return null;
        }
    }

    /// <summary>Saves, soon.</summary>
    public void Save(AgentState state)
    {
        lock (_gate)
        {
            bool idle = _next is null && _writing.IsCompleted;
            _next = state;
            if (idle)
                _writing = Task.Run(WriteAll);
        }
    }

    /// <summary>Completes when what was saved is on disk, or has failed to get there.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
            return _writing;
    }

    private void WriteAll()
    {
        while (true)
        {
            AgentState state;
            lock (_gate)
            {
                if (_next is null)
                {
                    _writing = Task.CompletedTask;
                    return;
                }

                (state, _next) = (_next, null);
            }

            Write(state);
        }
    }

    private void Write(AgentState state)
    {
        try
        {
            string beside = path + ".new";
            using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                using StreamWriter writer = new(stream, leaveOpen: true);
                writer.Write(state.Write());
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            _failing = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_failing)
                failed($"{path} cannot be written ({exception.Message}); after a restart the agent would not know what held");
            _failing = true;
        }
    }
}
