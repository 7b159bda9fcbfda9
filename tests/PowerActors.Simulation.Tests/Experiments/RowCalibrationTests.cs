using PowerActors.Simulation.Experiments.Calibration;
using PowerActors.Simulation.Running;

namespace PowerActors.Simulation.Tests.Experiments;

public sealed class RowCalibrationTests
{
    private static readonly RowTarget[] Targets =
    [
        new("peak", .79, .01, static row => row.Peak),
        new("rise", .09, .01, static row => row.Rise2s),
    ];

    [Fact]
    public void Search_TwoParametersWithAnOptimum_FindsIt()
    {
        CalibrationParameter[] parameters = [new("a", 2, .5, 0, 4), new("b", .1, .05, 0, 1)];
        RowCalibration calibration = new(parameters, Targets, static (values, _) => new RowFigures(0, .5 + (values[0] * .1), values[1] * .3, 0, 0));
        CalibrationPoint best = calibration.Search(seeds: 2, halvings: 6, workers: 2);
        best.Values[0].ShouldBe(2.9, .02);
        best.Values[1].ShouldBe(.3, .01);
        Targets.ShouldAllBe(target => target.IsMet(best.Mean));
    }

    [Fact]
    public void Measure_UncappedRow_HasThePowerOfARunThatNothingCaps()
    {
        SimulationOptions options = TestPlans.Synthetic(TestPlans.Row(12, 40), TimeSpan.FromMinutes(30), 1.5, seed: 4);
        using SimulationRun run = new(options with { WithReference = false });
        var power = run.Execute().Power;
        RowFigures row = UncappedRow.Measure(options);
        (row with { MeanBeyondClocks = 0 }).ShouldBe(new RowFigures(power.MeanUtilization, power.PeakUtilization, power.MaxRise2s, power.MaxRise40s, power.GpuShareAtPeak));
        row.MeanBeyondClocks.ShouldBeInRange(.4 * row.Mean, row.Mean); // Half of a quiet server is not GPU, and GPUs at rest draw too.
    }
}
