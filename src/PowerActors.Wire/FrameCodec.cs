using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using PowerActors.Wire.Protocol;

namespace PowerActors.Wire;

/// <summary>
/// Frames to bytes and back. Reading never throws: bytes that are no frame give a reason. The frequent one, a report, is read into a message that is used again and again, so that a node
/// reads ten thousand a second without leaving garbage.
/// </summary>
public static class FrameCodec
{
    private const uint HandleTag = (Frame.HandleFieldNumber << 3) | (uint)WireFormat.WireType.Varint;
    private const uint ReportTag = (Frame.ReportFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;

    private static readonly MessageParser<Frame> Parser = Frame.Parser.WithDiscardUnknownFields(discardUnknownFields: true);

    /// <summary>Writes a frame into a buffer from the shared pool, which the caller gives back there (or to <see cref="Transport.FrameSender"/>).</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="length">How many bytes of the buffer it takes.</param>
    /// <exception cref="ArgumentException">It is larger than <see cref="WireLimits.FrameBytes"/>.</exception>
    public static byte[] Write(Frame frame, out int length)
    {
        length = frame.CalculateSize();
        if (length > WireLimits.FrameBytes)
            throw new ArgumentException($"a frame of {length} bytes is larger than the {WireLimits.FrameBytes} that a receiver takes", nameof(frame));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        frame.WriteTo(buffer.AsSpan(0, length));
        return buffer;
    }

    /// <summary>Reads a frame of any kind.</summary>
    /// <param name="bytes">One whole message.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="problem">What is wrong with the bytes, when they are none.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Frame? frame, [NotNullWhen(false)] out string? problem)
    {
        frame = null;
        problem = null;
        if (bytes.Length > WireLimits.FrameBytes)
        {
            problem = $"a frame of {bytes.Length} bytes; at most {WireLimits.FrameBytes} are taken";
            return false;
        }

        try
        {
            Frame read = Parser.ParseFrom(bytes);
            if (read.BodyCase == Frame.BodyOneofCase.None)
            {
                problem = "a frame with nothing in it that this version knows";
                return false;
            }

            frame = read;
            return true;
        }
        catch (InvalidProtocolBufferException exception)
        {
            problem = $"bytes that are no frame ({exception.Message.Split('\n')[0].TrimEnd()})";
            return false;
        }
    }

    /// <summary>Reads a frame if it is a report as agents write it: handle, then report, and nothing else. Other frames are for <see cref="TryRead"/>.</summary>
    /// <param name="bytes">One whole message.</param>
    /// <param name="handle">Which server.</param>
    /// <param name="report">Is overwritten.</param>
    /// <returns>False when it is another kind of frame, or none; then the report's content is undefined.</returns>
    public static bool TryReadReport(ReadOnlySpan<byte> bytes, out uint handle, Report report)
    {
        handle = 0;
        if (bytes.Length > WireLimits.FrameBytes
            || !TryVarint(ref bytes, out uint tag) || tag != HandleTag
            || !TryVarint(ref bytes, out handle)
            || !TryVarint(ref bytes, out tag) || tag != ReportTag
            || !TryVarint(ref bytes, out uint length) || length != (uint)bytes.Length)
        {
            return false;
        }

        report.Reset();
        try
        {
            report.MergeFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out uint value)
    {
        value = 0;
        for (int i = 0; i < 5 && i < bytes.Length; i++)
        {
            value |= (uint)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
