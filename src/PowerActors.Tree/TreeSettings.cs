using PowerActors.Actors;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;

namespace PowerActors.Tree;

/// <summary>What a tree of actors is built from.</summary>
public sealed record TreeSettings
{
    /// <summary>The validated topology.</summary>
    public required TopologyPlan Plan { get; init; }

    /// <summary>The hardware of a server.</summary>
    public required Func<TreeNode, IServerHardware> Hardware { get; init; }

    /// <summary>The meter of a domain, or null for one that has none.</summary>
    public Func<TreeNode, IPowerMeter?> Meters { get; init; } = static _ => null;

    /// <summary>
    /// What stands in a server's place under its rack, given the server and its slot there: the control plane puts an actor here that speaks for an agent. Null: the server's own actor, in this
    /// process.
    /// </summary>
    public Func<TreeNode, int, Props>? Servers { get; init; }

    /// <summary>Where laws are counted.</summary>
    public LawLedger Laws { get; init; } = new();

    /// <summary>Hears every decision.</summary>
    public ITreeObserver Observer { get; init; } = new NoObserver();

    /// <summary>What people have said about a domain by the time it starts; <see cref="TreeMessages.Steer"/> tells it what they say later.</summary>
    public Func<TreeNode, DomainSteering> Steering { get; init; } = static _ => DomainSteering.None;

    /// <summary>False for a host that only watches: its GPUs are never asked for anything, whatever a directive says.</summary>
    public bool Applies { get; init; } = true;

    /// <summary>What survives a restart of an actor.</summary>
    public IDomainMemoryStore Memory { get; init; } = new InProcessDomainMemory();

    /// <summary>The clock governor of a server, or null for one that has none.</summary>
    public Func<TreeNode, IClockGovernor?> Governors { get; init; } = static _ => null;

    /// <summary>What the work of a server loses at lower clocks, or null where nobody knows: it keeps its ceilings and gives up nothing beyond them, whatever the price.</summary>
    public Func<TreeNode, IWorkProfile?> Work { get; init; } = static _ => null;

    /// <summary>Where domains publish their snapshots.</summary>
    public SnapshotBoard? Board { get; init; }

    /// <summary>Lets an auditor look into the actors; only for the deterministic dispatcher, where nothing runs beside it.</summary>
    public TreeRegistry? Registry { get; init; }

    private sealed class NoObserver : ITreeObserver;
}
