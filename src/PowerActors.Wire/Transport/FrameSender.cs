using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace PowerActors.Wire.Transport;

/// <summary>
/// Sends frames over a connection, from a bounded queue in which a newer frame of the same key replaces an older one that still waits: a peer that reads slowly gets the newest directive (or
/// report) of each server, never a backlog. What waits when its turn comes goes out together, as a batch. Frames may be posted from any thread.
/// </summary>
public sealed class FrameSender : IDisposable
{
    private readonly WebSocket _socket;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Queue<long> _order = [];
    private readonly Dictionary<long, (byte[] Buffer, int Length)> _frames = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private long _lastUnique;
    private bool _closed;

    /// <summary>For a connection, which is not closed from here.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="capacity">How many frames may wait.</param>
    public FrameSender(WebSocket socket, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _socket = socket;
        _capacity = capacity;
    }

    /// <summary>How many frames wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _order.Count;
        }
    }

    /// <summary>How many frames were replaced by newer ones before they were sent.</summary>
    public long Replaced { get; private set; }

    /// <summary>How many were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>How many messages those went out in.</summary>
    public long Messages { get; private set; }

    /// <summary>The key under which the newest frame of one kind for one server replaces older ones.</summary>
    public static long KeyOf(uint handle, int kind) => ((long)handle << 8) | (uint)kind;

    /// <summary>Posts a frame that must not be replaced. Takes the buffer over, whatever it answers.</summary>
    /// <inheritdoc cref="TryPost(byte[], int, long)"/>
    public bool TryPost(byte[] buffer, int length)
    {
        lock (_gate)
            return PostLocked(buffer, length, --_lastUnique);
    }

    /// <summary>Posts a frame that replaces a waiting one of the same key. Takes the buffer over, whatever it answers.</summary>
    /// <param name="buffer">From the shared array pool; given back there.</param>
    /// <param name="length">How many bytes of it count.</param>
    /// <param name="key">See <see cref="KeyOf"/>.</param>
    /// <returns>False when it was not taken: the queue is full of other frames, or closed.</returns>
    public bool TryPost(byte[] buffer, int length, long key)
    {
        lock (_gate)
            return PostLocked(buffer, length, key);
    }

    /// <summary>Sends what is posted, until <see cref="Close"/>, cancellation or the end of the connection. Does not throw for any of them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _wake.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            {
                _wake.Reader.TryRead(out _);
                while (TryTakeMessage(out byte[] buffer, out int start, out int length, out int frames))
                {
                    try
                    {
                        await _socket.SendAsync(buffer.AsMemory(start, length), WebSocketMessageType.Binary, WebSocketMessageFlags.EndOfMessage, cancellation).ConfigureAwait(false);
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                    }

                    Sent += frames;
                    Messages++;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The connection is over; whoever reads from it hears the same.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Takes no more; what waits is still sent.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        _wake.Writer.TryWrite(item: true);
        _wake.Writer.TryComplete();
    }

    /// <summary>Takes no more and forgets what waits.</summary>
    public void Dispose()
    {
        Close();
        while (TryTake(out byte[] buffer, out _))
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool PostLocked(byte[] buffer, int length, long key)
    {
        if (_frames.TryGetValue(key, out (byte[] Buffer, int Length) older) && !_closed)
        {
            ArrayPool<byte>.Shared.Return(older.Buffer);
            Replaced++;
            _frames[key] = (buffer, length);
            return true;
        }

        if (_closed || _order.Count >= _capacity)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return false;
        }

        _frames[key] = (buffer, length);
        _order.Enqueue(key);
        _wake.Writer.TryWrite(item: true);
        return true;
    }

    /// <summary>The next message: a frame alone as it was written, or a batch of those that wait.</summary>
    private bool TryTakeMessage(out byte[] buffer, out int start, out int length, out int frames)
    {
        start = 0;
        lock (_gate)
        {
            if (_order.Count < 2)
            {
                frames = 1;
                return TryTake(out buffer, out length);
            }

            frames = 0;
            buffer = ArrayPool<byte>.Shared.Rent(FrameBatch.MostBytes);
            FrameBatch.Writer batch = new(buffer);
            while (_order.TryPeek(out long key))
            {
                (byte[] frame, int bytes) = _frames[key];
                if (!batch.TryAdd(frame.AsSpan(0, bytes)))
                    break;
                TryTake(out _, out _);
                ArrayPool<byte>.Shared.Return(frame);
                frames++;
            }

            if (frames > 0)
            {
                (start, length) = batch.Finish();
                return true;
            }

            // The next is too large for a batch.
            ArrayPool<byte>.Shared.Return(buffer);
            frames = 1;
            return TryTake(out buffer, out length);
        }
    }

    private bool TryTake(out byte[] buffer, out int length)
    {
        lock (_gate)
        {
            if (!_order.TryDequeue(out long key))
            {
                (buffer, length) = ([], 0);
                return false;
            }

            _frames.Remove(key, out (byte[] Buffer, int Length) frame);
            (buffer, length) = frame;
            return true;
        }
    }
}
