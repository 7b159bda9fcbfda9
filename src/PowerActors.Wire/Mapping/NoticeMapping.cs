using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using Protocol = PowerActors.Wire.Protocol;

namespace PowerActors.Wire.Mapping;

/// <summary>What an agent tells a person, on the wire.</summary>
public static class NoticeMapping
{
    /// <summary>Breaches that one notice can speak of; more count as so many.</summary>
    public const long MostBreaches = 1_000_000;

    /// <summary>The kind on the wire; null for an alert that agents do not tell.</summary>
    /// <param name="kind">What happened.</param>
    public static Protocol.NoticeKind? NoticeOf(AlertKind kind) => kind switch
    {
        AlertKind.CapDrift => Protocol.NoticeKind.NoticeDrift,
        AlertKind.HeldByOthers => Protocol.NoticeKind.NoticeHeldByOthers,
        AlertKind.DeviceFault or AlertKind.MeterLost => Protocol.NoticeKind.NoticeDeviceFault,
        AlertKind.CapNotInForce => Protocol.NoticeKind.NoticeCapNotInForce,
        AlertKind.FailSafe => Protocol.NoticeKind.NoticeFailSafe,
        AlertKind.FencedDirective => Protocol.NoticeKind.NoticeFenced,
        AlertKind.AgentState => Protocol.NoticeKind.NoticeState,
        AlertKind.LawBroken => Protocol.NoticeKind.NoticeLawBroken,
        _ => null,
    };

    /// <summary>What happened; null for a kind that this build does not know, such as one of a newer agent.</summary>
    /// <param name="kind">The kind on the wire.</param>
    public static AlertKind? AlertOf(Protocol.NoticeKind kind) => kind switch
    {
        Protocol.NoticeKind.NoticeDrift => AlertKind.CapDrift,
        Protocol.NoticeKind.NoticeHeldByOthers => AlertKind.HeldByOthers,
        Protocol.NoticeKind.NoticeDeviceFault => AlertKind.DeviceFault,
        Protocol.NoticeKind.NoticeCapNotInForce => AlertKind.CapNotInForce,
        Protocol.NoticeKind.NoticeFailSafe => AlertKind.FailSafe,
        Protocol.NoticeKind.NoticeFenced => AlertKind.FencedDirective,
        Protocol.NoticeKind.NoticeState => AlertKind.AgentState,
        Protocol.NoticeKind.NoticeLawBroken => AlertKind.LawBroken,
        _ => null,
    };

    /// <summary>A notice of the server, its detail no longer than the wire takes.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="detail">For a person.</param>
    public static Protocol.Notice ToWire(Protocol.NoticeKind kind, string detail) =>
        new() { Kind = kind, Gpu = -1, Detail = detail.Length <= WireLimits.TextLength ? detail : detail[..WireLimits.TextLength] };

    /// <summary>The number of a law on the wire, from 1.</summary>
    /// <param name="law">The law.</param>
    public static uint NumberOf(Law law) => (uint)law + 1;

    /// <summary>The law that a notice speaks of; null where it names none that this build knows.</summary>
    /// <param name="notice">The notice.</param>
    public static Law? LawOf(Protocol.Notice notice) => notice.Law is > 0 and <= int.MaxValue && Enum.IsDefined((Law)(notice.Law - 1)) ? (Law)(notice.Law - 1) : null;

    /// <summary>How many breaches a notice speaks of: 1 to <see cref="MostBreaches"/>, whatever stands there.</summary>
    /// <param name="notice">The notice.</param>
    public static long CountOf(Protocol.Notice notice) => Math.Clamp(notice.Count, 1, MostBreaches);
}
