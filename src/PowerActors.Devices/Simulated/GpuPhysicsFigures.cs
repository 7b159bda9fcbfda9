namespace PowerActors.Devices.Simulated;

/// <summary>
/// The figures behind <see cref="GpuPhysics"/> for one kind of GPU serving one model: how much it draws at the maximum clock, and what the clock does to draw
/// and time. A record of our own can be given where these do not fit.
/// </summary>
public sealed record GpuPhysicsFigures
{
    /// <summary>Points of (batch tokens, draw as a share of TDP) while prompts are computed at the maximum clock. Batch tokens at powers of two.</summary>
    public required IReadOnlyList<(double BatchTokens, double TdpShare)> PromptDraw { get; init; }

    /// <summary>Points of (sequences, draw as a share of TDP) while each gets a token at the maximum clock. Sequences at powers of two.</summary>
    public required IReadOnlyList<(double Sequences, double TdpShare)> DecodeDraw { get; init; }

    /// <summary>What the clock does while prompts are computed: compute-bound.</summary>
    public required ClockEffect Prompt { get; init; }

    /// <summary>What the clock does in decode: bound by memory down to a knee.</summary>
    public required ClockEffect Decode { get; init; }

    /// <summary>
    /// BLOOM-176B on eight A100 (DGX A100). Prompt draw: the greatest <c>peak_power</c> of the rows with that many batch tokens (prompt × batch size) of
    /// perf_model.csv (Mutinifni/splitwise-sim, MIT). Decode draw: of the same rows the mean over the request without the prompt's share,
    /// (average × whole time − peak × prompt time) / (whole time − prompt time), median of the rows whose prompt takes below 17 % of the time (for longer prompts
    /// the peak is not the prompt's mean). With sequences it rises by what was measured for Llama-3.3-70B from 1 to 112 (jlee335/BEAM-artifact).
    /// </summary>
    public static GpuPhysicsFigures A100Bloom176B { get; } = new()
    {
        PromptDraw = [(1, .620), (128, .691), (256, .7234), (512, .8765), (1024, 1.0067), (2048, 1.0214), (4096, 1.0180), (8192, 1.0257)],
        DecodeDraw = [(1, .620), (64, .620), (128, .640)],
        Prompt = ClockEffect.A100Prompt,
        Decode = ClockEffect.A100Decode,
    };

    /// <summary>Llama2-70B on eight A100, derived as <see cref="A100Bloom176B"/> is.</summary>
    public static GpuPhysicsFigures A100Llama70B { get; } = new()
    {
        PromptDraw = [(1, .420), (128, .4605), (256, .6578), (512, .7488), (1024, .7631), (2048, .9893), (4096, 1.0024), (8192, .9952)],
        DecodeDraw = [(1, .420), (64, .420), (128, .435)],
        Prompt = ClockEffect.A100Prompt,
        Decode = ClockEffect.A100Decode,
    };

    /// <summary>
    /// Llama2-70B on eight H100. Decode: 137 to 300 W of 700 (arXiv 2403.20306), here from 1 to 128 sequences. Prompt: assumed, no measurement is known: A100's shape,
    /// ending slightly above TDP as BLOOM's does.
    /// </summary>
    public static GpuPhysicsFigures H100Llama70B { get; } = new()
    {
        PromptDraw = [(1, .196), (128, .4605), (256, .6578), (512, .7488), (1024, .7631), (2048, .9893), (4096, 1.0200), (8192, 1.0200)],
        DecodeDraw = [(1, 137.0 / 700), (128, 300.0 / 700)],
        Prompt = ClockEffect.H100Prompt,
        Decode = ClockEffect.H100Decode,
    };

    /// <summary>BLOOM-176B on eight H100: assumed, BLOOM's prompt on A100 with H100's decode and H100's clock effects.</summary>
    public static GpuPhysicsFigures H100Bloom176B { get; } = H100Llama70B with
    {
        PromptDraw = [(1, .196), .. A100Bloom176B.PromptDraw.Skip(1)],
    };
}
