using PowerActors.Core.Units;

namespace PowerActors.Devices.Simulated;

/// <summary>
/// What the clock does to a kind of work, both relative to the same work at the maximum clock. Clocks are shares of the maximum clock, so that one effect serves a
/// product family.
/// </summary>
/// <param name="Draw">Points of (clock share, draw above idle), rising, the last one (1, 1); level below the first.</param>
/// <param name="Time">Points of (clock share, time), falling, the last one (1, 1); below the first, time is inversely proportional to the clock.</param>
public sealed record ClockEffect(IReadOnlyList<(double ClockShare, double DynamicShare)> Draw, IReadOnlyList<(double ClockShare, double TimeMultiple)> Time)
{
    private const double A100Max = 1410;
    private const double H100Max = 1980;

    /// <summary>
    /// Prompts on A100: medians over the prefill shapes (256 to 512 batch tokens) of Llama-3.3-70B, TP4 and TP2 (jlee335/BEAM-artifact, offline profiles). At
    /// 210 MHz the draw of prefill on the same silicon (duihuhu/sglang, A800); its time there, 5.3 to 6.1, agrees with the 1 / clock used here, 5.7.
    /// </summary>
    public static ClockEffect A100Prompt { get; } = new(
        Scaled(
            A100Max,
            (210, .115), (510, .299), (600, .332), (690, .370), (810, .424), (900, .456), (990, .492), (1050, .513), (1110, .558), (1200, .654), (1290, .774),
            (1350, .881), (1410, 1)),
        Scaled(
            A100Max,
            (510, 2.347), (600, 2.065), (690, 1.798), (810, 1.551), (900, 1.411), (990, 1.300), (1050, 1.239), (1110, 1.187), (1200, 1.110), (1290, 1.041),
            (1350, 1.006), (1410, 1)));

    /// <summary>
    /// Decode on A100: the same data, pure decode of 1 to 112 sequences; the knee is near 1100 to 1200 MHz. At 210 MHz the draw of decode on A800; time there was
    /// 1.3 to 4.9 depending on how much of a step is not GPU work, so that 1 / clock (5.1) is the careful end.
    /// </summary>
    public static ClockEffect A100Decode { get; } = new(
        Scaled(
            A100Max,
            (210, .250), (510, .385), (600, .403), (690, .460), (810, .532), (900, .571), (990, .591), (1050, .627), (1110, .645), (1200, .717), (1290, .821),
            (1350, .885), (1410, 1)),
        Scaled(
            A100Max,
            (510, 2.104), (600, 1.973), (690, 1.650), (810, 1.353), (900, 1.247), (990, 1.153), (1050, 1.114), (1110, 1.088), (1200, 1.054), (1290, 1.029),
            (1350, 1.008), (1410, 1)));

    // Power of TP8 by clock over a mix of loads (arXiv 2403.20306: .555, .603, .665, .783, .904, .986 of the power at 1980 MHz), taken for a draw of
    // 350 W, of which what is idle at each clock (75 W up to 1005 MHz, 90 at 1410, 110 from 1800) goes off. Below 800 MHz the line from 1000 to 800 goes on.
    // From 1830 MHz the clock does not rise any more.
    private static readonly (double, double)[] H100Draw = Scaled(
        H100Max, (345, .338), (800, .497), (1000, .567), (1200, .627), (1400, .768), (1600, .903), (1800, .980), (1830, 1), (1980, 1));

    /// <summary>Prompts on H100: P99 time to first token by clock, Llama2-70B, TP8 (arXiv 2403.20306). It contains queueing, so it is the careful end.</summary>
    public static ClockEffect H100Prompt { get; } = new(
        H100Draw, Scaled(H100Max, (800, 2.07), (1000, 1.59), (1200, 1.31), (1400, 1.15), (1600, 1.05), (1800, 1.01), (1830, 1), (1980, 1)));

    /// <summary>Decode on H100: P50 time between tokens by clock, Llama2-70B, TP8: 28.2, 23.0, 19.7, 18.0, 17.0, 16.7 and 16.3 ms (arXiv 2403.20306).</summary>
    public static ClockEffect H100Decode { get; } = new(
        H100Draw, Scaled(H100Max, (800, 1.730), (1000, 1.411), (1200, 1.209), (1400, 1.104), (1600, 1.043), (1800, 1.025), (1830, 1), (1980, 1)));

    /// <summary>Draw above idle at a clock, as a share of that at the maximum clock.</summary>
    public double DynamicShareAt(double clockShare) => PiecewiseLinear.At(Draw, clockShare);

    /// <summary>Time at a clock, as a multiple of that at the maximum clock.</summary>
    public double TimeMultipleAt(double clockShare) =>
        clockShare < Time[0].ClockShare ? Time[0].TimeMultiple * Time[0].ClockShare / clockShare : PiecewiseLinear.At(Time, clockShare);

    private static (double, double)[] Scaled(double maxClock, params ReadOnlySpan<(double Megahertz, double Value)> points)
    {
        var shares = new (double, double)[points.Length];
        for (int i = 0; i < points.Length; i++)
            shares[i] = (points[i].Megahertz / maxClock, points[i].Value);
        return shares;
    }
}
