using System.Globalization;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Units;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Output;

/// <summary>A run's result for people.</summary>
internal static class SimulationTable
{
    private const int MostAlerts = 3;

    public static void Write(TextWriter to, SimulationResult result, SimulationOptions options, IEnumerable<string> alerts)
    {
        to.WriteLine(
            $"{result.Policy}: {result.Servers} servers behind the power of {result.NameplateServers} ({Signed(result.Oversubscription, 0)}), "
            + $"{Time(result.SimulatedSeconds)} simulated in {result.WallSeconds:0.0} s, seed {result.Seed}");
        to.WriteLine();
        WritePower(to, result.Power);
        WriteRungs(to, result);
        WriteLatency(to, result.Latency, options.Objectives);
        WriteServing(to, result);
        WriteVerdict(to, result, alerts);
    }

    private static void WritePower(TextWriter to, PowerResult power)
    {
        to.WriteLine($"Power against the limit of {new Watts(power.LimitWatts)}");
        foreach (string line in PowerChart.Draw(power.Timeline))
            to.WriteLine(line);
        to.WriteLine($"  mean {Percent(power.MeanUtilization)}   peak {Percent(power.PeakUtilization)} (at any instant {Percent(power.PeakInstantUtilization)})   GPUs {Percent(power.GpuShareAtPeak, 0)} of the peak");
        to.WriteLine($"  largest rise {Percent(power.MaxRise2s)} in 2 s, {Percent(power.MaxRise40s)} in 40 s   energy {power.EnergyMegawattHours:0.00} MWh, GPUs {power.GpuEnergyMegawattHours:0.00}");
        to.WriteLine();
    }

    private static void WriteRungs(TextWriter to, SimulationResult result)
    {
        to.WriteLine("Time on each rung");
        double all = result.Capping.RungSeconds.Values.Sum();
        foreach ((string rung, double seconds) in result.Capping.RungSeconds)
        {
            double share = all > 0 ? seconds / all : 0;
            string bar = new('█', (int)Math.Round(share * 50));
            to.WriteLine($"  {rung,-12} {Time(seconds),10} {Percent(share),8}  {bar}");
        }

        to.WriteLine($"  brakes {result.Capping.Brakes}   breaker trips {result.Capping.BreakerTrips}   directives {result.Capping.Directives}   alerts {result.Capping.Alerts}");
        to.WriteLine();
    }

    private static void WriteLatency(TextWriter to, LatencyResult latency, Objectives objectives)
    {
        to.WriteLine("Latency by priority, against the same requests uncapped and unlimited");
        to.WriteLine($"  {"",-6} {"P50",9} {"impact",9} {"allowed",8}   {"P99",9} {"impact",9} {"allowed",8}   {"throughput",10} {"allowed",8}");
        Row("high", latency.High, objectives.HighP50, objectives.HighP99, objectives.HighThroughput);
        Row("low", latency.Low, objectives.LowP50, objectives.LowP99, objectives.LowThroughput);
        to.WriteLine();

        void Row(string name, PriorityLatency row, double p50, double p99, double throughput) => to.WriteLine(
            $"  {name,-6} {Seconds(row.P50Seconds),9} {Signed(row.P50Impact),9} {Signed(p50, 0),8}   {Seconds(row.P99Seconds),9} {Signed(row.P99Impact),9} {Signed(p99, 0),8}   "
            + $"{Signed(row.ThroughputImpact),10} {Signed(-throughput, 0),8}");
    }

    private static void WriteServing(TextWriter to, SimulationResult result)
    {
        RequestResult requests = result.Requests;
        to.WriteLine($"Requests: {requests.Offered:#,0} offered = {requests.Completed:#,0} completed + {requests.Dropped:#,0} dropped + {requests.InFlight:#,0} still queued or running");
        to.WriteLine($"  {"",-22} {"P50",9} {"P90",9} {"P99",9}");
        Row("response", result.Serving.Response);
        Row("time to first token", result.Serving.Ttft);
        Row("time between tokens", result.Serving.Tbt);
        to.WriteLine(
            $"  {Percent(result.Slo.Over, 2)} too late: first token after {Seconds(result.Slo.TtftSeconds)} {Percent(result.Slo.OverTtft, 2)}, "
            + $"tokens over {Seconds(result.Slo.TbtSeconds)} apart {Percent(result.Slo.OverTbt, 2)}");
        to.WriteLine();

        void Row(string name, Percentiles row) => to.WriteLine($"  {name,-22} {Seconds(row.P50),9} {Seconds(row.P90),9} {Seconds(row.P99),9}");
    }

    private static void WriteVerdict(TextWriter to, SimulationResult result, IEnumerable<string> alerts)
    {
        if (result.Objectives.Met)
            to.WriteLine("Objectives: all met");
        else
            to.WriteLine("Objectives missed");
        foreach (string missed in result.Objectives.Missed)
            to.WriteLine($"  {missed}");
        to.WriteLine(result.Laws.Violations.Count == 0 ? $"Laws: {result.Laws.Checks:#,0} checks, none broken" : $"Laws BROKEN: {result.Laws.Violations.Count} of {result.Laws.Checks:#,0} checks");
        foreach (LawViolation violation in result.Laws.Violations.Take(5))
            to.WriteLine($"  {violation.Law} at {violation.At.TotalSeconds:0} s, {violation.Where}: {violation.Detail}");
        if (result.Capping.Alerts > 0)
            to.WriteLine($"Alerts: {result.Capping.Alerts}{(result.Capping.Alerts > MostAlerts ? $", the first {MostAlerts}" : "")}");
        foreach (string alert in alerts.Take(MostAlerts))
            to.WriteLine($"  {Text.Head(alert, Text.Width - 2)}");
        to.WriteLine($"Digest {result.Digest}; the same seed and input give the same digest on any machine");
    }

    private static string Percent(double share, int digits = 1) => double.IsFinite(share) ? (share * 100).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Signed(double share, int digits = 2) =>
        double.IsFinite(share) ? (share * 100).ToString(digits == 0 ? "+0;-0;+0" : "+0.00;-0.00;+0.00", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Seconds(double seconds) => double.IsFinite(seconds) ? seconds < 1 ? $"{seconds * 1e3:0.0} ms" : $"{seconds:0.00} s" : "-";

    private static string Time(double seconds) => seconds switch
    {
        < 600 => $"{seconds:0} s",
        < 3 * 3600 => $"{seconds / 60:0.0} min",
        < 72 * 3600 => $"{seconds / 3600:0.0} h",
        _ => $"{seconds / 86400:0.0} days",
    };
}
