using PowerActors.Core.Control;
using PowerActors.Core.Placement.Power;
using PowerActors.Simulation.Placement.Powered;

namespace PowerActors.Cli.Output;

/// <summary>Replays under power domains for people: side by side, one column for each.</summary>
internal static class PlacePowerTable
{
    private const int Names = 46;
    private const int Wide = 17;

    public static void Write(TextWriter to, IReadOnlyList<PoweredResult> results)
    {
        PoweredResult first = results[0];
        int arrived = first.Work.Low.Arrived + first.Work.High.Arrived;
        to.WriteLine($"{arrived:#,0} tasks over {first.Seconds / 3600:0.0} h, policy {first.Policy}, seed {first.Seed}; "
            + $"{string.Join(", ", first.Levels.Select(static level => $"{level.Domains} {level.Name}s"))} with limits");
        to.WriteLine();
        to.WriteLine($"{"POWER IN PLACEMENT",-Names}{string.Concat(results.Select(static result => $"{NameOf(result.Heed),Wide}"))}");
        Row(to, "mean draw, kW", results, static result => $"{result.MeanWatts / 1000:#,0.0}");
        Row(to, "energy, MWh", results, static result => $"{result.EnergyMegawattHours:#,0.00}");
        Row(to, "GPU allocated, %", results, static result => $"{result.MeanAllocatedPercent:0.0}");
        for (int level = 0; level < first.Levels.Count; level++)
            Level(to, level, results);
        foreach (Priority priority in (Priority[])[Priority.High, Priority.Low])
            Work(to, priority, results);
        to.WriteLine();
        Row(to, "control laws broken", results, static result => $"{result.LawViolations:#,0}");
    }

    /// <summary>What a way to heed power is called.</summary>
    public static string NameOf(PowerHeed heed) => heed switch
    {
        PowerHeed.None => "unheeded",
        PowerHeed.Prefer => "preferred",
        _ => "refusing",
    };

    private static void Level(TextWriter to, int at, IReadOnlyList<PoweredResult> results)
    {
        PoweredLevel first = results[0].Levels[at];
        to.WriteLine();
        to.WriteLine($"{first.Name}s");
        for (int rung = 0; rung < first.MinutesOnRung.Count; rung++)
            Row(to, $"minutes on {first.MinutesOnRung[rung].Rung}", results, result => $"{result.Levels[at].MinutesOnRung[rung].Minutes:#,0}");
        Row(to, "minutes on any rung", results, result => $"{result.Levels[at].Minutes:#,0}");
        Row(to, "brakes", results, result => $"{result.Levels[at].Brakes:#,0}");
        Row(to, "breakers that would have tripped", results, result => $"{result.Levels[at].Trips:#,0}");
        Row(to, "highest draw over limit, %", results, result => $"{100 * result.Levels[at].PeakUtilization:0.0}");
    }

    private static void Work(TextWriter to, Priority priority, IReadOnlyList<PoweredResult> results)
    {
        to.WriteLine();
        to.WriteLine($"{priority.ToString().ToLowerInvariant()} priority, {results[0].Work[priority].Arrived:#,0} tasks");
        Row(to, "work done, GPU hours at full clock", results, result => $"{result.Work[priority].GpuHoursDone:#,0}");
        Row(to, "lost to caps, GPU hours", results, result => $"{result.Work[priority].GpuHoursLostToCaps:#,0.0}");
        Row(to, "tasks that ended", results, result => $"{result.Work[priority].Finished:#,0}");
        Row(to, "these ran longer, mean %", results, result => $"{100 * result.Work[priority].MeanLonger:0.00}");
        Row(to, "99 of 100 at most, %", results, result => $"{100 * result.Work[priority].P99Longer:0.0}");
        Row(to, "placed after waiting", results, result => $"{result.Work[priority].PlacedAfterWaiting:#,0}");
        Row(to, "mean wait, s", results, result => $"{result.Work[priority].MeanWaitSeconds:#,0}");
        Row(to, "99 of 100 at most, s", results, result => $"{result.Work[priority].P99WaitSeconds:#,0}");
        Row(to, "waiting at the end", results, result => $"{result.Work[priority].StillWaiting:#,0}");
    }

    private static void Row(TextWriter to, string name, IReadOnlyList<PoweredResult> results, Func<PoweredResult, string> figure) =>
        to.WriteLine($"{"  " + name,-Names}{string.Concat(results.Select(result => $"{figure(result),Wide}"))}");
}
