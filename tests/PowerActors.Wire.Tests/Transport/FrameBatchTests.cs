using Google.Protobuf;
using PowerActors.Wire.Protocol;
using PowerActors.Wire.Transport;

namespace PowerActors.Wire.Tests.Transport;

public class FrameBatchTests
{
    [Fact]
    public void Writer_FramesOfManySizes_IsWhatProtobufWrites()
    {
        foreach (int count in (int[])[1, 2, 3, 50, 150])
        {
            Frame[] frames = [.. Enumerable.Range(1, count).Select(static i => i % 2 == 0 ? new Frame { Handle = (uint)i, Report = Samples.Report() } : new Frame { Handle = (uint)i, Started = new Started() })];
            byte[] buffer = new byte[FrameBatch.MostBytes];
            FrameBatch.Writer writer = new(buffer);
            foreach (Frame frame in frames)
                writer.TryAdd(frame.ToByteArray()).ShouldBeTrue();
            (int start, int length) = writer.Finish();
            buffer.AsSpan(start, length).ToArray().ShouldBe(new Frame { Batch = new Batch { Frames = { frames } } }.ToByteArray());
            Read(buffer.AsSpan(start, length)).ShouldBe(frames);
        }
    }

    [Fact]
    public void TryAdd_MoreThanABatchHolds_IsLeftOut()
    {
        byte[] buffer = new byte[FrameBatch.MostBytes];
        FrameBatch.Writer writer = new(buffer);
        writer.TryAdd(new byte[FrameBatch.MostBytes]).ShouldBeFalse();
        int taken = 0;
        while (writer.TryAdd(new byte[1000]))
            taken++;
        taken.ShouldBe(32);
        (int start, int length) = writer.Finish();
        (start + length).ShouldBeLessThanOrEqualTo(FrameBatch.MostBytes);
        Count(buffer.AsSpan(start, length)).ShouldBe(32);
    }

    [Fact]
    public void TryNext_TornOrSpoiltBatches_EndAndNeverReadOutside()
    {
        byte[] good = new Frame { Batch = new Batch { Frames = { new Frame { Handle = 1, Report = Samples.Report() }, new Frame { Handle = 300, Started = new Started() } } } }.ToByteArray();
        for (int length = 1; length < good.Length; length++)
            FrameBatch.FirstFrame(good.AsSpan(0, length)).ShouldBe(-1);
        FrameBatch.FirstFrame(new Frame { Batch = new Batch() }.ToByteArray()).ShouldBe(-1, "an empty one would cost nothing to send and something to read");
        Random random = new(3);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] spoilt = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
                spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
            Count(spoilt).ShouldBeLessThan(good.Length);
        }
    }

    private static int Count(ReadOnlySpan<byte> message)
    {
        int frames = 0;
        if (!FrameBatch.Is(message))
            return 0;
        for (int at = FrameBatch.FirstFrame(message); at >= 0 && at < message.Length && FrameBatch.TryNext(message, ref at, out int start, out int length);)
        {
            _ = message.Slice(start, length);
            frames++;
        }

        return frames;
    }

    private static List<Frame> Read(ReadOnlySpan<byte> message)
    {
        List<Frame> frames = [];
        for (int at = FrameBatch.FirstFrame(message); at < message.Length;)
        {
            FrameBatch.TryNext(message, ref at, out int start, out int length).ShouldBeTrue();
            frames.Add(Frame.Parser.ParseFrom(message.Slice(start, length)));
        }

        return frames;
    }
}
