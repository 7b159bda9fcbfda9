using System.Globalization;
using PowerActors.Cli.Commands;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Output;

/// <summary>A serving plan for people.</summary>
internal static class PlanServingTable
{
    private const int MostCandidates = 8;
    private const int HighestWidth = 20;

    public static void Write(TextWriter to, PlanServingResult result)
    {
        ServingProfile profile = result.Profile;
        ServingNames names = new(profile);
        to.WriteLine(Text.Head($"{(names.Subject.Length > 0 ? names.Subject : "profile")}: {profile.Settings.Count} settings, {profile.Loads[0]:0.##} to {Rate(profile.Loads[^1])}", Text.Width));
        if (names.HasSeveralGpus)
            to.WriteLine(Text.Head($"GPUs: {names.Gpus}", Text.Width));
        WriteObjectives(to, result);
        if (result.Plan is { } plan)
            WritePlan(to, result, names, plan);
        WriteOverLoads(to, result, names);
        foreach ((RequestClass? requests, double tokens, CapacityPlan? capacity, CapacityPlan? highest) in result.Capacity)
            WriteCapacity(to, result, names, requests, tokens, capacity, highest);
        WriteErrors(to, result.Errors);
    }

    private static void WriteObjectives(TextWriter to, PlanServingResult result)
    {
        string objectives = result.Objectives.Count == 0
            ? "none: least energy alone"
            : string.Join(", ", result.Objectives.Select(static o => $"{ServingMetrics.NameOf(o.Asked)} up to {Milliseconds(o.Limit.TotalSeconds)}"));
        string margin = result.Arguments.Margin > 0 ? $", with a margin of {Percent(result.Arguments.Margin)}" : "";
        to.WriteLine($"Objectives: {objectives}{margin}");
        foreach (ServingObjective o in result.Objectives)
        {
            if (o.JudgedBy != o.Asked)
                to.WriteLine($"  the profile has no {ServingMetrics.NameOf(o.Asked)}; judged by its {ServingMetrics.NameOf(o.JudgedBy)}, which is {(o.IsMilder ? "milder" : "stricter")}");
        }

        if (result.Arguments.Mix is { } mix)
            to.WriteLine($"Mix: {string.Join(", ", mix.Shares.Select(static share => $"{share.Class} {Percent(share.Share)}"))} of the tokens; latencies are the worst class's");
        to.WriteLine();
    }

    private static void WritePlan(TextWriter to, PlanServingResult result, ServingNames names, ServingPlan plan)
    {
        string load = Rate(plan.Query.TokensPerSecond);
        if (plan.Best is not { } best)
        {
            WriteNone(to, result, names, plan, load);
            return;
        }

        WriteWithin(to, $"At {load}: {names.Short(best.Setting)}, {W(best.Power)}, {best.PerToken.Value:0.000} J/token", best.IsMeasured ? "" : "(interpolated between measured loads)");
        if (plan.AtHighestClock is { } highest && highest.Setting != best.Setting)
            to.WriteLine($"  the same at {highest.Setting.Clock} takes {W(highest.Power)}: {Signed((best.Power / highest.Power) - 1)}{Slower(best, highest)}");
        to.WriteLine();
        WriteCandidates(to, names, plan);
        WritePrices(to, names, plan);
    }

    private static string Slower(OperatingPoint best, OperatingPoint highest)
    {
        string[] changes =
        [
            .. ((ServingMetric[])[ServingMetric.TtftP99, ServingMetric.TtftMean, ServingMetric.TbtP99, ServingMetric.TbtP90, ServingMetric.TbtMean])
                .Where(metric => double.IsFinite(best[metric])).Select(metric => $"{ServingMetrics.NameOf(metric)} {Signed((best[metric] / highest[metric]) - 1)}").Take(3),
        ];
        return changes.Length == 0 ? "" : $" (here {string.Join(", ", changes)})";
    }

    private static void WriteNone(TextWriter to, PlanServingResult result, ServingNames names, ServingPlan plan, string load)
    {
        if (plan.Closest is not { } closest)
        {
            to.WriteLine($"At {load}: none. No setting was measured at this load, and nothing is guessed beyond {Rate(result.Profile.Loads[0])} to {Rate(result.Profile.Loads[^1])};");
            to.WriteLine("  --capacity splits a load over several instances");
            to.WriteLine();
            return;
        }

        to.WriteLine($"At {load}: none of {plan.Candidates.Count} settings meets the objectives");
        WriteWithin(to, $"  closest is {names.Short(closest.Point.Setting)} at {W(closest.Point.Power)}, which needs limits {Signed(closest.Factor - 1)} wider:", Latencies(closest.Point, plan));
        to.WriteLine();
        WriteCandidates(to, names, plan);
    }

    /// <summary>The rest behind the beginning where both fit into a line, else below it.</summary>
    private static void WriteWithin(TextWriter to, string beginning, string rest) =>
        to.WriteLine(rest.Length == 0 ? beginning : beginning.Length + 1 + rest.Length <= Text.Width ? $"{beginning} {rest}" : $"{beginning}\n    {rest}");

    private static string Latencies(OperatingPoint point, ServingPlan plan) =>
        string.Join(", ", plan.Query.Objectives.Select(o => $"{ServingMetrics.NameOf(o.JudgedBy)} {Milliseconds(point[o.JudgedBy])}"));

    private static void WriteCandidates(TextWriter to, ServingNames names, ServingPlan plan)
    {
        ServingMetric[] metrics = [.. plan.Query.Objectives.Select(static o => o.JudgedBy).Distinct()];
        if (metrics.Length == 0)
            metrics = [ServingMetric.TtftP99, ServingMetric.TbtP99, ServingMetric.TbtP90];
        int width = names.Width;
        int most = names.HasSeveralGpus ? Math.Min(4, (Text.Width - width - 34) / 11) : 4; // a column is 11 wide, the others together 34 with the name of one objective
        metrics = [.. metrics.Where(metric => plan.Candidates.Any(point => double.IsFinite(point[metric]))).Take(most)];
        to.WriteLine($"  {"setting".PadRight(width)} {"power",8} {"J/token",8} {string.Concat(metrics.Select(static m => $" {ServingMetrics.NameOf(m),10}"))}  meets");
        foreach (OperatingPoint point in plan.Candidates.Take(MostCandidates))
        {
            string missed = string.Join(", ", plan.Query.Objectives.Where(o => !o.IsMetBy(point, plan.Query.Margin)).Select(static o => ServingMetrics.NameOf(o.Asked)));
            to.WriteLine(Text.Head(
                $"  {Setting(names, point.Setting)} {W(point.Power),8} {point.PerToken.Value,8:0.000} {string.Concat(metrics.Select(m => $" {Milliseconds(point[m]),10}"))}  "
                + (missed.Length == 0 ? "all" : $"not {missed}"), Text.Width));
        }

        int more = plan.Candidates.Count - MostCandidates;
        string left = plan.NotMeasured > 0 ? $"{plan.NotMeasured} not measured at this load" : "";
        if (more > 0 || plan.NotMeasured > 0)
            to.WriteLine($"  {string.Join("; ", ((string[])[more > 0 ? $"and {more} more (--json lists them)" : "", left]).Where(static text => text.Length > 0))}");
        to.WriteLine();
    }

    private static void WritePrices(TextWriter to, ServingNames names, ServingPlan plan)
    {
        if (plan.Prices.Count == 0)
            return;
        to.WriteLine("What each objective costs, the others held");
        foreach (ObjectivePrice price in plan.Prices)
        {
            Watts best = plan.Best!.Power;
            string room = Percent(1 - (price.Value / price.Objective.Limit.TotalSeconds));
            to.WriteLine($"  {ServingMetrics.NameOf(price.Objective.Asked)} up to {Milliseconds(price.Objective.Limit.TotalSeconds)}: {Milliseconds(price.Value)} here, {room} below; the objective costs {W(best - price.Without)}");
            to.WriteLine(price.Relaxed is { } relaxed
                ? $"    relaxed to {Ceiling(relaxed.Limit.TotalSeconds)}: {names.Short(relaxed.Point.Setting)}, {W(relaxed.Point.Power)} ({W(relaxed.Point.Power - best)})"
                : "    relaxed: nothing cheaper");
            to.WriteLine(price.Tightened is { } tightened
                ? $"    tightened below {Milliseconds(price.Value / (1 - plan.Query.Margin))}: {names.Short(tightened.Setting)}, {W(tightened.Power)} (+{W(tightened.Power - best)})"
                : $"    tightened below {Milliseconds(price.Value / (1 - plan.Query.Margin))}: nothing will do");
        }

        to.WriteLine();
    }

    private static void WriteOverLoads(TextWriter to, PlanServingResult result, ServingNames names)
    {
        to.WriteLine("Over the measured loads");
        to.WriteLine($"  {"load",12}  {"best setting".PadRight(names.Width)} {"power",8} {"J/token",8} {"at the highest clock",HighestWidth} {"saving",8}");
        foreach (LoadRow row in result.OverLoads)
        {
            if (row.Best is not { } best)
            {
                to.WriteLine($"  {Rate(row.TokensPerSecond),12}  none meets the objectives");
                continue;
            }

            string highest = row.AtHighestClock is { } at ? $"{at.Setting.Clock}, {W(at.Power)}" : "-";
            string saving = row.AtHighestClock is { } same ? Percent(1 - (best.Power / same.Power)) : "-";
            to.WriteLine($"  {Rate(row.TokensPerSecond),12}  {Setting(names, best.Setting)} {W(best.Power),8} {best.PerToken.Value,8:0.000} {highest,HighestWidth} {saving,8}");
        }

        to.WriteLine();
    }

    private static void WriteCapacity(TextWriter to, PlanServingResult result, ServingNames names, RequestClass? requests, double tokens, CapacityPlan? plan, CapacityPlan? highest)
    {
        string what = requests is { } one ? $"Capacity for {Rate(tokens)} of class {one}" : $"Capacity for {Rate(tokens)}";
        if (plan is null)
        {
            to.WriteLine($"{what}: none; no setting meets the objectives at any load that was measured, or a single instance was measured from {Rate(result.Profile.Loads[0])} only");
            to.WriteLine();
            return;
        }

        string server = result.Server is { } known
            ? $"{plan.Servers} {known.Name} held, {plan.IdleGpus} of their GPUs idle"
            : "GPUs of instances only (--server NAME counts the rest)";
        WriteWithin(to, $"{what}: {plan.Groups.Sum(static g => g.Count)} instances, {W(plan.Power)}, {plan.PerToken.Value:0.000} J/token;", server);
        foreach (InstanceGroup group in plan.Groups)
            to.WriteLine($"  {group.Count,6} x {Setting(names, group.Point.Setting)} at {Rate(group.Point.TokensPerSecond),12}  {W(group.Point.Power),8} each");
        to.WriteLine($"  instances {W(plan.Instances)} + what is held {W(plan.Held)}; loads in steps of {plan.Step:0.##} tok/s");
        if (highest is not null)
            to.WriteLine($"  with every clock at its highest: {highest.Groups.Sum(static g => g.Count)} instances, {W(highest.Power)}; saved {Percent(1 - (plan.Power / highest.Power))}");
        to.WriteLine();
    }

    private static void WriteErrors(TextWriter to, IReadOnlyList<InterpolationError> errors)
    {
        if (errors.Count == 0)
        {
            to.WriteLine("Interpolation: fewer than three loads for any setting, so its error cannot be told");
            return;
        }

        to.WriteLine("Error of the curves between loads (each inner load left out in turn)");
        foreach (InterpolationError error in errors)
            to.WriteLine($"  {ServingMetrics.NameOf(error.Metric),-10} mean {Percent(error.Mean),7}   median {Percent(error.Median),7}   largest {Percent(error.Largest),7}   ({error.Points} points)");
    }

    private static string Setting(ServingNames names, ServingSetting setting) => Text.Head(names.Short(setting), names.Width).PadRight(names.Width);

    private static string Rate(double tokens) => tokens.ToString("0.##", CultureInfo.InvariantCulture) + " tok/s";

    private static string W(Watts watts) => Math.Abs(watts.Value) < 10_000 ? $"{watts.Value:0} W" : $"{watts.Value / 1e3:0.0} kW";

    private static string Milliseconds(double seconds) => double.IsFinite(seconds) ? $"{seconds * 1e3:0.0} ms" : "-";

    /// <summary>Rounded up: at the limit that is printed the setting must do.</summary>
    private static string Ceiling(double seconds) => $"{Math.Ceiling(seconds * 1e4) / 10:0.0} ms";

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";
}
