using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Phases;

/// <summary>What a plan chose for a phase, and what it costs there and at the baseline; the same work each.</summary>
/// <param name="Name">Such as <c>forward</c> or <c>decode</c>.</param>
/// <param name="Clock">Clock of the streaming multiprocessors; <see cref="Megahertz.Unlimited"/> where the GPU chooses.</param>
/// <param name="TimeMs">Milliseconds at that clock, above 0.</param>
/// <param name="EnergyMj">Millijoules at that clock, above 0.</param>
/// <param name="BaselineTimeMs">Milliseconds at the baseline's clock, above 0.</param>
/// <param name="BaselineEnergyMj">Millijoules at the baseline's clock, above 0.</param>
public sealed record PhaseChoice(string Name, Megahertz Clock, double TimeMs, double EnergyMj, double BaselineTimeMs, double BaselineEnergyMj);

/// <summary>A clock for each phase of a job, as <c>plan dvfs</c> made it. Immutable.</summary>
public sealed class PhasePlan
{
    /// <summary>Most phases of a plan.</summary>
    public const int MostPhases = 256;

    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    /// <summary>A plan.</summary>
    /// <param name="baseline">Clock of the baseline; <see cref="Megahertz.Unlimited"/> where the GPU chose.</param>
    /// <param name="phases">One or more, each named once.</param>
    /// <exception cref="ArgumentException">There is none, or too many, a name stands twice, or a figure is not above 0.</exception>
    public PhasePlan(Megahertz baseline, IReadOnlyList<PhaseChoice> phases)
    {
        if (phases.Count is 0 or > MostPhases)
            throw new ArgumentException($"{phases.Count} phases; a plan has 1 to {MostPhases}", nameof(phases));
        for (int i = 0; i < phases.Count; i++)
        {
            PhaseChoice phase = phases[i];
            if (!_byName.TryAdd(phase.Name, i))
                throw new ArgumentException($"phase {phase.Name} stands twice", nameof(phases));
            if (!(phase.Clock.Value > 0 && phase.TimeMs > 0 && phase.EnergyMj > 0 && phase.BaselineTimeMs > 0 && phase.BaselineEnergyMj > 0))
                throw new ArgumentException($"phase {phase.Name}: clock, times and energies must be above 0", nameof(phases));
        }

        Baseline = baseline;
        Phases = phases;
    }

    /// <summary>Clock of the baseline: that of a GPU that nobody slows down.</summary>
    public Megahertz Baseline { get; }

    /// <summary>The one memory clock that all of its figures were measured at; null where the plan does not say, or where the GPU chose. Phases set none: it must be the GPUs' own.</summary>
    public Megahertz? MemoryClock { get; init; }

    /// <summary>The phases.</summary>
    public IReadOnlyList<PhaseChoice> Phases { get; }

    /// <summary>The highest clock of any phase: at it none of them is slower than planned.</summary>
    public Megahertz Resting => Phases.Aggregate(Megahertz.Zero, static (most, phase) => Megahertz.Max(most, phase.Clock));

    /// <summary>Index of a phase; -1 where the plan does not name it. No allocation.</summary>
    public int IndexOf(ReadOnlySpan<char> name) => _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out int index) ? index : -1;

    /// <summary>The plan for a GPU whose clocks end at one: what is automatic, or beyond, is that one.</summary>
    /// <param name="highest">The GPU's highest clock.</param>
    public PhasePlan For(Megahertz highest)
    {
        Megahertz baseline = Megahertz.Min(Baseline, highest);
        return new PhasePlan(baseline, [.. Phases.Select(phase => phase with { Clock = Megahertz.Min(phase.Clock, baseline) })]) { MemoryClock = MemoryClock };
    }
}
