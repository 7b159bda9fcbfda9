using System.Threading.Channels;

namespace PowerActors.Cluster.Node;

/// <summary>Something that has just changed, for whoever listens.</summary>
/// <param name="At">Wall time, UTC.</param>
/// <param name="Kind">Such as <c>rung</c>, <c>ceilings</c>, <c>alert</c>, <c>override</c>, <c>override-end</c>, <c>mode</c>, <c>budget</c>, <c>agent</c>, <c>law</c>, <c>missed</c>.</param>
/// <param name="Path">The domain, server or GPU; empty for the node itself.</param>
/// <param name="Detail">For a person.</param>
/// <param name="Number">Rises by one with each event; a listener that finds a gap has missed some.</param>
public sealed record NodeEvent(DateTimeOffset At, string Kind, string Path, string Detail, long Number);

/// <summary>Tells listeners what changes. Telling never waits: a listener that is too slow loses the oldest events, which their numbers show.</summary>
/// <param name="time">Wall time.</param>
public sealed class NodeEvents(TimeProvider time)
{
    /// <summary>Events that wait for one listener at most.</summary>
    public const int LongestQueue = 1000;

    /// <summary>Listeners at most; one more is refused.</summary>
    public const int MostListeners = 200;

    private readonly Lock _gate = new();
    private Channel<NodeEvent>[] _listeners = [];
    private long _number;

    /// <summary>How many listen.</summary>
    public int Listeners => _listeners.Length;

    /// <summary>Tells everybody.</summary>
    public void Publish(string kind, string path, string detail)
    {
        long number = Interlocked.Increment(ref _number);
        Channel<NodeEvent>[] listeners = Volatile.Read(ref _listeners);
        if (listeners.Length == 0)
            return;
        NodeEvent happened = new(time.GetUtcNow(), kind, path, detail, number);
        foreach (Channel<NodeEvent> listener in listeners)
            listener.Writer.TryWrite(happened);
    }

    /// <summary>Begins to listen.</summary>
    /// <returns>What is read until it is disposed of; null when too many listen.</returns>
    public Listener? TryListen()
    {
        Channel<NodeEvent> channel = Channel.CreateBounded<NodeEvent>(new BoundedChannelOptions(LongestQueue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            if (_listeners.Length >= MostListeners)
                return null;
            _listeners = [.. _listeners, channel];
        }

        return new Listener(this, channel);
    }

    private void Leave(Channel<NodeEvent> channel)
    {
        lock (_gate)
            _listeners = [.. _listeners.Where(listener => listener != channel)];
        channel.Writer.TryComplete();
    }

    /// <summary>One who listens.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly NodeEvents _events;
        private readonly Channel<NodeEvent> _channel;

        internal Listener(NodeEvents events, Channel<NodeEvent> channel) => (_events, _channel) = (events, channel);

        /// <summary>The events, oldest first.</summary>
        public ChannelReader<NodeEvent> Reader => _channel.Reader;

        /// <inheritdoc/>
        public void Dispose() => _events.Leave(_channel);
    }
}
