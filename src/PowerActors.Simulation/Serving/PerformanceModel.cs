using PowerActors.Core.Input;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// How long an iteration takes at the highest clock: straight lines between measured points over the tokens in the batch, and the first and the last line
/// prolonged beyond them, as splitwise-sim does it. A lower clock multiplies these times; see <see cref="IServingHardware"/>.
/// </summary>
public sealed class PerformanceModel
{
    private readonly double[] _tokens;
    private readonly double[] _promptTicks;
    private readonly double[] _decodeTicks;
    private readonly double[] _decodeTable = new double[DecodeTableSize];

    private const int DecodeTableSize = 1024;

    /// <summary>A model from measured times.</summary>
    /// <param name="profile">The times.</param>
    /// <param name="gpuMemoryBytes">Memory of one GPU; all the measured kinds have 80 GiB.</param>
    /// <exception cref="ArgumentException">There are fewer than two points, their tokens do not rise, or a time is not above zero.</exception>
    public PerformanceModel(PerformanceProfile profile, long gpuMemoryBytes = 80L << 30)
    {
        if (profile.Points.Count < 2)
            throw new ArgumentException($"{profile} has {profile.Points.Count} points; two make a line", nameof(profile));
        for (int i = 0; i < profile.Points.Count; i++)
        {
            ProfilePoint point = profile.Points[i];
            if (i > 0 && point.BatchTokens <= profile.Points[i - 1].BatchTokens)
                throw new ArgumentException($"{profile}: tokens must rise from point to point", nameof(profile));
            if (!(point.PromptMilliseconds > 0 && point.TokenMilliseconds > 0 && double.IsFinite(point.PromptMilliseconds + point.TokenMilliseconds)))
                throw new ArgumentException($"{profile}: times at {point.BatchTokens} tokens must be above zero", nameof(profile));
        }

        Profile = profile;
        _tokens = [.. profile.Points.Select(p => (double)p.BatchTokens)];
        _promptTicks = [.. profile.Points.Select(p => p.PromptMilliseconds * TimeSpan.TicksPerMillisecond)];
        _decodeTicks = [.. profile.Points.Select(p => p.TokenMilliseconds * TimeSpan.TicksPerMillisecond)];
        for (int i = 0; i < DecodeTableSize; i++)
            _decodeTable[i] = Line(_decodeTicks, i);
        LlmModel? model = LlmModel.Find(profile.Model);
        KvCapacityTokens = model is null ? null : ((gpuMemoryBytes * profile.TensorParallel) - model.WeightBytes) / model.KvBytesPerToken;
    }

    /// <summary>The measured times.</summary>
    public PerformanceProfile Profile { get; }

    /// <summary>
    /// Tokens of context for which the GPUs have room beside the weights; null for a model whose sizes the program does not know, which then has room for all.
    /// Zero or less when the model does not fit at all.
    /// </summary>
    public long? KvCapacityTokens { get; }

    /// <summary>The model of one of the profiles that come with the program.</summary>
    /// <param name="model"><c>bloom-176b</c> (only on 8 GPUs) or <c>llama2-70b</c>.</param>
    /// <param name="hardware"><c>a100-80gb</c> or <c>h100-80gb</c>; <c>a100</c> and <c>h100</c> mean the same.</param>
    /// <param name="tensorParallel">2, 4 or 8 GPUs.</param>
    /// <exception cref="InputException">There is no such profile; the message lists those that exist.</exception>
    public static PerformanceModel Shipped(string model, string hardware = "a100-80gb", int tensorParallel = 8) =>
        new(Select(ShippedProfiles.All, "--model", model, hardware, tensorParallel));

    /// <summary>The model of a profile in a file.</summary>
    /// <param name="path">A CSV file with the columns of splitwise-sim's <c>perf_model.csv</c>.</param>
    /// <param name="model">The value of its column <c>model</c>.</param>
    /// <param name="hardware">The value of its column <c>hardware</c>; may leave out what follows the first hyphen.</param>
    /// <param name="tensorParallel">The value of its column <c>tensor_parallel</c>.</param>
    /// <exception cref="InputException">The file cannot be used, or has no such rows.</exception>
    public static PerformanceModel FromFile(string path, string model, string hardware = "a100-80gb", int tensorParallel = 8) =>
        new(Select(ProfileFile.Read(path), path, model, hardware, tensorParallel));

    /// <summary>Time of an iteration of prompts, in ticks of 100 ns.</summary>
    /// <param name="tokens">All tokens in the batch, 1 or more.</param>
    public double PromptTicks(int tokens) => Line(_promptTicks, tokens);

    /// <summary>Time of an iteration that only decodes, in ticks of 100 ns.</summary>
    /// <param name="requests">Requests that get a token, 1 or more.</param>
    public double DecodeTicks(int requests) => (uint)requests < DecodeTableSize ? _decodeTable[requests] : Line(_decodeTicks, requests);

    /// <summary>How long a request takes that has a server to itself, in seconds: its prompt, and a decode iteration for each token after the first.</summary>
    /// <param name="promptTokens">Tokens of its prompt, 1 or more.</param>
    /// <param name="outputTokens">Tokens of its answer, 0 or more.</param>
    public double AloneSeconds(int promptTokens, int outputTokens) =>
        (PromptTicks(promptTokens) + (Math.Max(0, outputTokens - 1) * DecodeTicks(1))) / TimeSpan.TicksPerSecond;

    private double Line(double[] values, double tokens)
    {
        int i = 1;
        while (i < _tokens.Length - 1 && tokens > _tokens[i])
            i++;
        double slope = (values[i] - values[i - 1]) / (_tokens[i] - _tokens[i - 1]);
        double value = values[i - 1] + (slope * (tokens - _tokens[i - 1]));

        // A falling last (or steep first) line would cross zero far outside the measured range; time never does.
        if (tokens > _tokens[^1])
            return Math.Max(value, values[^1]);
        return tokens < _tokens[0] ? Math.Max(value, values[0] / 16) : value;
    }

    private static PerformanceProfile Select(IReadOnlyList<PerformanceProfile> profiles, string source, string model, string hardware, int tensorParallel)
    {
        foreach (PerformanceProfile profile in profiles)
        {
            if (string.Equals(profile.Model, model, StringComparison.OrdinalIgnoreCase) && profile.TensorParallel == tensorParallel && IsNamed(profile.Hardware, hardware))
                return profile;
        }

        throw new InputException(
            source, 0, $"no times for {model} on {hardware}, {tensorParallel} GPUs; there are: {string.Join("; ", profiles)}");
    }

    private static bool IsNamed(string hardware, string name) =>
        string.Equals(hardware, name, StringComparison.OrdinalIgnoreCase)
        || (!name.Contains('-', StringComparison.Ordinal) && hardware.StartsWith(name + "-", StringComparison.OrdinalIgnoreCase));
}
