using PowerActors.Wire.Protocol;

namespace PowerActors.Wire.Transport;

/// <summary>
/// Several frames in one message, put together and taken apart without parsing them: on the wire a <see cref="Frame"/> whose body is a <see cref="Batch"/>. A system call and the framing of a message
/// cost some ten times what a report of eight GPUs does.
/// </summary>
internal static class FrameBatch
{
    /// <summary>Bytes of a batch at most: few enough that a brake does not wait long behind it.</summary>
    public const int MostBytes = 32 * 1024;

    private const byte BatchTag = (Frame.BatchFieldNumber << 3) | 2;
    private const byte FrameTag = (Batch.FramesFieldNumber << 3) | 2;

    /// <summary>Room for the tag of the batch and the longest length of one.</summary>
    private const int PrefixBytes = 4;

    /// <summary>Whether a message is a batch.</summary>
    public static bool Is(ReadOnlySpan<byte> message) => message.Length > 0 && message[0] == BatchTag;

    /// <summary>Where the frames of a batch begin; -1 when the message is not one that ends where it says.</summary>
    public static int FirstFrame(ReadOnlySpan<byte> message)
    {
        int at = 1;
        return TryVarint(message, ref at, out int length) && length == message.Length - at && length > 0 ? at : -1;
    }

    /// <summary>The next frame of a batch.</summary>
    /// <param name="message">The batch.</param>
    /// <param name="at">Where to look; afterwards, where the one after it begins.</param>
    /// <param name="start">Where the frame begins.</param>
    /// <param name="length">Its length.</param>
    /// <returns>False when no whole frame is there.</returns>
    public static bool TryNext(ReadOnlySpan<byte> message, ref int at, out int start, out int length)
    {
        start = 0;
        length = 0;
        if (at >= message.Length || message[at++] != FrameTag || !TryVarint(message, ref at, out length) || length > message.Length - at)
            return false;
        start = at;
        at += length;
        return true;
    }

    private static bool TryVarint(ReadOnlySpan<byte> message, ref int at, out int value)
    {
        value = 0;
        for (int shift = 0; shift <= 21 && at < message.Length; shift += 7)
        {
            byte next = message[at++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }

    /// <summary>Puts a batch together in a buffer.</summary>
    /// <param name="buffer">At least <see cref="MostBytes"/>.</param>
    public ref struct Writer(byte[] buffer)
    {
        private int _end = PrefixBytes;

        /// <summary>Adds a frame, if it fits.</summary>
        public bool TryAdd(ReadOnlySpan<byte> frame)
        {
            if (_end + 1 + VarintBytes(frame.Length) + frame.Length > MostBytes)
                return false;
            buffer[_end++] = FrameTag;
            _end = WriteVarint(_end, frame.Length);
            frame.CopyTo(buffer.AsSpan(_end));
            _end += frame.Length;
            return true;
        }

        /// <summary>Writes what stands before the frames.</summary>
        /// <returns>Where the message begins in the buffer, and its length.</returns>
        public readonly (int Start, int Length) Finish()
        {
            int length = _end - PrefixBytes;
            int start = PrefixBytes - 1 - VarintBytes(length);
            buffer[start] = BatchTag;
            WriteVarint(start + 1, length);
            return (start, _end - start);
        }

        private readonly int WriteVarint(int at, int value)
        {
            for (; value >= 0x80; value >>= 7)
                buffer[at++] = (byte)(value | 0x80);
            buffer[at++] = (byte)value;
            return at;
        }

        private static int VarintBytes(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;
    }
}
