using System.Diagnostics;
using System.Globalization;
using System.Text;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Simulation.Energy.Dvfs;
using PowerActors.Simulation.Tests.Serving;

namespace PowerActors.Simulation.Tests.Energy.Dvfs;

/// <summary>The optimum on measured profiles against integer programming: glpsol (Debian: glpk-utils), or cbc (coinor-cbc) where that is not installed.</summary>
public sealed class IntegerProgramTests
{
    private const int MostTries = 5;

    [IntegerProgramFact("data/a800-layers", "data/beam/offline")]
    public void Plan_MeasuredProfiles_EqualsIntegerProgramming()
    {
        string[] files = [.. Files("data/a800-layers"), .. Files("data/beam/offline")];
        files.Length.ShouldBeGreaterThanOrEqualTo(11);
        foreach (string file in files)
        {
            DvfsProfile profile = DvfsProfileFile.Read(file, []).Profile;
            foreach (double slowdown in new[] { 0, .006, .03 })
                Compare(profile, slowdown, $"{Path.GetFileName(file)} at {slowdown}");
        }
    }

    private static void Compare(DvfsProfile profile, double slowdown, string what)
    {
        IReadOnlyList<SequenceStep> sequence = KernelSequence.Of(profile);
        PlanOptions options = new() { Baseline = profile.AutomaticClock, Slowdown = slowdown };
        DvfsPlan plan = DvfsPlanner.Plan(profile, sequence, options).Plan;
        plan.Gap.ShouldBeLessThanOrEqualTo(1e-9, what);
        double budget = plan.Baseline.TimeMs * (1 + slowdown);

        // A solver takes a budget for kept that is exceeded by its tolerance. Such an answer is none: it is asked again for as much less.
        double asked = budget;
        PlanTotals answer = DvfsPlanner.Evaluate(profile, Solve(profile, asked), 0, options);
        for (int i = 0; i < MostTries && answer.TimeMs > budget * (1 + 1e-12); i++)
        {
            asked -= answer.TimeMs - budget;
            answer = DvfsPlanner.Evaluate(profile, Solve(profile, asked), 0, options);
        }

        answer.TimeMs.ShouldBeLessThanOrEqualTo(budget * (1 + 1e-12), what);
        plan.Totals.TimeMs.ShouldBeLessThanOrEqualTo(budget * (1 + 1e-12), what);
        plan.Totals.EnergyMj.ShouldBe(answer.EnergyMj, answer.EnergyMj * 1e-9, what);
    }

    private static PlanChoice[] Solve(DvfsProfile profile, double budget)
    {
        string folder = Directory.CreateTempSubdirectory("poweractors-").FullName;
        try
        {
            string model = Path.Combine(folder, "m.lp"), answer = Path.Combine(folder, "m.txt");
            File.WriteAllText(model, Model(profile, budget));
            (string program, string[] arguments) = IntegerProgramFactAttribute.Solver == "glpsol"
                ? ("glpsol", new[] { "--lp", model, "--mipgap", "0", "--cuts", "-w", answer })
                : ("cbc", [model, "-ratioGap", "0", "-allowableGap", "0", "-solve", "-solution", answer]);
            ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, output);
            return Read(profile, File.ReadAllLines(answer));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Model(DvfsProfile profile, double budget)
    {
        StringBuilder text = new("Minimize\n obj:");
        int clocks = profile.Clocks.Count, kernels = profile.Kernels.Count;
        Terms((k, c) => profile.Kernels[k].Count * profile.EnergyMj(k, c));
        text.Append("\nSubject To\n time:");
        Terms((k, c) => profile.Kernels[k].Count * profile.TimeMs(k, c));
        text.Append(CultureInfo.InvariantCulture, $" <= {budget:R}\n");
        for (int k = 0; k < kernels; k++)
            text.Append(CultureInfo.InvariantCulture, $" one{k}: {string.Join(" + ", Enumerable.Range(0, clocks).Select(c => $"x{k}_{c}"))} = 1\n");
        text.Append("Binary\n");
        for (int k = 0; k < kernels; k++)
            text.Append(' ').AppendJoin(' ', Enumerable.Range(0, clocks).Select(c => $"x{k}_{c}")).Append('\n');
        return text.Append("End\n").ToString();

        void Terms(Func<int, int, double> factor)
        {
            for (int k = 0; k < kernels; k++)
            {
                for (int c = 0; c < clocks; c++)
                    text.Append(CultureInfo.InvariantCulture, $"\n + {factor(k, c):R} x{k}_{c}");
            }
        }
    }

    /// <summary>Columns come in the order of their first appearance; both solvers number them so.</summary>
    private static PlanChoice[] Read(DvfsProfile profile, string[] answer)
    {
        int clocks = profile.Clocks.Count;
        var chosen = new PlanChoice[profile.Kernels.Count];
        int found = 0;
        foreach (string line in answer)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int column = -1;
            if (words is ["j", var number, var one] && one == "1")
                column = int.Parse(number, CultureInfo.InvariantCulture) - 1;
            else if (words.Length >= 3 && words[1].StartsWith('x') && words[1].Contains('_') && double.Parse(words[2], CultureInfo.InvariantCulture) > .5)
                column = (int.Parse(words[1][1..words[1].IndexOf('_')], CultureInfo.InvariantCulture) * clocks) + int.Parse(words[1][(words[1].IndexOf('_') + 1)..], CultureInfo.InvariantCulture);
            if (column < 0)
                continue;
            found++;
            chosen[column / clocks] = new PlanChoice(new SequenceStep(column / clocks, profile.Kernels[column / clocks].Count), column % clocks);
        }

        found.ShouldBe(chosen.Length);
        return chosen;
    }

    private static string[] Files(string folder) => [.. Directory.GetFiles(SharedData.Path(folder), "*.csv").Order(StringComparer.Ordinal)];
}

/// <summary>A fact that needs a solver and measured data; skipped with a reason where one is absent, save that with CI=true absent data fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IntegerProgramFactAttribute : FactAttribute
{
    public IntegerProgramFactAttribute(params string[] folders)
    {
        Folders = folders;
        bool mustRun = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
        if (Solver is null)
            Skip = "neither glpsol nor cbc is installed; apt-get install glpk-utils or coinor-cbc";
        else if (!mustRun && folders.FirstOrDefault(folder => !Directory.Exists(SharedData.Path(folder))) is { } missing)
            Skip = $"{SharedData.Path(missing)} is not there; set POWERACTORS_SHARED to the folder that has it";
    }

    public IReadOnlyList<string> Folders { get; }

    /// <summary>The solver that is installed.</summary>
    public static string? Solver { get; } = new[] { "glpsol", "cbc" }.FirstOrDefault(static name =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name))));
}
