using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Governor;

/// <summary>What the server's actors let its governor see: written at every reading of the GPUs, read whenever the governor looks. Thread-safe.</summary>
/// <param name="gpus">How many GPUs.</param>
internal sealed class GovernorSight(int gpus)
{
    private readonly Lock _gate = new();
    private readonly GpuReading[] _readings = new GpuReading[gpus];
    private Megahertz _cap = Megahertz.Unlimited;

    /// <summary>The ceiling that directives put on the GPUs, as last told.</summary>
    public Megahertz Cap
    {
        get
        {
            lock (_gate)
                return _cap;
        }
    }

    /// <summary>The last reading of a GPU; of health unavailable before the first.</summary>
    public GpuReading this[int gpu]
    {
        get
        {
            lock (_gate)
                return _readings[gpu];
        }
    }

    public void Note(ReadOnlySpan<GpuReading> readings, Megahertz cap)
    {
        lock (_gate)
        {
            readings.CopyTo(_readings);
            _cap = cap;
        }
    }
}
