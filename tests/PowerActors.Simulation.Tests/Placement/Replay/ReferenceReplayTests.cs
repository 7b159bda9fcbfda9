using System.Globalization;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Placement.Replay;
using PowerActors.Simulation.Tests.Serving;

namespace PowerActors.Simulation.Tests.Placement.Replay;

/// <summary>The published programs' decisions, one by one.</summary>
public sealed class ReferenceReplayTests
{
    private const string Folder = "data/openb/golden/";

    [SharedDataFact(OpenB.Nodes, OpenB.Default, OpenB.Arrivals42, Folder + "default-seed42-FGD1000.events.csv.gz")]
    public void Fgd_Seed42_EqualsReferenceInEveryEvent() => Compare("fgd", "default-seed42-FGD1000.events.csv.gz");

    [SharedDataFact(OpenB.Nodes, OpenB.Default, OpenB.Arrivals42, Folder + "default-seed42-PWR100_FGD900.events.csv.gz")]
    public void PwrFgd_Seed42_EqualsReferenceInEveryEvent() => Compare("pwr+fgd:0.1", "default-seed42-PWR100_FGD900.events.csv.gz");

    [SharedDataFact(OpenB.Nodes, OpenB.Default, OpenB.Arrivals42, Folder + "default-seed42-BestFit1000.events.csv.gz")]
    public void BestFit_Seed42_EqualsReferenceInEveryEvent() => Compare("bestfit", "default-seed42-BestFit1000.events.csv.gz");

    private static void Compare(string policy, string file)
    {
        string[] expected = OpenB.ReadGzip(Folder + file);
        using StringWriter text = new();
        KnownPolicies.TryFind(policy, out IPlacementPolicy? chosen, out _).ShouldBeTrue();
        PlacementReplay replay = new(new ReplayOptions { Trace = OpenB.Trace(42), Policy = chosen, Seed = 42 });
        EventWriter writer = new(text, replay.Cluster);
        replay.Execute(writer.Write);
        string[] actual = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        actual[0].ShouldBe(expected[0]);
        actual.Length.ShouldBe(expected.Length);
        double worst = 0;
        for (int i = 1; i < expected.Length; i++)
        {
            string[] a = actual[i].Split(',');
            string[] e = expected[i].Split(',');

            // All but fragmentation to the letter: decision, GPUs, arrived and used milli, watts, failures.
            a[..7].Concat(a[9..]).ShouldBe(e[..7].Concat(e[9..]), $"event {i - 1}");
            worst = Math.Max(worst, Math.Abs(Number(a[7]) - Number(e[7])));
            Math.Abs(Number(a[8]) - Number(e[8])).ShouldBeLessThanOrEqualTo(.0002, $"event {i - 1}");
        }

        worst.ShouldBeLessThanOrEqualTo(.0101); // both are rounded to hundredths
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
