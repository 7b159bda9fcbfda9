using System.Runtime.CompilerServices;
using PowerActors.Core.Control;

namespace PowerActors.Simulation.Serving;

/// <summary>Where a request stands at its server.</summary>
internal enum RequestStage : byte
{
    /// <summary>Its prompt has not been computed.</summary>
    WaitingPrompt,

    /// <summary>Its prompt is in the running iteration.</summary>
    RunningPrompt,

    /// <summary>It has its first token and no room yet for the others.</summary>
    WaitingDecode,

    /// <summary>It gets a token in every iteration.</summary>
    Decoding,

    /// <summary>It was decoding and was pushed out of the batch; it keeps its memory.</summary>
    Preempted,
}

/// <summary>A request from its arrival at a server to its end.</summary>
internal struct RequestSlot
{
    public long ArrivalTicks;
    public long FirstTokenTicks;
    public int Number;
    public int PromptTokens;
    public int OutputTokens;

    /// <summary>Decode iterations still to come.</summary>
    public int Remaining;

    /// <summary>In the batch: how often it was passed over before. Waiting: the batch count from which its passes are counted.</summary>
    public int Passes;

    /// <summary>The last selection that took it.</summary>
    public int Mark;

    public RequestStage Stage;
    public Priority Priority;

    public readonly int DecodeTokens => Math.Max(0, OutputTokens - 1);
}

/// <summary>The requests that are in some server, in one array; freed places are used again, so a long run needs as many as are ever in flight at once.</summary>
internal sealed class RequestSlots
{
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    /// <summary>The places. Replaced when it grows, which only <see cref="Rent"/> does.</summary>
    public RequestSlot[] Items { get; private set; } = new RequestSlot[256];

    public int InFlight => _used - _freeCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rent()
    {
        if (_freeCount > 0)
            return _free[--_freeCount];
        if (_used == Items.Length)
        {
            RequestSlot[] larger = new RequestSlot[_used * 2];
            Items.CopyTo(larger, 0);
            Items = larger;
        }

        return _used++;
    }

    public void Return(int slot)
    {
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, _freeCount * 2);
        _free[_freeCount++] = slot;
    }
}
