using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class GpuPhysicsFiguresTests
{
    [SharedDataFact]
    public void A100Bloom_AgainstPerfModel_IsDerivedFromIt() => ShouldBeDerived("bloom-176b", GpuPhysicsFigures.A100Bloom176B);

    [SharedDataFact]
    public void A100Llama_AgainstPerfModel_IsDerivedFromIt() => ShouldBeDerived("llama2-70b", GpuPhysicsFigures.A100Llama70B);

    [SharedDataFact]
    public void DecodeDraw_WithSequences_GrowsAsMeasured()
    {
        List<MeasuredShape> shapes = MeasuredProfiles.Llama70B();
        double at64 = GrowthTo(64);
        double at112 = GrowthTo(112);
        foreach (GpuPhysicsFigures figures in (GpuPhysicsFigures[])[GpuPhysicsFigures.A100Bloom176B, GpuPhysicsFigures.A100Llama70B])
        {
            Shipped(figures, 64).ShouldBe(at64, 0.02);
            Shipped(figures, 112).ShouldBe(at112, 0.02);
        }

        // Mean over tensor parallelisms and contexts of the draw with that many sequences over the draw with one.
        double GrowthTo(int sequences) => shapes.Where(s => s.BatchTokens == sequences).Average(s =>
            s.ByClock[1410].Watts / shapes.Where(o => o.BatchTokens == 1 && o.TensorParallel == s.TensorParallel).Average(o => o.ByClock[1410].Watts));

        static double Shipped(GpuPhysicsFigures figures, int sequences) =>
            PiecewiseLinear.At(figures.DecodeDraw, sequences) / PiecewiseLinear.At(figures.DecodeDraw, 1);
    }

    private static void ShouldBeDerived(string model, GpuPhysicsFigures figures)
    {
        var peak = new Dictionary<int, double>();
        var decode = new List<double>();
        foreach (Func<string, string> row in SharedData.TextRows("splitwise/perf_model.csv"))
        {
            double Number(string column) => double.Parse(row(column), System.Globalization.CultureInfo.InvariantCulture);
            if (row("model") != model || row("hardware") != "a100-80gb" || row("tensor_parallel") != "8" || Number("peak_power") <= 0)
                continue;
            int tokens = (int)(Number("prompt_size") * Number("batch_size"));
            peak[tokens] = Math.Max(peak.GetValueOrDefault(tokens), Number("peak_power"));
            double prompt = Number("prompt_time");
            double whole = Number("e2e_time");
            if (prompt / whole < 0.17)
                decode.Add(((Number("average_power") * whole) - (Number("peak_power") * prompt)) / (whole - prompt));
        }

        peak.Count.ShouldBe(7);
        foreach ((int tokens, double share) in peak)
            PiecewiseLinear.At(figures.PromptDraw, tokens).ShouldBe(share, 0.0005, $"{tokens} tokens");
        PiecewiseLinear.At(figures.DecodeDraw, 1).ShouldBe(SharedData.Median(decode), 0.005);
    }
}
