using PowerActors.Actors;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Running;

/// <summary>What one run is made of.</summary>
public sealed record SimulationOptions
{
    /// <summary>The validated tree, ladders included.</summary>
    public required TopologyPlan Plan { get; init; }

    /// <summary>Name of the policy, for the result.</summary>
    public required string Policy { get; init; }

    /// <summary>Servers that the limit allows at nameplate, for the result.</summary>
    public required int NameplateServers { get; init; }

    /// <summary>The requests; opened twice, for the run and for the uncapped reference.</summary>
    public required IRequestLoad Load { get; init; }

    /// <summary>How long requests take on a server of a product.</summary>
    public required Func<ServerModel, PerformanceModel> Performance { get; init; }

    /// <summary>Orders what happens at the same instant.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Virtual time to run; null runs until every request of a finite load is done.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Batching and its limits.</summary>
    public ServingOptions Serving { get; init; } = new();

    /// <summary>The simulated hardware.</summary>
    public VirtualDatacenterOptions Hardware { get; init; } = new();

    /// <summary>Power statistics start after this: servers that all wake at once would pass for the largest rise. At most a tenth of a run with a fixed duration.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much of the run its power statistics leave out: <see cref="WarmUp"/>, or a tenth of a run that is shorter than ten of them.</summary>
    public TimeSpan EffectiveWarmUp => Duration is { } duration && WarmUp > duration / 10 ? duration / 10 : WarmUp;

    /// <summary>What the run is held against.</summary>
    public Objectives Objectives { get; init; } = new();

    /// <summary>The most that the time to first token may be for a request to count as served in time; figures only.</summary>
    public TimeSpan Ttft { get; init; } = new GovernorSettings().Ttft;

    /// <summary>The same for the mean time between a request's tokens.</summary>
    public TimeSpan Tbt { get; init; } = new GovernorSettings().Tbt;

    /// <summary>Called at every telemetry tick, before the tree acts; may be null.</summary>
    public Action<TimeSpan, VirtualDatacenter>? OnSample { get; init; }

    /// <summary>Faults in messages and actors; null for none.</summary>
    public FaultPlan? MessageFaults { get; init; }

    /// <summary>Faults in hardware, each at its time; in order of time.</summary>
    public IReadOnlyList<(TimeSpan At, Action<VirtualDatacenter> Strike)> HardwareFaults { get; init; } = [];

    /// <summary>False leaves out the uncapped reference: every impact is then NaN.</summary>
    public bool WithReference { get; init; } = true;

    /// <summary>The uncapped reference, where several runs share one: of the same servers, requests and batching. Null for one of its own.</summary>
    public UncappedReference? Reference { get; init; }

    /// <summary>What is recorded for a report besides the result.</summary>
    public ReportDetail Detail { get; init; }
}
