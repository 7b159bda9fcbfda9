using PowerActors.Simulation.Placement.Timed;

namespace PowerActors.Cli.Output;

/// <summary>Replays in time for people, one row for each policy.</summary>
internal static class PlaceTimedTable
{
    public static void Write(TextWriter to, IReadOnlyList<TimedResult> results)
    {
        TimedResult first = results[0];
        to.WriteLine($"{first.Arrived:#,0} tasks over {first.Seconds / 86400:0.0} days, seed {first.Seed}; {first.Refused:#,0} fit no node. Means over time.");
        to.WriteLine("WAITED: placed after waiting; WAITING: still at the end, and in no figure of the waits.");
        to.WriteLine();
        to.WriteLine($"{"POLICY",-16} {"DRAW, KW",8} {"MWH",7} {"ALLOCATED",9} {"W PER GPU",9} {"PLACED",8} {"WAITED",8} {"WAITING",8} {"MEAN WAIT",9} {"P99 WAIT",9}");
        foreach (TimedResult result in results)
        {
            to.WriteLine(
                $"{Text.Head(result.Policy, 16),-16} {(result.Mean.EopcWatts / 1000).ToString("#,0.0"),8} {result.EnergyMegawattHours.ToString("#,0"),7} {$"{result.Mean.AllocatedPercent:0.00} %",9} "
                + $"{Number(result.Mean.WattsPerAllocatedGpu),9} {result.Placed.ToString("#,0"),8} {result.PlacedAfterWaiting.ToString("#,0"),8} {result.StillWaiting.ToString("#,0"),8} {Time(result.MeanWaitSeconds),9} {Time(result.P99WaitSeconds),9}");
        }

        if (results.Any(static result => result.Moves > 0))
            to.WriteLine($"\nrunning tasks moved: {string.Join(", ", results.Select(static result => $"{result.Policy} {result.Moves:#,0}"))}");
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.0") : "-";

    private static string Time(double seconds) => seconds switch
    {
        < 600 => $"{seconds:0} s",
        < 36000 => $"{seconds / 60:0.0} min",
        _ => $"{seconds / 3600:0.0} h",
    };
}
