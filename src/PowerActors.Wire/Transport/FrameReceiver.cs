using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace PowerActors.Wire.Transport;

/// <summary>How receiving a frame ended.</summary>
public enum ReceiveStatus
{
    /// <summary>A whole frame is there.</summary>
    Frame,

    /// <summary>The peer closed the connection, or it broke.</summary>
    Closed,

    /// <summary>The peer sent text, or more than a frame may hold: what no peer of this protocol does.</summary>
    Violation,
}

/// <summary>A frame, or why there is none.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Bytes">The frame; valid until the next call.</param>
/// <param name="Problem">What the peer did wrong, for <see cref="ReceiveStatus.Violation"/>.</param>
public readonly record struct Received(ReceiveStatus Status, ReadOnlyMemory<byte> Bytes, string? Problem = null);

/// <summary>Reads whole frames from a connection into one buffer that is used again; those of a batch one after the other. One reader at a time.</summary>
/// <param name="socket">The connection; not closed from here.</param>
public sealed class FrameReceiver(WebSocket socket) : IDisposable
{
    /// <summary>A report of eight GPUs takes some 200 bytes: ten thousand waiting connections should not hold more than they need.</summary>
    private const int FirstBufferBytes = 1024;

    /// <summary>The batch in the buffer, from where it still holds frames; none where they are equal.</summary>
    private int _batchAt;
    private int _batchEnd;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);

    /// <summary>Waits for the next frame. A broken connection is an answer, not an exception.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the connection is of no use afterwards.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Received> ReceiveAsync(CancellationToken cancellation)
    {
        if (_batchAt < _batchEnd)
            return Next();
        int length = 0;
        try
        {
            while (true)
            {
                if (length == _buffer.Length)
                    Grow();
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellation).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    return new Received(ReceiveStatus.Closed, default);
                if (result.MessageType == WebSocketMessageType.Text)
                    return new Received(ReceiveStatus.Violation, default, "text; frames are binary");
                length += result.Count;
                if (length > WireLimits.FrameBytes)
                    return new Received(ReceiveStatus.Violation, default, $"a frame of more than {WireLimits.FrameBytes} bytes");
                if (result.EndOfMessage && FrameBatch.Is(_buffer.AsSpan(0, length)))
                    return First(length);
                if (result.EndOfMessage)
                    return new Received(ReceiveStatus.Frame, _buffer.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return new Received(ReceiveStatus.Closed, default);
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private Received First(int length)
    {
        _batchAt = FrameBatch.FirstFrame(_buffer.AsSpan(0, length));
        _batchEnd = length;
        return _batchAt < 0 ? Torn() : Next();
    }

    private Received Next() => FrameBatch.TryNext(_buffer.AsSpan(0, _batchEnd), ref _batchAt, out int start, out int length)
        ? new Received(ReceiveStatus.Frame, _buffer.AsMemory(start, length))
        : Torn();

    private Received Torn()
    {
        (_batchAt, _batchEnd) = (0, 0);
        return new Received(ReceiveStatus.Violation, default, "a batch that does not hold what it says");
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, WireLimits.FrameBytes * 2));
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
