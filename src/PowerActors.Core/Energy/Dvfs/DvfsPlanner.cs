namespace PowerActors.Core.Energy.Dvfs;

/// <summary>A plan, and beside it what coarser ones would reach.</summary>
/// <param name="Plan">At the grain asked for.</param>
/// <param name="Coarser">At each coarser one, finest first.</param>
public sealed record DvfsPlans(DvfsPlan Plan, IReadOnlyList<DvfsPlan> Coarser);

/// <summary>
/// Chooses clocks for the kernels of an iteration from a profile (Spaan, Chen, Varbanescu, "Reducing Compute Waste in LLMs through Kernel-Level DVFS", arXiv 2601.08539).
/// While changes of clocks are free the order of the kernels does not matter, and a plan is a choice for each kernel; where they cost something it is a choice for each
/// step of the sequence.
/// </summary>
public static class DvfsPlanner
{
    /// <summary>Plans at the grain asked for and at every coarser one.</summary>
    /// <param name="profile">What each kernel costs at each pair of clocks; its counts are those of the sequence.</param>
    /// <param name="sequence">The order in which an iteration invokes the kernels.</param>
    /// <param name="options">What is wanted.</param>
    /// <returns>Plans; a finer one never costs more than a coarser one.</returns>
    public static DvfsPlans Plan(DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, PlanOptions options)
    {
        List<DvfsPlan> plans = [];
        for (PlanGrain grain = PlanGrain.Iteration; grain >= options.Grain; grain--)
            plans.Insert(0, PlanGrainOf(profile, sequence, options with { Grain = grain }, plans.Count > 0 ? plans[0] : null));
        return new DvfsPlans(plans[0], plans[1..]);
    }

    /// <summary>The points between the fastest plan and the thriftiest at which a little more time saves most, each with the least energy for its time.</summary>
    /// <param name="profile">What each kernel costs at each pair of clocks.</param>
    /// <param name="sequence">The order in which an iteration invokes the kernels.</param>
    /// <param name="options">What is wanted; the rule must be global, the slowdown plays no part.</param>
    /// <param name="most">How many at most, 2 or more; without switching costs all are found at once, and where there are more, evenly many are left out.</param>
    public static IReadOnlyList<PlanTotals> Frontier(DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, PlanOptions options, int most = int.MaxValue)
    {
        PlanGroups groups = new(profile, options);
        if (options.HasSwitchCost)
            return Switching.SequenceSolver.Frontier(new SwitchingPlanner(profile, sequence, options, groups).Problem, Math.Min(most, 256));
        IReadOnlyList<PlanTotals> points = Knapsack.KnapsackSolver.Frontier(new FreePlanner(profile, options, groups).Problem);
        if (points.Count <= most)
            return points;
        return [.. Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / (most - 1))])];
    }

    /// <summary>What a choice costs on a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="choices">Choices with rows of that profile.</param>
    /// <param name="switches">Changes of clocks in an iteration.</param>
    /// <param name="options">What a change costs.</param>
    public static PlanTotals Evaluate(DvfsProfile profile, IReadOnlyList<PlanChoice> choices, int switches, PlanOptions options)
    {
        Knapsack.CompensatedSum time = default, energy = default;
        foreach (PlanChoice choice in choices)
        {
            time.Add(choice.Step.Times * profile.TimeMs(choice.Step.Kernel, choice.Clock));
            energy.Add(choice.Step.Times * profile.EnergyMj(choice.Step.Kernel, choice.Clock));
        }

        time.Add(switches * options.SwitchTimeMs);
        energy.Add(switches * options.SwitchEnergyMj);
        return new PlanTotals(time.Value, energy.Value);
    }

    /// <summary>What the baseline costs: every kernel at one pair, nothing changed.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="clock">Column of the baseline.</param>
    public static PlanTotals Baseline(DvfsProfile profile, int clock)
    {
        Knapsack.CompensatedSum time = default, energy = default;
        for (int k = 0; k < profile.Kernels.Count; k++)
        {
            time.Add(profile.Kernels[k].Count * profile.TimeMs(k, clock));
            energy.Add(profile.Kernels[k].Count * profile.EnergyMj(k, clock));
        }

        return new PlanTotals(time.Value, energy.Value);
    }

    private static DvfsPlan PlanGrainOf(DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, PlanOptions options, DvfsPlan? coarser)
    {
        PlanGroups groups = new(profile, options);
        FreePlanner free = new(profile, options, groups);
        DvfsPlan plan = options.HasSwitchCost
            ? new SwitchingPlanner(profile, sequence, options, groups).Plan(free.Solve(null).Clocks, coarser)
            : free.Plan(sequence, coarser);

        // With a confidence a coarser plan may be sure as a whole where no finer choice is by itself; it is a plan of the finer grain too.
        if (options.Confidence is null || coarser is null || coarser.Totals.EnergyMj >= plan.Totals.EnergyMj)
            return plan;
        return coarser with { Grain = options.Grain, BoundMj = Math.Min(plan.BoundMj, coarser.BoundMj), Refused = plan.Refused };
    }
}
