namespace PowerActors.Benchmarks.Engine;

/// <summary>Prints measures against Akka.NET's figures and the goals, at most 100 columns wide.</summary>
internal sealed class ResultTable
{
    private int _missed;

    public static void Header()
    {
        Console.WriteLine($"{"measure",-36} {"Akka.NET 1.5",-13} {"goal",-12} {"ours (min–max)",-28} met?");
        Console.WriteLine(new string('-', 96));
    }

    /// <param name="measure">What.</param>
    /// <param name="akka">The published figure, as text.</param>
    /// <param name="goal">The bound; null where there is none.</param>
    /// <param name="unit">Of all figures.</param>
    /// <param name="result">What was measured.</param>
    /// <param name="atLeast">Whether more is better.</param>
    public void Row(string measure, string akka, double? goal, string unit, Measurement result, bool atLeast = false)
    {
        string met = "";
        if (goal is { } bound)
        {
            bool isMet = atLeast ? result.Median >= bound : result.Median <= bound;
            met = isMet ? "yes" : "NO";
            if (!isMet)
                _missed++;
        }

        string goalText = goal is null ? "" : $"{(atLeast ? "≥" : "≤")} {goal:0.##} {unit}";
        string ours = $"{Figure(result.Median)} {unit} ({Figure(result.Min)}–{Figure(result.Max)})";
        Console.WriteLine($"{measure,-36} {akka,-13} {goalText,-12} {ours,-28} {met}");
    }

    public void Footer() => Console.WriteLine(_missed == 0 ? "All goals met (medians)." : $"{_missed} {(_missed == 1 ? "goal" : "goals")} missed (medians).");

    private static string Figure(double value) => value switch
    {
        >= 100 => $"{value:0}",
        >= 10 => $"{value:0.0}",
        _ => $"{value:0.00}",
    };
}
