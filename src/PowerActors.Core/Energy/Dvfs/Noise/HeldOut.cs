namespace PowerActors.Core.Energy.Dvfs.Noise;

/// <summary>What a plan promised on the trials it was made from, and what it does on the others.</summary>
/// <param name="Half">The half that it was made from: 0 for the first, third, ... trials, 1 for the others.</param>
/// <param name="Trials">How many trials that half has, in the cell with the fewest.</param>
/// <param name="PromisedSaving">Share of the baseline's energy saved, on the half it was made from.</param>
/// <param name="PromisedSlowdown">Share of the baseline's time lost, on that half.</param>
/// <param name="Saving">The same saving on the other half.</param>
/// <param name="Slowdown">The same slowdown on the other half.</param>
public sealed record HeldOutResult(int Half, int Trials, double PromisedSaving, double PromisedSlowdown, double Saving, double Slowdown);

/// <summary>Makes plans on half the trials and evaluates them on the other half: the difference is how much of the promise was noise.</summary>
public static class HeldOut
{
    /// <summary>Both ways round.</summary>
    /// <param name="profile">A profile with two trials or more in every cell.</param>
    /// <param name="sequence">The order in which an iteration invokes the kernels.</param>
    /// <param name="options">What is wanted. A confidence needs two trials or more in each half.</param>
    public static IReadOnlyList<HeldOutResult> Evaluate(DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, PlanOptions options)
    {
        List<HeldOutResult> results = [];
        for (int half = 0; half < 2; half++)
        {
            DvfsProfile seen = profile.HalfOfTrials(half), unseen = profile.HalfOfTrials(1 - half);
            DvfsPlan plan = DvfsPlanner.Plan(seen, sequence, options).Plan;
            PlanTotals totals = DvfsPlanner.Evaluate(unseen, plan.Choices, plan.Switches, options);
            PlanTotals baseline = DvfsPlanner.Baseline(unseen, options.Baseline);
            results.Add(new HeldOutResult(half, seen.Trials, plan.Saving, plan.Slowdown, totals.SavingOn(baseline), totals.SlowdownOn(baseline)));
        }

        return results;
    }
}
