using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>
/// The GPUs that are known without settings. Clocks, power ranges and idle draws are NVIDIA's data sheets and what NVML reports; where a figure was measured by
/// others or assumed, it says so.
/// </summary>
public static class GpuCatalog
{
    /// <summary>
    /// A100 SXM4 80 GB: 400 W, 210 to 1410 MHz; its power brake holds 288 MHz (POLCA, ASPLOS'24).
    /// <para><see cref="GpuModel.WorstDrawByClock"/> is the greatest mean draw of one iteration seen at each clock among every measured shape of two public data
    /// sets: A100-SXM4 with 14 to 70 B models at 510 to 1410 MHz (jlee335/BEAM-artifact; 438 W at the maximum clock, above TDP), and the same silicon as A800 at
    /// 210 to 1410 MHz (duihuhu/sglang; compute-bound prefill on a single GPU draws 330 W at 1170 MHz where 70 B on eight draws 270). Its top, 1.10 × TDP, also
    /// covers the prompt spikes of perf_model.csv (Mutinifni/splitwise-sim): 1.026 × TDP for BLOOM-176B on eight GPUs, 1.087 for Llama2-70B on two.</para>
    /// <para><see cref="GpuModel.DynamicPowerByClock"/> is the median over the prefill shapes (256 to 512 batch tokens) of Llama-3.3-70B in the first set; at
    /// 210 MHz the second set's prefill.</para>
    /// </summary>
    public static GpuModel A100Sxm80 { get; } = new()
    {
        Name = "A100-SXM4-80GB",
        Tdp = new(400),
        Idle = new(63),
        MinPowerCap = new(100),
        MinClock = new(210),
        MaxClock = new(1410),
        SustainedClock = new(1410),
        ClockStep = new(15),
        BrakeClock = new(288),
        WorstDrawByClock = Worst(400, 63, 1410, [(210, 120), (450, 163), (510, 178), (690, 204), (930, 258), (1170, 331), (1410, 440)]),
        DynamicPowerByClock = Shares(
            1410,
            [
                (210, .115), (510, .299), (600, .332), (690, .370), (810, .424), (900, .456), (990, .492), (1050, .513), (1110, .558), (1200, .654),
                (1290, .774), (1350, .881), (1410, 1),
            ]),
    };

    /// <summary>
    /// H100 SXM5: 700 W, 345 to 1980 MHz of which 1830 hold under load. Excursions to 880 W were seen on 700 W parts, they are the worst draw where the power
    /// limiter is at work (from 1830 MHz). Below, the worst is TDP × the measured ratio of power at that clock (Llama2-70B, the larger of TP2 and TP8;
    /// arXiv 2403.20306) × 1.087, the largest ratio of peak to TDP measured on A100; below 800 MHz the line from 1000 to 800 MHz goes on, which is more than
    /// an A100 draws at that share of its clock.
    /// </summary>
    public static GpuModel H100Sxm { get; } = new()
    {
        Name = "H100-SXM5-80GB",
        Tdp = new(700),
        Idle = new(75),
        IdleByClock = HopperIdle,
        MinPowerCap = new(200),
        MinClock = new(345),
        MaxClock = new(1980),
        SustainedClock = new(1830),
        ClockStep = new(15),
        BrakeClock = new(345),
        WorstDrawByClock = Worst(700, 75, 1980, HopperWorst),
        DynamicPowerByClock = Shares(1980, HopperDynamic),
    };

    /// <summary>H200 SXM: an H100 with more memory; assumed to draw and to hold its clocks as an H100 does.</summary>
    public static GpuModel H200Sxm { get; } = H100Sxm with { Name = "H200-SXM-141GB" };

    /// <summary>
    /// B200: 1000 W, 120 to 1965 MHz, 187 to 204 W idle (the larger counts). No measurement against the clock is known: assumed are H100's shares at the same
    /// share of the maximum clock.
    /// </summary>
    public static GpuModel B200 { get; } = new()
    {
        Name = "B200-SXM-180GB",
        Tdp = new(1000),
        Idle = new(204),
        MinPowerCap = new(200),
        MinClock = new(120),
        MaxClock = new(1965),
        SustainedClock = new(1965),
        ClockStep = new(15),
        BrakeClock = new(120),
        WorstDrawByClock = H100Sxm.WorstDrawByClock,
        DynamicPowerByClock = H100Sxm.DynamicPowerByClock,
    };

    /// <summary>All of them by name and by short name: <c>A100</c>, <c>H100</c>, <c>H200</c>, <c>B200</c>.</summary>
    public static ProductCatalog<GpuModel> BuiltIn { get; } = new(
        [(A100Sxm80.Name, A100Sxm80), (H100Sxm.Name, H100Sxm), (H200Sxm.Name, H200Sxm), (B200.Name, B200)],
        [
            ("A100", A100Sxm80.Name), ("A100-SXM", A100Sxm80.Name), ("A100-80GB", A100Sxm80.Name), ("NVIDIA A100-SXM4-80GB", A100Sxm80.Name),
            ("H100", H100Sxm.Name), ("H100-SXM", H100Sxm.Name), ("NVIDIA H100 80GB HBM3", H100Sxm.Name),
            ("H200", H200Sxm.Name), ("H200-SXM", H200Sxm.Name), ("NVIDIA H200", H200Sxm.Name),
            ("B200-SXM", B200.Name), ("B200", B200.Name), ("NVIDIA B200", B200.Name),
        ]);

    private static ReadOnlySpan<(double Megahertz, double Watts)> HopperWorst =>
        new (double, double)[] { (345, 339), (800, 423), (1000, 459), (1200, 512), (1400, 605), (1600, 701), (1800, 750), (1830, 880), (1980, 880) };

    // Idle H100 with its clock locked: 75 W at 1005 MHz, 90 at 1410, 110 at 1800 (Stojkovic et al., arXiv 2403.20306, and DynamoLLM, HPCA'25); level outside.
    private static (double, double)[] HopperIdle => [(1005 / 1980.0, 75), (1410 / 1980.0, 90), (1800 / 1980.0, 110), (1, 110)];

    // Power of TP8 by clock, medians (arXiv 2403.20306: .555, .603, .665, .783, .904, .986 of the power at 1980 MHz), taken for a draw of 350 W, of which what is
    // idle at each clock goes off; below 800 MHz the line from 1000 to 800 goes on.
    private static ReadOnlySpan<(double Megahertz, double Share)> HopperDynamic =>
        new (double, double)[] { (345, .338), (800, .497), (1000, .567), (1200, .627), (1400, .768), (1600, .903), (1800, .980), (1830, 1), (1980, 1) };

    private static (double, double)[] Worst(double tdp, double idle, double maxClock, ReadOnlySpan<(double Megahertz, double Watts)> points)
    {
        var shares = new (double, double)[points.Length];
        for (int i = 0; i < points.Length; i++)
            shares[i] = (points[i].Megahertz / maxClock, (points[i].Watts - idle) / (tdp - idle));
        return shares;
    }

    private static (double, double)[] Shares(double maxClock, ReadOnlySpan<(double Megahertz, double Share)> points)
    {
        var shares = new (double, double)[points.Length];
        for (int i = 0; i < points.Length; i++)
            shares[i] = (points[i].Megahertz / maxClock, points[i].Share);
        return shares;
    }
}
