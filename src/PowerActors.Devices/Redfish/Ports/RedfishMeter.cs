using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>
/// A power meter of a Redfish service. A <see cref="RedfishPoller"/> reads it in the background; <see cref="TryRead"/> answers the last reading at once, as long as it is fresh. A reading is
/// as old as its request, so that a slow controller's answer is not taken for new; and where the service says when it took a reading, the same time again makes it no younger.
/// </summary>
public sealed class RedfishMeter : IPowerMeter, IRedfishReader
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _freshness;
    private readonly string? _pointer;
    private readonly Action<RedfishNotice> _notices;
    private RedfishMeterInfo? _info;
    private Reading? _last;
    private string? _problem;

    internal RedfishMeter(string uri, TimeSpan freshness, TimeProvider time, Action<RedfishNotice> notices)
    {
        (Resource, string pointer) = RedfishUri.Split(uri);
        _pointer = pointer.Length == 0 ? null : pointer;
        _freshness = freshness;
        _time = time;
        _notices = notices;
    }

    /// <summary>The resource that is read.</summary>
    public string Resource { get; }

    /// <summary>What it measures; null before the first answer.</summary>
    public RedfishMeterInfo? Info => Volatile.Read(ref _info);

    /// <summary>Age of the last good reading; null before the first.</summary>
    public TimeSpan? Age => Volatile.Read(ref _last) is { } last ? _time.GetElapsedTime(last.Stamp) : null;

    /// <summary>Why there is no reading, in one line; null when there is one.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <inheritdoc/>
    /// <remarks>Age is measured by the poller's <see cref="TimeProvider"/>; the caller's time is not needed. Takes no lock and allocates nothing.</remarks>
    public bool TryRead(TimeSpan now, out Watts power)
    {
        Reading? last = Volatile.Read(ref _last);
        if (last is null || _time.GetElapsedTime(last.Stamp) > _freshness)
        {
            power = Watts.Zero;
            return false;
        }

        power = last.Power;
        return true;
    }

    void IRedfishReader.OnAnswer(RedfishAnswer answer)
    {
        RedfishMeterInfo? meter = MeterRules.Find(Resource, answer.Body).FirstOrDefault(found => _pointer is null || found.Pointer == _pointer);
        if (meter is null)
        {
            Tell(_pointer is null ? "it has no power reading" : $"it has no power reading at {_pointer}");
            return;
        }

        Volatile.Write(ref _info, meter);
        if (meter.Reading is not { } power)
        {
            Tell("the reading is missing or nonsense");
            return;
        }

        Reading? before = _last;
        long stamp = meter.ReadingTime is { } time && before?.Time == time ? before.Stamp : answer.SentAt;
        Volatile.Write(ref _last, new Reading(power, stamp, meter.ReadingTime));
        Volatile.Write(ref _problem, null);
    }

    void IRedfishReader.OnFailure(RedfishException failure) => Tell(failure.Message);

    private void Tell(string problem)
    {
        if (problem == _problem)
            return;
        Volatile.Write(ref _problem, problem);
        _notices(new RedfishNotice(RedfishNoticeKind.Reading, Resource, problem));
    }

    private sealed record Reading(Watts Power, long Stamp, string? Time);
}

/// <summary>Several meters that together measure one domain, such as the two feeds of a rack: their sum, as long as all of them answer.</summary>
/// <param name="meters">The meters.</param>
public sealed class SumMeter(IReadOnlyList<IPowerMeter> meters) : IPowerMeter
{
    /// <inheritdoc/>
    public bool TryRead(TimeSpan now, out Watts power)
    {
        power = Watts.Zero;
        Watts sum = Watts.Zero;
        for (int i = 0; i < meters.Count; i++)
        {
            if (!meters[i].TryRead(now, out Watts one))
                return false;
            sum += one;
        }

        power = sum;
        return meters.Count > 0;
    }
}

/// <summary>
/// One GPU's part of a power that is known for all of them only. It is an equal part, so that the parts add up to the whole. Where the whole is that of the server, the least that the rest of
/// the server draws is taken off first: the GPUs then never count for less than they draw.
/// </summary>
/// <param name="whole">The meter of all GPUs, or of the server.</param>
/// <param name="gpus">How many GPUs.</param>
/// <param name="others">The least that everything else behind that meter draws.</param>
internal sealed class SharedPowerMeter(IPowerMeter whole, int gpus, Watts others) : IPowerMeter
{
    public bool TryRead(TimeSpan now, out Watts power)
    {
        bool isKnown = whole.TryRead(now, out Watts all);
        power = Watts.Max(Watts.Zero, all - others) / gpus;
        return isKnown;
    }
}
