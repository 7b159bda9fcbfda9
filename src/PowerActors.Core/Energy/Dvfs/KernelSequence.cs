namespace PowerActors.Core.Energy.Dvfs;

/// <summary>A stretch of an iteration: one kernel, invoked one or more times without another in between. One choice of clocks holds for all of them.</summary>
/// <param name="Kernel">Its row in the profile.</param>
/// <param name="Times">How often, 1 or more.</param>
public readonly record struct SequenceStep(int Kernel, long Times);

/// <summary>The order in which an iteration invokes its kernels: what a change of clocks between two of them is priced on.</summary>
public static class KernelSequence
{
    /// <summary>One step for each kernel of a profile, in its order, all invocations of a kernel together.</summary>
    /// <param name="profile">The profile.</param>
    public static IReadOnlyList<SequenceStep> Of(DvfsProfile profile) => [.. profile.Kernels.Select(static (kernel, k) => new SequenceStep(k, kernel.Count))];

    /// <summary>The profile with the counts that a sequence has; kernels that it never invokes are left out.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="steps">The sequence, with rows of that profile.</param>
    /// <returns>The profile, and the sequence with the new rows.</returns>
    public static (DvfsProfile Profile, IReadOnlyList<SequenceStep> Steps) Fit(DvfsProfile profile, IReadOnlyList<SequenceStep> steps)
    {
        var counts = new long[profile.Kernels.Count];
        foreach (SequenceStep step in steps)
            counts[step.Kernel] += step.Times;
        List<int> rows = [];
        List<ProfiledKernel> kernels = [];
        var moved = new int[counts.Length];
        for (int k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0)
                continue;
            moved[k] = rows.Count;
            rows.Add(k);
            kernels.Add(profile.Kernels[k] with { Count = counts[k] });
        }

        return (profile.Select(kernels, rows), [.. steps.Select(step => step with { Kernel = moved[step.Kernel] })]);
    }
}
