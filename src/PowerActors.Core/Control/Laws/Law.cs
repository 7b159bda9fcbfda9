namespace PowerActors.Core.Control.Laws;

/// <summary>The laws that always hold. Tests, metrics and log lines name them by these numbers.</summary>
public enum Law
{
    /// <summary>No domain's breaker trips, under any single fault, if the plan passed validation.</summary>
    P1,

    /// <summary>The cap a GPU applies is never looser than the tightest live directive above it.</summary>
    P2,

    /// <summary>Missing, late, duplicated, reordered or absurd data never loosens anything.</summary>
    P3,

    /// <summary>Tighten first: budget moves only after the tightening is acknowledged.</summary>
    P4,

    /// <summary>A directive with an older epoch than the newest seen is refused.</summary>
    P5,

    /// <summary>With every controller dead, all GPUs at their fail-safe caps fit every limit.</summary>
    P6,

    /// <summary>No high-priority GPU under a domain is capped by it while a low-priority one under it is still free.</summary>
    P7,

    /// <summary>When load falls, every cap a domain set is released within rungs × hold.</summary>
    P8,

    /// <summary>A single step in load changes the rung at most (ladder length + 1) times.</summary>
    P9,

    /// <summary>Decisions are journaled before they loosen, and a restart continues with the same rungs.</summary>
    P10,
}
