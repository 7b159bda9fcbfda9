namespace PowerActors.Actors.Dispatch;

/// <summary>A piece of a queue, and the pool of pieces: idle lanes hold none, so a lane that sleeps costs no buffer.</summary>
internal sealed class EnvelopeSegment
{
    public const int Capacity = 128;

    private const int KeptPerThread = 32;
    private const int MovedAtOnce = 16;
    private const int KeptInCommon = 8192;

    [ThreadStatic]
    private static EnvelopeSegment? t_free;

    [ThreadStatic]
    private static int t_freeCount;

    private static readonly Lock CommonGate = new();
    private static readonly Stack<EnvelopeSegment> Common = new();

    public readonly Envelope[] Items = new Envelope[Capacity];
    public int Read;
    public int Write;
    public EnvelopeSegment? Next;

    public bool IsEmpty => Read == Write;

    public static EnvelopeSegment Rent()
    {
        if (t_free is null)
            FetchFromCommon();

        EnvelopeSegment? segment = t_free;
        if (segment is null)
            return new EnvelopeSegment();

        t_free = segment.Next;
        t_freeCount--;
        segment.Next = null;
        return segment;
    }

    /// <summary>Takes back a segment that was read to its end (its slots are clear by then).</summary>
    public static void Return(EnvelopeSegment segment)
    {
        segment.Read = 0;
        segment.Write = 0;
        segment.Next = t_free;
        t_free = segment;
        if (++t_freeCount > KeptPerThread)
            GiveToCommon();
    }

    // One thread often only sends and another only receives: segments go back to the sender through the common stack.
    private static void FetchFromCommon()
    {
        lock (CommonGate)
        {
            while (t_freeCount < MovedAtOnce && Common.TryPop(out EnvelopeSegment? segment))
            {
                segment.Next = t_free;
                t_free = segment;
                t_freeCount++;
            }
        }
    }

    private static void GiveToCommon()
    {
        lock (CommonGate)
        {
            for (int i = 0; i < MovedAtOnce; i++)
            {
                EnvelopeSegment segment = t_free!;
                t_free = segment.Next;
                t_freeCount--;
                segment.Next = null;
                if (Common.Count < KeptInCommon)
                    Common.Push(segment);
            }
        }
    }
}
