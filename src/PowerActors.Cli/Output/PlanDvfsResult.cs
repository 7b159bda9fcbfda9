using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Noise;

namespace PowerActors.Cli.Output;

/// <summary>All that <c>plan dvfs</c> tells.</summary>
internal sealed record PlanDvfsResult
{
    public required string File { get; init; }

    public required DvfsProfile Profile { get; init; }

    public required PlanOptions Options { get; init; }

    public required DvfsPlans Plans { get; init; }

    /// <summary>Empty where nothing was measured twice.</summary>
    public required IReadOnlyList<HeldOutResult> HeldOut { get; init; }

    /// <summary>Why the plans of <see cref="HeldOut"/> were made without the confidence that was asked for; null where they were made as asked.</summary>
    public required string? HeldOutNote { get; init; }

    public required PlanTransfer? Transfer { get; init; }

    public required string TransferFile { get; init; }

    /// <summary>At the grain of the plan and at each coarser one; null where nobody asked.</summary>
    public required IReadOnlyList<IReadOnlyList<PlanTotals>>? Frontiers { get; init; }
}
