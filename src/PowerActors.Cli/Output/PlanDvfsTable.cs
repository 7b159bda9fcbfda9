using System.Globalization;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Noise;

namespace PowerActors.Cli.Output;

/// <summary>A plan for people.</summary>
internal static class PlanDvfsTable
{
    private const int MostChoices = 24;
    private const int MostPoints = 16;

    public static void Write(TextWriter to, PlanDvfsResult result)
    {
        DvfsPlan plan = result.Plans.Plan;
        long invocations = result.Profile.Kernels.Sum(static kernel => kernel.Count);
        to.WriteLine($"{Text.Tail(result.File, 60)}: {result.Profile.Kernels.Count:#,0} kernels, {invocations:#,0} invocations, {result.Profile.Clocks.Count} configurations");
        to.WriteLine($"Rule {Name(result.Options.Rule)}, at most {Percent(result.Options.Slowdown)} slower than the baseline{Switching(result.Options)}");
        ClockPair baseline = result.Profile.Clocks[result.Options.Baseline];
        to.WriteLine($"Baseline {baseline}: {Milliseconds(plan.Baseline.TimeMs)}, {Energy(plan.Baseline.EnergyMj)}");
        to.WriteLine();
        to.WriteLine($"  {"grain",-10} {"energy",14} {"saving",9} {"time",14} {"slowdown",10} {"switches",9}  proven");
        Row(to, plan);
        foreach (DvfsPlan coarser in result.Plans.Coarser)
            Row(to, coarser);
        if (result.Options.Confidence is { } confidence)
            to.WriteLine($"  {plan.Refused:#,0} better-looking choices refused: not sure at {confidence * 100:0.##} %");
        to.WriteLine();
        WriteChoices(to, result.Profile, plan, result.Options.Baseline);
        WriteHeldOut(to, result.HeldOut, result.HeldOutNote);
        if (result.Transfer is { } transfer)
            WriteTransfer(to, transfer, result.TransferFile);
        if (result.Frontiers is [{ } frontier, ..])
            WriteFrontier(to, frontier, plan.Baseline);
    }

    private static void Row(TextWriter to, DvfsPlan plan) => to.WriteLine(
        $"  {Name(plan.Grain),-10} {Energy(plan.Totals.EnergyMj),14} {Percent(plan.Saving),9} {Milliseconds(plan.Totals.TimeMs),14} {Signed(plan.Slowdown),10} {plan.Switches,9:#,0}  "
        + (plan.Gap <= 1e-9 ? "optimal" : $"within {(plan.Gap * 100).ToString("0.#####", CultureInfo.InvariantCulture)} %"));

    private static void WriteChoices(TextWriter to, DvfsProfile profile, DvfsPlan plan, int baseline)
    {
        // What one choice saves, over all of the steps that are alike.
        var rows = plan.Choices
            .GroupBy(static choice => (choice.Step.Kernel, choice.Clock))
            .Select(group => (
                Kernel: profile.Kernels[group.Key.Kernel],
                Clocks: profile.Clocks[group.Key.Clock],
                Times: group.Sum(static choice => choice.Step.Times),
                Saved: profile.EnergyMj(group.Key.Kernel, baseline) - profile.EnergyMj(group.Key.Kernel, group.Key.Clock),
                Slower: (profile.TimeMs(group.Key.Kernel, group.Key.Clock) / profile.TimeMs(group.Key.Kernel, baseline)) - 1,
                Before: profile.EnergyMj(group.Key.Kernel, baseline)))
            .OrderByDescending(static row => row.Saved * row.Times)
            .ToList();
        to.WriteLine($"  {"kernel",-38} {"times",9}  {"clocks",-15} {"saves",12} {"",9} {"time",9}");
        foreach (var row in rows.Take(MostChoices))
        {
            to.WriteLine(
                $"  {Text.Head(row.Kernel.ToString(), 38),-38} {row.Times,9:#,0}  {row.Clocks,-15} {Energy(row.Saved * row.Times),12} {Percent(row.Saved / row.Before),9} {Signed(row.Slower),9}");
        }

        if (rows.Count > MostChoices)
            to.WriteLine($"  and {rows.Count - MostChoices:#,0} more (--json or --out has all)");
        to.WriteLine();
    }

    private static void WriteHeldOut(TextWriter to, IReadOnlyList<HeldOutResult> results, string? note)
    {
        if (results.Count == 0)
            return;
        to.WriteLine("Planned on half of the trials, evaluated on the other half");
        if (note is not null)
            to.WriteLine($"  {note}");
        to.WriteLine($"  {"planned on",-22} {"promised",10} {"kept",10}   {"slowdown promised",18} {"measured",10}");
        foreach (HeldOutResult held in results)
        {
            string half = $"{(held.Half == 0 ? "odd" : "even")} trials ({held.Trials})";
            to.WriteLine($"  {half,-22} {Percent(held.PromisedSaving),10} {Percent(held.Saving),10}   {Signed(held.PromisedSlowdown),18} {Signed(held.Slowdown),10}");
        }

        to.WriteLine();
    }

    private static void WriteTransfer(TextWriter to, PlanTransfer transfer, string file)
    {
        to.WriteLine($"Applied to {Text.Tail(file, 60)}");
        to.WriteLine($"  {"",-22} {"energy",14} {"saving",9} {"time",14} {"slowdown",10} {"switches",9}");
        Line("this plan", transfer.Totals, transfer.Switches);
        Line("a plan of its own", transfer.Own.Totals, transfer.Own.Switches);
        to.WriteLine($"  lost by carrying the plan over: {Signed(transfer.EnergyLoss)} energy, {Signed(transfer.TimeLoss)} time{(transfer.Unknown.Count > 0 ? $"; {transfer.Unknown.Count} kernels it does not know stay at the baseline" : "")}");
        to.WriteLine();

        void Line(string name, PlanTotals totals, int switches) => to.WriteLine(
            $"  {name,-22} {Energy(totals.EnergyMj),14} {Percent(totals.SavingOn(transfer.Own.Baseline)),9} {Milliseconds(totals.TimeMs),14} {Signed(totals.SlowdownOn(transfer.Own.Baseline)),10} {switches,9:#,0}");
    }

    private static void WriteFrontier(TextWriter to, IReadOnlyList<PlanTotals> frontier, PlanTotals baseline)
    {
        int shown = Math.Min(frontier.Count, MostPoints);
        to.WriteLine($"Frontier, from the fastest plan to the thriftiest{(shown < frontier.Count ? $" ({shown} of {frontier.Count:#,0} points; --json has all)" : "")}");
        to.WriteLine($"  {"slowdown",10} {"saving",9} {"time",14} {"energy",14}");
        for (int i = 0; i < shown; i++)
        {
            PlanTotals point = frontier[shown == 1 ? 0 : (int)((long)i * (frontier.Count - 1) / (shown - 1))];
            to.WriteLine($"  {Signed(point.SlowdownOn(baseline)),10} {Percent(point.SavingOn(baseline)),9} {Milliseconds(point.TimeMs),14} {Energy(point.EnergyMj),14}");
        }

        to.WriteLine();
    }

    private static string Switching(PlanOptions options) =>
        options.HasSwitchCost ? $"; a change of clocks takes {options.SwitchTimeMs:0.####} ms and {options.SwitchEnergyMj / 1000:0.####} J" : "; changes of clocks are free";

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private static string Signed(double share) => (share * 100).ToString("+0.00;-0.00;+0.00", CultureInfo.InvariantCulture) + " %";

    private static string Milliseconds(double value) => value.ToString(value >= 1000 ? "#,0.0" : "0.000", CultureInfo.InvariantCulture) + " ms";

    private static string Energy(double millijoules) => Math.Abs(millijoules) switch
    {
        >= 1e6 => (millijoules / 1000).ToString("#,0.0", CultureInfo.InvariantCulture) + " J",
        >= 1e4 => (millijoules / 1000).ToString("0.00", CultureInfo.InvariantCulture) + " J",
        _ => millijoules.ToString("0.00", CultureInfo.InvariantCulture) + " mJ",
    };
}
