using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Wire.Mapping;

/// <summary>Directives on the wire.</summary>
public static class DirectiveMapping
{
    /// <summary>For the wire.</summary>
    /// <param name="directive">The directive.</param>
    /// <param name="sentAt">Now, by the sender's monotonic clock.</param>
    public static Protocol.Directive ToWire(in Directive directive, TimeSpan sentAt) => new()
    {
        Epoch = directive.Stamp.Epoch,
        Sequence = directive.Stamp.Sequence,
        Ceilings = CeilingsMapping.ToWire(directive.Ceilings),
        LeaseUs = Microseconds.From(directive.Lease),
        Shadow = directive.Shadow,
        Pin = directive.Pin is { } pin ? new Protocol.Pin { Mhz = pin.Absolute.Value, Share = pin.Share } : null,
        SentAtUs = Microseconds.From(sentAt),
        Trail = directive.Trail.Bits,
    };

    /// <summary>From the wire, or what is wrong with it. Whether its stamp is new enough is the gate's to judge.</summary>
    /// <param name="wire">What came.</param>
    /// <param name="directive">The directive, when null is answered.</param>
    /// <param name="sentAt">When it was sent, by the sender's monotonic clock.</param>
    public static string? Read(Protocol.Directive wire, out Directive directive, out TimeSpan sentAt)
    {
        directive = default;
        sentAt = default;
        if (wire.Epoch < 0 || wire.Sequence < 0)
            return $"a directive with the stamp {wire.Epoch}.{wire.Sequence}; neither part may be negative";
        if (wire.Epoch > WireLimits.HighestEpoch)
            return $"a directive of epoch {wire.Epoch}; at most {WireLimits.HighestEpoch} is one";
        if (!Microseconds.TryRead(wire.SentAtUs, TimeSpan.Zero, WireLimits.LongestUptime, out sentAt))
            return $"a directive sent at {wire.SentAtUs} µs; it must be from 0 to 100 years";
        if (!Microseconds.TryRead(wire.LeaseUs, TimeSpan.FromMicroseconds(1), DirectiveGate.LongestLease, out TimeSpan lease))
            return $"a directive with a lease of {wire.LeaseUs} µs; it must be above 0 and at most {DirectiveGate.LongestLease.TotalMinutes:0} minutes";
        if (CeilingsMapping.Read(wire.Ceilings, out Ceilings ceilings) is { } problem)
            return $"a directive with {problem}";
        if (CeilingsMapping.Read(wire.Pin, out ClockCeiling? pin) is { } wrongPin)
            return $"a directive with {wrongPin}";
        directive = new Directive(new DirectiveStamp(wire.Epoch, wire.Sequence), ceilings, lease) { Shadow = wire.Shadow, Pin = pin, Trail = new RungTrail(wire.Trail) };
        return null;
    }
}
