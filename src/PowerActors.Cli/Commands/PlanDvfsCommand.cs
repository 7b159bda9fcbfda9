using PowerActors.Cli.Output;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Noise;
using PowerActors.Core.Input;
using PowerActors.Simulation.Energy.Dvfs;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors plan dvfs</c>.</summary>
internal static class PlanDvfsCommand
{
    /// <summary>Points of a frontier in a report; a picture shows no more, and with switching costs each is a plan of its own.</summary>
    private const int MostPointsDrawn = 128;

    public static int Run(PlanDvfsArguments arguments, CommandIo io)
    {
        arguments.Report?.CheckPlace();
        (DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, bool hasOrder) = Load(arguments.Profile, arguments.Where, arguments.Sequence);
        PlanOptions options = arguments.Options with { Baseline = PlanDvfsOptions.ResolveBaseline(arguments.Baseline, profile, arguments.Profile) };
        CheckTrials(arguments, profile);
        DvfsPlans plans = DvfsPlanner.Plan(profile, sequence, options);
        string? heldOutNote = HeldOutNote(profile, options);
        PlanDvfsResult result = new()
        {
            File = arguments.Profile,
            Profile = profile,
            Options = options,
            Plans = plans,
            HeldOut = profile.Trials < 2 ? [] : HeldOut.Evaluate(profile, sequence, heldOutNote is null ? options : options with { Confidence = null }),
            HeldOutNote = heldOutNote,
            Transfer = Transfer(arguments, profile, plans.Plan, options),
            TransferFile = arguments.ApplyTo ?? arguments.Profile,
            Frontiers = Frontiers(arguments, profile, sequence, options),
        };
        if (options.HasSwitchCost && !hasOrder && profile.Kernels.Count > 1)
            io.Error.WriteLine($"note: {arguments.Profile} does not say in which order the kernels run; taken as they stand (a column order or --sequence would say it)");
        NotePower(result, io);
        if (arguments.Out is { } path)
            PlanFile.Write(path, profile, plans.Plan, options.Baseline);
        if (arguments.Json)
            PlanDvfsJson.Write(io.Out, result);
        else
            PlanDvfsTable.Write(io.Out, result);
        arguments.Report?.Save(PlanDvfsPage.Compose(result, arguments.Report.Command, [arguments.Profile, arguments.Sequence, arguments.ApplyTo]));
        return ExitCode.Done;
    }

    /// <summary>What time buys at the plan's grain and at each coarser one; a report shows it, asked for or not, where the rule lets kernels trade.</summary>
    private static IReadOnlyList<IReadOnlyList<PlanTotals>>? Frontiers(PlanDvfsArguments arguments, DvfsProfile profile, IReadOnlyList<SequenceStep> sequence, PlanOptions options)
    {
        if (!arguments.Frontier && (arguments.Report is null || options.Rule == PlanRule.Local))
            return null;
        int most = arguments.Frontier ? int.MaxValue : MostPointsDrawn;
        return [.. Enum.GetValues<PlanGrain>().Where(grain => grain >= options.Grain).Select(grain => DvfsPlanner.Frontier(profile, sequence, options with { Grain = grain }, most))];
    }

    private static (DvfsProfile Profile, IReadOnlyList<SequenceStep> Sequence, bool HasOrder) Load(string file, IReadOnlyList<KeyValuePair<string, string>> where, string? sequence)
    {
        LoadedProfile loaded = DvfsProfileFile.Read(file, where);
        if (sequence is null)
            return (loaded.Profile, KernelSequence.Of(loaded.Profile), loaded.HasOrder);
        (DvfsProfile profile, IReadOnlyList<SequenceStep> steps) = KernelSequence.Fit(loaded.Profile, SequenceFile.Read(sequence, loaded.Profile));
        return (profile, steps, true);
    }

    // A half with one trial of a cell knows nothing of its noise.
    private static string? HeldOutNote(DvfsProfile profile, PlanOptions options) => options is { Confidence: not null, Noise: null } && profile.Trials is 2 or 3
        ? $"without --confidence: of {profile.Trials} trials a half has one, which tells no noise (4 would, or --noise)"
        : null;

    private static void CheckTrials(PlanDvfsArguments arguments, DvfsProfile profile)
    {
        if (arguments.Options is { Confidence: not null, Noise: null } && profile.Trials < 2)
            throw new InputException("--confidence", 0, $"needs to know the noise, and {arguments.Profile} has configurations measured once; add a column trial with repeated rows, or write --noise 2%");
    }

    private static PlanTransfer? Transfer(PlanDvfsArguments arguments, DvfsProfile profile, DvfsPlan plan, PlanOptions options)
    {
        if (arguments.ApplyTo is null && arguments.ApplyWhere.Count == 0)
            return null;
        string file = arguments.ApplyTo ?? arguments.Profile;
        (DvfsProfile other, IReadOnlyList<SequenceStep> sequence, _) = Load(file, arguments.ApplyWhere, arguments.Sequence);
        PlanOptions there = options with { Baseline = PlanDvfsOptions.ResolveBaseline(arguments.Baseline, other, file) };
        return PlanTransfer.Apply(profile, plan, other, sequence, there)
            ?? throw new InputException(file, 0, $"has no kernel of {arguments.Profile}, or not the clocks that the plan chooses; give a profile with the same kernels and clocks");
    }

    // A mean power that no GPU and no group of GPUs draws: most likely all of a column is in another unit, which a single row cannot show.
    private static void NotePower(PlanDvfsResult result, CommandIo io)
    {
        PlanTotals baseline = result.Plans.Plan.Baseline;
        double watts = baseline.EnergyMj / baseline.TimeMs;
        if (watts is < 1 or > 100_000)
            io.Error.WriteLine($"note: {result.File} has a mean power of {watts:0.###} W at the baseline; are times in milliseconds and energies in millijoules?");
    }
}
