using Google.Protobuf.Collections;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Wire.Mapping;

/// <summary>What a GPU's reading is worth, on the wire.</summary>
public enum GpuHealth
{
    /// <summary>Good.</summary>
    Good,

    /// <summary>None this time.</summary>
    Unavailable,

    /// <summary>The device is gone.</summary>
    Lost,

    /// <summary>It answers what cannot be.</summary>
    Nonsense,
}

/// <summary>One GPU in one report.</summary>
/// <param name="Power">What it draws; zero unless its health is good.</param>
/// <param name="Clock">Its clock; zero where the device does not tell.</param>
/// <param name="Health">Whether the reading can be used.</param>
/// <param name="Brake">Whether it was asked for the power brake.</param>
public readonly record struct GpuTelemetry(Watts Power, Megahertz Clock, GpuHealth Health, bool Brake)
{
    /// <summary>From a reading of the device.</summary>
    public static GpuTelemetry Of(in GpuReading reading, bool brake) => reading.Health switch
    {
        DeviceHealth.Good when reading.Power.IsPlausible && reading.Clock.Value >= 0 && reading.Clock <= WireLimits.HighestClock => new(reading.Power, reading.Clock, GpuHealth.Good, brake),
        DeviceHealth.Good => new(Watts.Zero, Megahertz.Zero, GpuHealth.Nonsense, brake),
        DeviceHealth.Lost => new(Watts.Zero, Megahertz.Zero, GpuHealth.Lost, brake),
        _ => new(Watts.Zero, Megahertz.Zero, GpuHealth.Unavailable, brake),
    };
}

/// <summary>What a GPU was asked for and what it says it holds, side by side; null where not known.</summary>
/// <param name="Requested">Clock ceiling asked for; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="Enforced">Clock ceiling in force.</param>
/// <param name="RequestedPower">Power limit asked for.</param>
/// <param name="EnforcedPower">Power limit in force: the tightest of all limiters, those out of band included.</param>
public readonly record struct GpuCaps(Megahertz? Requested, Megahertz? Enforced, Watts? RequestedPower, Watts? EnforcedPower);

/// <summary>What a receiver believes of a server at most.</summary>
/// <param name="GpuCount">How many GPUs it has.</param>
/// <param name="GpuPower">What one of them could draw, with half of it to spare.</param>
/// <param name="ServerPower">What the whole server could draw, with half of it to spare.</param>
public readonly record struct ReportLimits(int GpuCount, Watts GpuPower, Watts ServerPower)
{
    /// <summary>For a product.</summary>
    public static ReportLimits Of(ServerModel model) => new(
        model.GpuCount,
        Watts.Max(model.Gpu.Tdp, model.Gpu.WorstDraw(model.Gpu.MaxClock)) * 1.5,
        Watts.Max(model.Nameplate, model.WorstDraw(model.Gpu.MaxClock)) * 1.5);
}

/// <summary>A report as it was read: its frame, and what the server's law says in it.</summary>
/// <param name="Sequence">Rises within a session.</param>
/// <param name="ReadAt">When the GPUs were read, by the agent's monotonic clock.</param>
/// <param name="Age">How old the reading was when the frame was written.</param>
/// <param name="Meter">The server's own meter, when it answered.</param>
/// <param name="Report">What the server tells its rack; null for a frame of telemetry only.</param>
public readonly record struct ReportFrame(long Sequence, TimeSpan ReadAt, TimeSpan Age, Watts? Meter, PowerReport? Report);

/// <summary>Reports on the wire.</summary>
public static class ReportMapping
{
    private const uint HealthBits = 3;
    private const uint BrakeBit = 4;

    /// <summary>Fills a message; what it held before is gone.</summary>
    public static void Write(Protocol.Report wire, in ReportFrame frame, ReadOnlySpan<GpuTelemetry> gpus, ReadOnlySpan<GpuCaps> caps)
    {
        wire.Reset();
        wire.Sequence = frame.Sequence;
        wire.ReadAtUs = Microseconds.From(frame.ReadAt);
        wire.AgeUs = Microseconds.From(frame.Age);
        foreach (ref readonly GpuTelemetry gpu in gpus)
        {
            wire.Watts.Add((float)gpu.Power.Value);
            wire.ClockMhz.Add((float)gpu.Clock.Value);
            wire.State.Add((uint)gpu.Health | (gpu.Brake ? BrakeBit : 0));
        }

        if (frame.Meter is { } meter)
            wire.MeterWatts = meter.Value;
        if (frame.Report is { } report)
        {
            wire.PowerWatts = report.Power.Value;
            wire.WithheldLowWatts = report.Withheld.Low.Value;
            wire.WithheldHighWatts = report.Withheld.High.Value;
            wire.SheddableLowWatts = report.Sheddable.Low.Value;
            wire.SheddableHighWatts = report.Sheddable.High.Value;
            wire.AcknowledgedEpoch = report.Acknowledged.Epoch;
            wire.AcknowledgedSequence = report.Acknowledged.Sequence;
        }

        if (!caps.IsEmpty)
            wire.Caps = Write(caps);
    }

    /// <summary>
    /// Checks every number of a report and reads what is not per GPU. One that does not pass is refused as a whole: its server then counts as silent until it speaks sense (law P3).
    /// </summary>
    /// <param name="wire">What came.</param>
    /// <param name="limits">What is believed of this server.</param>
    /// <param name="frame">The report, when null is answered.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(Protocol.Report wire, in ReportLimits limits, out ReportFrame frame)
    {
        frame = default;
        if (wire.Watts.Count != limits.GpuCount || wire.ClockMhz.Count != limits.GpuCount || wire.State.Count != limits.GpuCount)
            return $"a report of {wire.Watts.Count} powers, {wire.ClockMhz.Count} clocks and {wire.State.Count} states; the server has {limits.GpuCount} GPUs";
        if (wire.Sequence <= 0)
            return $"a report with the number {wire.Sequence}; it must be above 0";
        if (!Microseconds.TryRead(wire.ReadAtUs, TimeSpan.Zero, WireLimits.LongestUptime, out TimeSpan readAt) || !Microseconds.TryRead(wire.AgeUs, TimeSpan.Zero, WireLimits.LongestUptime, out TimeSpan age))
            return $"a report read at {wire.ReadAtUs} µs, {wire.AgeUs} µs ago; both must be from 0 to 100 years";
        for (int gpu = 0; gpu < limits.GpuCount; gpu++)
        {
            if (!(wire.Watts[gpu] >= 0 && wire.Watts[gpu] <= limits.GpuPower.Value) || !(wire.ClockMhz[gpu] >= 0 && wire.ClockMhz[gpu] <= WireLimits.HighestClock.Value))
                return $"a report of {wire.Watts[gpu]} W at {wire.ClockMhz[gpu]} MHz for GPU {gpu}; 0 to {limits.GpuPower} and 0 to {WireLimits.HighestClock} can be";
        }

        // A meter that talks nonsense is the server's law to judge; here it is only shown.
        Watts? meter = wire.HasMeterWatts && Between(wire.MeterWatts, limits.ServerPower) ? new Watts(wire.MeterWatts) : null;
        if (Problem(wire.Caps, limits.GpuCount) is { } caps)
            return caps;
        if (ClocksMapping.Problem(wire, limits) is { } clocks)
            return clocks;
        PowerReport? report = null;
        if (wire.HasPowerWatts)
        {
            if (!Between(wire.PowerWatts, limits.ServerPower)
                || !Between(wire.WithheldLowWatts, limits.ServerPower) || !Between(wire.WithheldHighWatts, limits.ServerPower)
                || !Between(wire.SheddableLowWatts, limits.ServerPower) || !Between(wire.SheddableHighWatts, limits.ServerPower)
                || wire.AcknowledgedEpoch < 0 || wire.AcknowledgedSequence < 0)
            {
                return $"a report of {wire.PowerWatts} W, withheld {wire.WithheldLowWatts} and {wire.WithheldHighWatts} W, sheddable {wire.SheddableLowWatts} and {wire.SheddableHighWatts} W; each from 0 to {limits.ServerPower} can be";
            }

            report = new PowerReport(
                wire.Sequence,
                new Watts(wire.PowerWatts),
                new PerPriority<Watts>(new Watts(wire.WithheldLowWatts), new Watts(wire.WithheldHighWatts)),
                new PerPriority<Watts>(new Watts(wire.SheddableLowWatts), new Watts(wire.SheddableHighWatts)),
                new DirectiveStamp(wire.AcknowledgedEpoch, wire.AcknowledgedSequence));
        }

        frame = new ReportFrame(wire.Sequence, readAt, age, meter, report);
        return null;
    }

    /// <summary>The GPUs of a report that <see cref="Read"/> has passed.</summary>
    public static GpuTelemetry[] Gpus(Protocol.Report wire)
    {
        GpuTelemetry[] gpus = new GpuTelemetry[wire.Watts.Count];
        for (int i = 0; i < gpus.Length; i++)
        {
            uint state = wire.State[i];
            gpus[i] = new GpuTelemetry(new Watts(wire.Watts[i]), new Megahertz(wire.ClockMhz[i]), (GpuHealth)(state & HealthBits), (state & BrakeBit) != 0);
        }

        return gpus;
    }

    /// <summary>The caps of a report that <see cref="Read"/> has passed; null when it carries none.</summary>
    public static GpuCaps[]? Caps(Protocol.Report wire)
    {
        if (wire.Caps is not { } caps)
            return null;
        GpuCaps[] read = new GpuCaps[wire.Watts.Count];
        for (int i = 0; i < read.Length; i++)
            read[i] = new GpuCaps(Clock(caps.RequestedMhz, i), Clock(caps.EnforcedMhz, i), Power(caps.RequestedWatts, i), Power(caps.EnforcedWatts, i));
        return read;
    }

    private static Protocol.Caps Write(ReadOnlySpan<GpuCaps> caps)
    {
        Protocol.Caps wire = new();
        bool clocks = false, powers = false;
        foreach (ref readonly GpuCaps gpu in caps)
        {
            clocks |= gpu.Enforced is not null;
            powers |= gpu.RequestedPower is not null || gpu.EnforcedPower is not null;
        }

        foreach (ref readonly GpuCaps gpu in caps)
        {
            wire.RequestedMhz.Add((float)(gpu.Requested?.Value ?? double.NaN));
            if (clocks)
                wire.EnforcedMhz.Add((float)(gpu.Enforced?.Value ?? double.NaN));
            if (!powers)
                continue;
            wire.RequestedWatts.Add((float)(gpu.RequestedPower?.Value ?? double.NaN));
            wire.EnforcedWatts.Add((float)(gpu.EnforcedPower?.Value ?? double.NaN));
        }

        return wire;
    }

    private static string? Problem(Protocol.Caps? caps, int gpus)
    {
        if (caps is null)
            return null;
        return IsCap(caps.RequestedMhz, gpus) && IsCap(caps.EnforcedMhz, gpus) && IsCap(caps.RequestedWatts, gpus) && IsCap(caps.EnforcedWatts, gpus)
            ? null
            : $"a report whose caps are negative or not one for each of {gpus} GPUs";
    }

    private static bool IsCap(RepeatedField<float> values, int gpus)
    {
        if (values.Count != 0 && values.Count != gpus)
            return false;
        foreach (float value in values)
        {
            if (value < 0)
                return false;
        }

        return true;
    }

    private static Megahertz? Clock(RepeatedField<float> values, int gpu) => Known(values, gpu) is { } value ? new Megahertz(value) : null;

    private static Watts? Power(RepeatedField<float> values, int gpu) => Known(values, gpu) is { } value ? new Watts(value) : null;

    private static double? Known(RepeatedField<float> values, int gpu) => values.Count == 0 || float.IsNaN(values[gpu]) ? null : values[gpu];

    private static bool Between(double value, Watts most) => value >= 0 && value <= most.Value;
}
