using PowerActors.Benchmarks.Engine;
using PowerActors.Core.Energy.Dvfs;

namespace PowerActors.Benchmarks.Dvfs;

/// <summary>Measures the planner on synthetic profiles: kernels bound by memory, by compute and between, times with 1 % and energies with 2 % of noise.</summary>
internal static class DvfsSuite
{
    private const int Runs = 5;

    public static void Run()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; medians of {Runs} runs, warm, all four grains each; CPU: processor time where others share the machine; slowdown 0.6 %, baseline the highest clocks");
        Console.WriteLine();
        Console.WriteLine($"{"measure",-46} {"goal",-10} {"ours (min–max)",-22} {"CPU",-7} {"gap",-10} {"goal",-8} met?");
        Console.WriteLine(new string('-', 114));
        Row("global rule, 1,000 kernels × 50", null, SyntheticKernels.Profile(1_000, 50, 1), 0);
        Row("global rule, 10,000 kernels × 200", 1, SyntheticKernels.Profile(10_000, 200, 1), 0);
        Row("  all kernels alike in pairs", 1, SyntheticKernels.Profile(10_000, 200, 2, alike: 2), 0);
        Row("  only 20 different kernels", 1, SyntheticKernels.Profile(10_000, 200, 3, alike: 500), 0);
        Row("sequence, 100,000 invocations × 40", 5, SyntheticKernels.Profile(500, 40, 4), 100_000);
        Row("sequence, 100,000 invocations × 200", 5, SyntheticKernels.Profile(500, 200, 5), 100_000);
        Row("  switching 100 times cheaper", 5, SyntheticKernels.Profile(500, 200, 5), 100_000, switchTimeMs: .045);
    }

    private static void Row(string measure, double? goalSeconds, DvfsProfile profile, int invocations, double switchTimeMs = 4.5)
    {
        IReadOnlyList<SequenceStep> sequence = KernelSequence.Of(profile);
        if (invocations > 0)
            (profile, sequence) = KernelSequence.Fit(profile, SyntheticKernels.Sequence(profile, invocations));
        PlanOptions options = new() { Baseline = profile.AutomaticClock, Slowdown = .006, SwitchTimeMs = invocations > 0 ? switchTimeMs : 0 };
        DvfsPlan plan = null!;
        List<double> processor = [];
        Measurement seconds = Measurement.Of(1, Runs, () =>
        {
            Measurement.Settle();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            double wall = Measurement.Nanoseconds(() => plan = DvfsPlanner.Plan(profile, sequence, options).Plan) / 1e9;
            processor.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            return wall;
        });
        string goal = goalSeconds is { } most ? $"≤ {most:0} s" : "", gapGoal = goalSeconds is null || invocations > 0 ? "" : "≤ 1e-4";
        bool met = (goalSeconds is null || seconds.Median <= goalSeconds) && (gapGoal.Length == 0 || plan.Gap <= 1e-4);
        Console.WriteLine($"{measure,-46} {goal,-10} {$"{seconds.Median:0.00} s ({seconds.Min:0.00}–{seconds.Max:0.00})",-22} {new Measurement(processor.Skip(1)).Median,-7:0.00} {plan.Gap,-10:0.0e+0} {gapGoal,-8} {(goalSeconds is null ? "" : met ? "yes" : "NO")}");
    }
}
