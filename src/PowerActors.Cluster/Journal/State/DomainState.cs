using PowerActors.Core.Control.Domains;

namespace PowerActors.Cluster.Journal;

/// <summary>An override in force, with who set it and why.</summary>
/// <param name="Set">What was set.</param>
/// <param name="At">When.</param>
/// <param name="Author">By whom.</param>
/// <param name="Reason">Why.</param>
public sealed record OverrideInForce(JournalEvent.OverrideSet Set, DateTimeOffset At, string? Author, string? Reason);

/// <summary>What the journal knows of a domain: events folded in their order. Immutable.</summary>
public sealed record DomainState
{
    /// <summary>Nothing known.</summary>
    public static DomainState Empty { get; } = new();

    /// <summary>What the domain must know after a restart; null before it ever said.</summary>
    public DomainMemory? Memory { get; init; }

    /// <summary>Its mode; null where it was never switched.</summary>
    public string? Mode { get; init; }

    /// <summary>Its budget in watts; null for the limit itself.</summary>
    public double? Budget { get; init; }

    /// <summary>The overrides in force, oldest first. Whether one has expired is for the reader to judge.</summary>
    public IReadOnlyList<OverrideInForce> Overrides { get; init; } = [];

    /// <summary>The state after one more event. The memory of a former owner, of an older epoch than the one known, is not taken (law P5).</summary>
    public DomainState After(JournalRecord record) => record.What switch
    {
        JournalEvent.Remembered memory when record.Epoch >= (Memory?.Epoch ?? 0) =>
            this with { Memory = new DomainMemory(record.Epoch, memory.Rung, memory.BrakedChildren) { HeardEpoch = Math.Max(memory.HeardEpoch, Memory?.HeardEpoch ?? 0) } },
        JournalEvent.ModeChanged mode => this with { Mode = mode.To },
        JournalEvent.BudgetChanged budget => this with { Budget = budget.To },
        JournalEvent.OverrideSet set => this with { Overrides = [.. Without(set.Id), new OverrideInForce(set, record.At, record.Author, record.Reason)] },
        JournalEvent.OverrideEnded ended => this with { Overrides = [.. Without(ended.Id)] },
        _ => this,
    };

    private IEnumerable<OverrideInForce> Without(string id) => Overrides.Where(one => one.Set.Id != id);
}

/// <summary>The state of a domain as it is stored.</summary>
/// <param name="Domain">Its path.</param>
/// <param name="Sequence">The newest entry whose effect is in it; it may hold effects of later ones too.</param>
/// <param name="State">The state.</param>
public sealed record StoredState(string Domain, long Sequence, DomainState State);
