namespace PowerActors.Core.Energy.Dvfs;

/// <summary>A plan made for one shape, applied to another (another tensor parallelism, another batch): does it carry over?</summary>
public sealed record PlanTransfer
{
    /// <summary>What the plan made for the other shape itself would reach.</summary>
    public required DvfsPlan Own { get; init; }

    /// <summary>What the plan that was carried over reaches there.</summary>
    public required PlanTotals Totals { get; init; }

    /// <summary>Changes of clocks of the plan that was carried over.</summary>
    public required int Switches { get; init; }

    /// <summary>Kernels of the other shape that the plan knows nothing of; they stay at the baseline.</summary>
    public required IReadOnlyList<ProfiledKernel> Unknown { get; init; }

    /// <summary>Share of the baseline's energy that is saved.</summary>
    public double Saving => Totals.SavingOn(Own.Baseline);

    /// <summary>Share of the baseline's time that is lost, within the budget or not.</summary>
    public double Slowdown => Totals.SlowdownOn(Own.Baseline);

    /// <summary>Energy above that of the shape's own plan, as a share of it; negative where the plan carried over is thriftier, which it can be only by being slower.</summary>
    public double EnergyLoss => (Totals.EnergyMj / Own.Totals.EnergyMj) - 1;

    /// <summary>Time above that of the shape's own plan, as a share of it.</summary>
    public double TimeLoss => (Totals.TimeMs / Own.Totals.TimeMs) - 1;

    /// <summary>Applies a plan that was made with free changes of clocks, kernel by kernel.</summary>
    /// <param name="from">The profile that the plan was made for.</param>
    /// <param name="plan">The plan; where a kernel has several choices the one for most of its invocations is carried over.</param>
    /// <param name="to">The other shape's profile.</param>
    /// <param name="sequence">The other shape's sequence.</param>
    /// <param name="options">What is wanted there, with the other profile's baseline.</param>
    /// <returns>Null where no kernel is in both, or the plan chooses a pair of clocks that the other profile does not have.</returns>
    public static PlanTransfer? Apply(DvfsProfile from, DvfsPlan plan, DvfsProfile to, IReadOnlyList<SequenceStep> sequence, PlanOptions options)
    {
        Dictionary<(string, string), int> chosen = ClocksByName(from, plan);
        var clocks = new int[to.Kernels.Count];
        List<ProfiledKernel> unknown = [];
        for (int k = 0; k < clocks.Length; k++)
        {
            clocks[k] = options.Baseline;
            if (!chosen.TryGetValue((to.Kernels[k].Phase, to.Kernels[k].Name), out int clock))
                unknown.Add(to.Kernels[k]);
            else if ((clocks[k] = to.IndexOf(from.Clocks[clock])) < 0)
                return null;
        }

        if (unknown.Count == clocks.Length)
            return null;
        PlanChoice[] choices = [.. sequence.Select(step => new PlanChoice(step, clocks[step.Kernel]))];
        int switches = 0;
        for (int i = 1; i < choices.Length; i++)
            switches += choices[i].Clock != choices[i - 1].Clock ? 1 : 0;
        return new PlanTransfer
        {
            Own = DvfsPlanner.Plan(to, sequence, options).Plan,
            Totals = DvfsPlanner.Evaluate(to, choices, switches, options),
            Switches = switches,
            Unknown = unknown,
        };
    }

    private static Dictionary<(string Phase, string Name), int> ClocksByName(DvfsProfile profile, DvfsPlan plan)
    {
        Dictionary<(string, string), Dictionary<int, long>> votes = [];
        foreach (PlanChoice choice in plan.Choices)
        {
            ProfiledKernel kernel = profile.Kernels[choice.Step.Kernel];
            if (!votes.TryGetValue((kernel.Phase, kernel.Name), out Dictionary<int, long>? counts))
                votes[(kernel.Phase, kernel.Name)] = counts = [];
            counts[choice.Clock] = counts.GetValueOrDefault(choice.Clock) + choice.Step.Times;
        }

        return votes.ToDictionary(static v => v.Key, static v => v.Value.OrderByDescending(static c => c.Value).ThenBy(static c => c.Key).First().Key);
    }
}
