using System.Buffers;
using System.IO.Pipes;
using System.Net.WebSockets;
using PowerActors.Wire.Transport;

namespace PowerActors.Wire.Tests.Transport;

public class FrameSenderTests
{
    [Fact]
    public async Task TryPost_NewerFrameOfTheSameKey_ReplacesTheOneThatWaitsInItsPlace()
    {
        await using Pair pair = new();
        using FrameSender sender = new(pair.Ours, capacity: 10);
        Post(sender, 1, key: 7).ShouldBeTrue();
        Post(sender, 2).ShouldBeTrue();
        Post(sender, 3, key: 7).ShouldBeTrue();
        sender.Waiting.ShouldBe(2);
        sender.Replaced.ShouldBe(1);
        Task sending = sender.RunAsync(CancellationToken.None);
        (await pair.ReceiveAsync()).ShouldBe([3]);
        (await pair.ReceiveAsync()).ShouldBe([2]);
        sender.Close();
        await sending;
        Post(sender, 4).ShouldBeFalse();
        sender.Sent.ShouldBe(2);
    }

    [Fact]
    public async Task TryPost_FullQueue_TakesNoMoreButStillReplaces()
    {
        await using Pair pair = new();
        using FrameSender sender = new(pair.Ours, capacity: 2);
        Post(sender, 1, key: 7).ShouldBeTrue();
        Post(sender, 2).ShouldBeTrue();
        Post(sender, 3).ShouldBeFalse();
        Post(sender, 4, key: 8).ShouldBeFalse();
        Post(sender, 5, key: 7).ShouldBeTrue();
        sender.Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_ManyThatWait_GoOutTogetherAndComeOneByOne()
    {
        await using Pair pair = new();
        using FrameSender sender = new(pair.Ours, capacity: 3000);
        byte[] large = new byte[40_000]; // Too large for a batch: it goes alone, in its turn.
        for (int i = 0; i < 2000; i++)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(large.Length);
            (buffer[0], buffer[1], buffer[2]) = (8, (byte)i, (byte)(i >> 8));
            sender.TryPost(buffer, i == 1000 ? large.Length : 200).ShouldBeTrue();
        }

        Task sending = sender.RunAsync(CancellationToken.None);
        for (int i = 0; i < 2000; i++)
        {
            byte[] frame = await pair.ReceiveAsync();
            (frame.Length, frame[1] + (frame[2] << 8)).ShouldBe((i == 1000 ? large.Length : 200, i));
        }

        sender.Close();
        await sending;
        sender.Sent.ShouldBe(2000);
        sender.Messages.ShouldBe(15, "161 of 200 bytes each, and the large one alone");
    }

    [Fact]
    public async Task ReceiveAsync_ABatchThatIsTorn_IsAViolation()
    {
        await using Pair pair = new();
        using FrameReceiver receiver = new(pair.Theirs);
        await pair.Ours.SendAsync(new byte[] { 0x62, 4, 0x0a, 9, 1, 1 }, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        (await receiver.ReceiveAsync(CancellationToken.None)).Status.ShouldBe(ReceiveStatus.Violation);
    }

    [Fact]
    public async Task ReceiveAsync_FrameInManyPieces_ComesWhole_AndTextIsAViolation()
    {
        await using Pair pair = new();
        using FrameReceiver receiver = new(pair.Theirs);
        byte[] large = [.. Enumerable.Range(0, 50_000).Select(static i => (byte)i)];
        Task sending = pair.SendInPiecesAsync(large);
        Received received = await receiver.ReceiveAsync(CancellationToken.None);
        await sending;
        received.Status.ShouldBe(ReceiveStatus.Frame);
        received.Bytes.ToArray().ShouldBe(large);
        await pair.Ours.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        (await receiver.ReceiveAsync(CancellationToken.None)).Status.ShouldBe(ReceiveStatus.Violation);
    }

    private static bool Post(FrameSender sender, byte content, long? key = null)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1);
        buffer[0] = content;
        return key is { } replacing ? sender.TryPost(buffer, 1, replacing) : sender.TryPost(buffer, 1);
    }

    /// <summary>Two real WebSockets over a pipe.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private readonly NamedPipeServerStream _server;
        private readonly NamedPipeClientStream _client;
        private readonly FrameReceiver _receiver;

        public Pair()
        {
            string name = Guid.NewGuid().ToString("N");
            _server = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
            _client = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
            Task accepting = _server.WaitForConnectionAsync();
            _client.Connect(10_000);
            accepting.GetAwaiter().GetResult();
            Ours = WebSocket.CreateFromStream(_client, new WebSocketCreationOptions());
            Theirs = WebSocket.CreateFromStream(_server, new WebSocketCreationOptions { IsServer = true });
            _receiver = new FrameReceiver(Theirs);
        }

        public WebSocket Ours { get; }

        public WebSocket Theirs { get; }

        public async Task<byte[]> ReceiveAsync() => (await _receiver.ReceiveAsync(CancellationToken.None)).Bytes.ToArray();

        public async Task SendInPiecesAsync(byte[] bytes)
        {
            for (int at = 0; at < bytes.Length; at += 700)
                await Ours.SendAsync(bytes.AsMemory(at, Math.Min(700, bytes.Length - at)), WebSocketMessageType.Binary, at + 700 >= bytes.Length, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            _receiver.Dispose();
            Ours.Dispose();
            Theirs.Dispose();
            await _server.DisposeAsync();
            await _client.DisposeAsync();
        }
    }
}
