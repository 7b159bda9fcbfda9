using PowerActors.Core.Control.Laws;
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

    /// <summary>Where laws are counted.</summary>
    public LawLedger Laws { get; init; } = new();

    /// <summary>Hears every decision.</summary>
    public ITreeObserver Observer { get; init; } = new NoObserver();

    /// <summary>What survives a restart of an actor.</summary>
    public IDomainMemoryStore Memory { get; init; } = new InProcessDomainMemory();

    /// <summary>The clock governor of a server, or null for one that has none.</summary>
    public Func<TreeNode, IClockGovernor?> Governors { get; init; } = static _ => null;

    /// <summary>Where domains publish their snapshots.</summary>
    public SnapshotBoard? Board { get; init; }

    /// <summary>Lets an auditor look into the actors; only for the deterministic dispatcher, where nothing runs beside it.</summary>
    public TreeRegistry? Registry { get; init; }

    private sealed class NoObserver : ITreeObserver;
}
