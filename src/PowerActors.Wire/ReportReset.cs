namespace PowerActors.Wire.Protocol;

/// <summary>One telemetry period of a server; generated from <c>Protos/agent.proto</c>.</summary>
public sealed partial class Report
{
    /// <summary>Empties it for the next use; the lists keep their memory.</summary>
    public void Reset()
    {
        Sequence = 0;
        ReadAtUs = 0;
        AgeUs = 0;
        Watts.Clear();
        ClockMhz.Clear();
        State.Clear();
        ClearMeterWatts();
        ClearPowerWatts();
        WithheldLowWatts = 0;
        WithheldHighWatts = 0;
        SheddableLowWatts = 0;
        SheddableHighWatts = 0;
        AcknowledgedEpoch = 0;
        AcknowledgedSequence = 0;
        Caps = null;
        Clocks = null;
        _unknownFields = null; // Otherwise they would pile up with every frame that carries some.
    }
}
