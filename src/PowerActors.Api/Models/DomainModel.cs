using PowerActors.Cluster.Node;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;
using PowerActors.Tree;
using PowerActors.Wire.Mapping;

namespace PowerActors.Api.Models;

/// <summary>A clock ceiling per priority.</summary>
/// <param name="Low">Such as <c>1275 MHz</c>, <c>70 %</c> or <c>free</c>.</param>
/// <param name="High">The same for high priority.</param>
/// <param name="Brake">True when everything goes to its lowest clock.</param>
public sealed record CeilingsModel(string Low, string High, bool Brake)
{
    /// <summary>The price at which low priority gives up watts beyond its ceiling: percent of time per percent of TDP, as a share; null where none is asked.</summary>
    public double? LowPrice { get; init; }

    /// <summary>The same for high priority.</summary>
    public double? HighPrice { get; init; }

    internal static CeilingsModel Of(in Ceilings ceilings) => new(ceilings.Low.ToString(), ceilings.High.ToString(), ceilings.Brake)
    {
        LowPrice = ceilings.Price.Low > 0 ? ceilings.Price.Low : null,
        HighPrice = ceilings.Price.High > 0 ? ceilings.Price.High : null,
    };
}

/// <summary>A domain as it stands. Watts; null where there is no limit or nothing was published yet.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Kind"><c>site</c>, <c>row</c>, <c>pdu</c> or <c>rack</c>.</param>
/// <param name="Mode"><c>shadow</c> or <c>enforce</c>.</param>
/// <param name="AgeSeconds">How old this is.</param>
/// <param name="PowerWatts">What it acts on: the larger of its meter and its children.</param>
/// <param name="LimitWatts">What its breaker allows.</param>
/// <param name="BudgetWatts">The part of it that it may use now.</param>
/// <param name="Utilization">Power over budget.</param>
/// <param name="Ladder">Its policy.</param>
/// <param name="Rung">The rung in force; <c>free</c> for none.</param>
/// <param name="RungNumber">0 for none.</param>
/// <param name="Own">What that rung demands.</param>
/// <param name="InForce">What those below were told.</param>
/// <param name="WithheldWatts">What caps hold back below.</param>
/// <param name="SheddableWatts">What a brake would still take.</param>
/// <param name="SilentChildren">Children that count as their worst case.</param>
/// <param name="AwaitsChildren">True while some below have not been heard since the node started: the power is that of the others, and nothing is loosened.</param>
/// <param name="BreakerDamage">Accumulated overload of its breaker, 0 to 1.</param>
public sealed record DomainModel(
    string Path,
    string Kind,
    string Mode,
    double? AgeSeconds,
    double? PowerWatts,
    double? LimitWatts,
    double? BudgetWatts,
    double? Utilization,
    string Ladder,
    string Rung,
    int RungNumber,
    CeilingsModel? Own,
    CeilingsModel? InForce,
    double? WithheldWatts,
    double? SheddableWatts,
    int? SilentChildren,
    bool? AwaitsChildren,
    double? BreakerDamage)
{
    /// <summary>The domains directly below; null where only one was asked for.</summary>
    public IReadOnlyList<DomainModel>? Domains { get; init; }

    /// <summary>The servers directly below.</summary>
    public IReadOnlyList<ServerModel>? Servers { get; init; }

    internal static DomainModel Of(ControlNode node, TreeNode at)
    {
        DomainSnapshot? now = node.Board[at.Index];
        return new DomainModel(
            at.Path,
            at.Domain!.Kind.ToString().ToLowerInvariant(),
            NameOf(now?.Mode ?? node.Desk.Of(at.Path).Mode),
            now is null ? null : Math.Max(0, (node.Now - now.At).TotalSeconds),
            now?.Power.Value,
            Finite(at.Domain.Limit),
            now is null ? null : Finite(now.Budget),
            now is null || !at.Domain.HasLimit ? null : now.Utilization,
            at.Domain.Ladder.Name,
            at.Domain.Ladder.NameOf(now?.Rung ?? 0),
            now?.Rung ?? 0,
            now is null ? null : CeilingsModel.Of(now.Own),
            now is null ? null : CeilingsModel.Of(now.InForce),
            now is null ? null : now.Withheld.Low.Value + now.Withheld.High.Value,
            now is null ? null : now.Sheddable.Low.Value + now.Sheddable.High.Value,
            now?.SilentChildren,
            now?.AwaitsChildren,
            now?.BreakerDamage);
    }

    internal static DomainModel Subtree(ControlNode node, TreeNode at)
    {
        IReadOnlySet<string> drained = node.Desk.Drained;
        return Subtree(node, at, drained);
    }

    internal static string NameOf(ControlMode mode) => mode == ControlMode.Shadow ? "shadow" : "enforce";

    internal static double? Finite(Watts power) => double.IsFinite(power.Value) ? power.Value : null;

    private static DomainModel Subtree(ControlNode node, TreeNode at, IReadOnlySet<string> drained)
    {
        IReadOnlyList<TreeNode> below = node.Index.ChildrenOf(at);
        return Of(node, at) with
        {
            Domains = [.. below.Where(static child => !child.IsServer).Select(child => Subtree(node, child, drained))],
            Servers = [.. below.Where(static child => child.IsServer).Select(child => ServerModel.Of(node, child, drained))],
        };
    }
}

/// <summary>A server as its agent last told.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Model">Its product.</param>
/// <param name="Priority"><c>low</c> or <c>high</c>.</param>
/// <param name="Connected">Whether its agent is connected.</param>
/// <param name="AgeSeconds">How old its last reading is; null before the first.</param>
/// <param name="PowerWatts">What it draws; null when nothing was told.</param>
/// <param name="MeterWatts">What its own meter says; null where it has none.</param>
/// <param name="Drained">Whether it is to be given no new work.</param>
/// <param name="Peer">Who speaks for it, or did last.</param>
/// <param name="RoundTripSeconds">Last measured round trip to its agent.</param>
/// <param name="RefusedReports">Reports of this connection that were refused.</param>
/// <param name="Gpus">Its GPUs; empty before the first report.</param>
/// <param name="Clocks">What it does with its clocks to save energy; null where it does nothing.</param>
public sealed record ServerModel(
    string Path,
    string Model,
    string Priority,
    bool Connected,
    double? AgeSeconds,
    double? PowerWatts,
    double? MeterWatts,
    bool Drained,
    string Peer,
    double? RoundTripSeconds,
    long RefusedReports,
    IReadOnlyList<GpuModel> Gpus,
    ClocksModel? Clocks)
{
    internal static ServerModel Of(ControlNode node, TreeNode at, IReadOnlySet<string> drained)
    {
        ServerTelemetry? told = node.Agents.Telemetry(at.ServerIndex);
        LinkStatus link = node.Agents.Link(at.ServerIndex);
        return new ServerModel(
            at.Path,
            at.Server!.Model.Name,
            at.Server.Priority.ToString().ToLowerInvariant(),
            link.Connected,
            told is null ? null : (node.Agents.Now - told.ReceivedAt + told.Age).TotalSeconds,
            node.Board[at.Index]?.Power.Value,
            told?.Meter?.Value,
            drained.Contains(at.Path),
            link.Peer,
            link.RoundTrip?.TotalSeconds,
            link.RefusedReports,
            told is null ? [] : [.. told.Gpus.Select((gpu, i) => GpuModel.Of(gpu, told.Caps is { } caps && i < caps.Count ? caps[i] : null))],
            ClocksModel.Of(told?.Clocks));
    }
}

/// <summary>A GPU: what it draws, what it was asked for, what it holds. Watts and megahertz; null where not known, and for no ceiling.</summary>
/// <param name="PowerWatts">What it draws.</param>
/// <param name="ClockMegahertz">Its clock.</param>
/// <param name="Health"><c>good</c>, <c>unavailable</c>, <c>lost</c> or <c>nonsense</c>.</param>
/// <param name="Brake">Whether the power brake is on.</param>
/// <param name="RequestedMegahertz">The ceiling it was asked for.</param>
/// <param name="EnforcedMegahertz">The ceiling it holds.</param>
/// <param name="RequestedWatts">The power limit it was asked for.</param>
/// <param name="EnforcedWatts">The power limit it holds.</param>
public sealed record GpuModel(
    double? PowerWatts, double? ClockMegahertz, string Health, bool Brake, double? RequestedMegahertz, double? EnforcedMegahertz, double? RequestedWatts, double? EnforcedWatts)
{
    internal static GpuModel Of(in GpuTelemetry gpu, GpuCaps? caps)
    {
        bool isGood = gpu.Health == GpuHealth.Good;
        return new GpuModel(
            isGood ? gpu.Power.Value : null,
            isGood && gpu.Clock.Value > 0 ? gpu.Clock.Value : null,
            gpu.Health.ToString().ToLowerInvariant(),
            gpu.Brake,
            Finite(caps?.Requested?.Value),
            Finite(caps?.Enforced?.Value),
            Finite(caps?.RequestedPower?.Value),
            Finite(caps?.EnforcedPower?.Value));
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
