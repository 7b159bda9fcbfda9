using PowerActors.Core.Control.Directives;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Domains;

/// <summary>What a child tells its parent.</summary>
/// <param name="Sequence">Counts the child's reports; a report that is not newer than the last is ignored (law P3).</param>
/// <param name="Power">What it draws.</param>
/// <param name="Withheld">What its caps hold back now, per priority: how much more it would draw with none. An estimate that is rather too high.</param>
/// <param name="Sheddable">What a brake would still take from it, per priority.</param>
/// <param name="Acknowledged">The newest directive in force at the child.</param>
public readonly record struct PowerReport(
    long Sequence,
    Watts Power,
    PerPriority<Watts> Withheld,
    PerPriority<Watts> Sheddable,
    DirectiveStamp Acknowledged);
