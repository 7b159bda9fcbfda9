using PowerActors.Core.Units;
using PowerActors.Wire.Mapping;

namespace PowerActors.Cluster.Sessions;

/// <summary>The latest that an agent said of its server's devices. Immutable: readers take it without asking anybody.</summary>
/// <param name="ReceivedAt">When it came, by the hub's monotonic clock (<see cref="AgentHub.Now"/>).</param>
/// <param name="Age">How old the reading was then.</param>
/// <param name="Gpus">One per GPU.</param>
/// <param name="Caps">Requested and enforced caps, one per GPU; null before they were told.</param>
/// <param name="Meter">The server's own meter, when it answered.</param>
/// <param name="Clocks">What it does with its clocks to save energy; null where it does nothing.</param>
public sealed record ServerTelemetry(TimeSpan ReceivedAt, TimeSpan Age, IReadOnlyList<GpuTelemetry> Gpus, IReadOnlyList<GpuCaps>? Caps, Watts? Meter, ServerClocks? Clocks = null);

/// <summary>How a server's link stands.</summary>
/// <param name="Server">Path of the server.</param>
/// <param name="Connected">Whether an agent speaks for it now.</param>
/// <param name="Since">Since when it has been so, by the hub's clock; null when it never spoke.</param>
/// <param name="Peer">Who speaks for it, or did last; empty when nobody did.</param>
/// <param name="AgentVersion">Its build.</param>
/// <param name="RoundTrip">Last measured round trip.</param>
/// <param name="Reports">Reports taken on this connection.</param>
/// <param name="RefusedReports">Reports refused on this connection: absurd, late or out of order.</param>
/// <param name="Directives">Directives sent on this connection.</param>
public sealed record LinkStatus(
    string Server, bool Connected, TimeSpan? Since, string Peer, string AgentVersion, TimeSpan? RoundTrip, long Reports, long RefusedReports, long Directives);
