using System.Globalization;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Results;

namespace PowerActors.Cli.Output;

/// <summary>A governor study for people.</summary>
internal static class GovernorStudyTable
{
    public static void Write(TextWriter to, GovernorStudyResult study)
    {
        SimulationResult first = study.Highest.Result;
        to.WriteLine($"{first.Servers} servers, {first.SimulatedSeconds / 3600:0.##} h, {first.Requests.Offered:#,0} requests, seed {first.Seed}, policy {first.Policy}");
        to.WriteLine($"Objectives: first token within {first.Slo.TtftSeconds:0.###} s, tokens {first.Slo.TbtSeconds * 1e3:0.#} ms apart");
        to.WriteLine();
        to.WriteLine($"  {"",-16} {"GPU energy",11} {"saved",7} {"too late",9} {"more",8} {"TTFT P99",9} {"TBT P99",8} {"mean power",10} {"on rungs",9}");
        Row(study.Highest, "");
        Row(study.Governed, "");
        foreach (GovernorVariant variant in study.Fixed)
            Row(variant, variant == study.BestFixed ? " *" : "");
        to.WriteLine($"  {"hindsight",-16} {study.Hindsight,11} {Percent(study.Saving(study.Hindsight), 1),7}  one clock a minute for all, 1 point more too late: no bound");
        to.WriteLine($"  {"",36}  for clocks per server, with which the governor may save more");
        Joules least = study.Fixed.Append(study.Highest).MinBy(static variant => variant.GpuEnergy.Value)!.GpuEnergy;
        to.WriteLine($"  {"no objectives",-16} {least,11} {Percent(study.Saving(least), 1),7}  the least of these clocks, however late");
        to.WriteLine($"  * the best fixed clock with at most {GovernorStudy.MorePoints * 100:0} point more requests too late");
        int broken = study.Fixed.Prepend(study.Governed).Prepend(study.Highest).Sum(static variant => variant.Result.Laws.Violations.Count);
        to.WriteLine(broken == 0 ? "Laws: none broken in any run" : $"Laws BROKEN: {broken}");

        void Row(GovernorVariant variant, string mark)
        {
            SimulationResult result = variant.Result;
            to.WriteLine(
                $"  {variant.Name + mark,-16} {variant.GpuEnergy,11} {Percent(study.Saving(variant.GpuEnergy), 1),7} {Percent(result.Slo.Over, 2),9} {Points(study.More(variant)),8} "
                + $"{result.Serving.Ttft.P99,7:0.00} s {result.Serving.Tbt.P99 * 1e3,5:0} ms {Percent(result.Power.MeanUtilization, 1),10} {LadderPair.OnRungs(result),7:0} s");
        }
    }

    private static string Percent(double share, int digits) => double.IsFinite(share) ? (share * 100).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Points(double share) => (share * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + " pt";
}
