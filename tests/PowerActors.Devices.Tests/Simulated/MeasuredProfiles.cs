namespace PowerActors.Devices.Tests.Simulated;

/// <summary>One shape measured at several clocks: time in any unit, draw per GPU in watts.</summary>
internal sealed record MeasuredShape(int BatchTokens, int TensorParallel, Dictionary<int, (double Time, double Watts)> ByClock)
{
    public double TimeMultiple(int clock) => ByClock[clock].Time / ByClock[1410].Time;

    public double DynamicShare(int clock, double idle) => (ByClock[clock].Watts - idle) / (ByClock[1410].Watts - idle);
}

/// <summary>The measured profiles that the shipped figures are derived from.</summary>
internal static class MeasuredProfiles
{
    private const string Prefix = "beam/offline/dvfs_profile_A100-SXM4-80GB_meta-llama_Llama-3.3-70B-Instruct_";

    /// <summary>Llama-3.3-70B on A100-SXM4, both tensor parallelisms.</summary>
    public static List<MeasuredShape> Llama70B() => [.. Beam(Prefix + "tp4_pp2_one.csv", 4), .. Beam(Prefix + "tp2_pp4_one.csv", 2)];

    /// <summary>Attention and FFN of one layer on A800: "prefill" or "decode".</summary>
    public static List<MeasuredShape> A800(string phase)
    {
        var shapes = new Dictionary<string, MeasuredShape>(StringComparer.Ordinal);
        foreach (Func<string, double> row in SharedData.Rows($"a800-layers/{phase}.csv"))
        {
            int tp = (int)row("tp");
            string key = $"{tp}/{row("input_len")}/{row("output_len")}/{row("batch_size")}";
            double time = row("attn_us_per_layer") + row("ffn_us_per_layer");
            double watts = (row("attn_mj_per_layer") + row("ffn_mj_per_layer")) / time * 1000 / tp;
            if (!shapes.TryGetValue(key, out MeasuredShape? shape))
                shapes[key] = shape = new MeasuredShape((int)row("batch_size"), tp, []);
            shape.ByClock[(int)row("clock_mhz")] = (time, watts);
        }

        return [.. shapes.Values];
    }

    private static List<MeasuredShape> Beam(string file, int tensorParallel)
    {
        var shapes = new Dictionary<(double, double), MeasuredShape>();
        foreach (Func<string, double> row in SharedData.Rows(file))
        {
            (double, double) key = (row("batch_size"), row("total_ctx_len"));
            if (!shapes.TryGetValue(key, out MeasuredShape? shape))
                shapes[key] = shape = new MeasuredShape((int)row("batch_size"), tensorParallel, []);
            double seconds = row("time_taken");
            shape.ByClock[(int)row("clock")] = (seconds, row("energy_consumption") / 1000 / seconds / tensorParallel);
        }

        return [.. shapes.Values];
    }
}
