namespace PowerActors.Simulation.Serving;

/// <summary>What a model takes of a server's memory.</summary>
/// <param name="Name">As settings and profiles write it, such as <c>bloom-176b</c>.</param>
/// <param name="WeightBytes">Bytes of its weights.</param>
/// <param name="KvBytesPerToken">Bytes of keys and values that each token of context keeps in memory while its request runs.</param>
public sealed record LlmModel(string Name, long WeightBytes, long KvBytesPerToken)
{
    /// <summary>
    /// BLOOM with 176 billion parameters in half precision: 70 layers of 14,336, two vectors per layer and token. 329 GB of weights as splitwise-sim's
    /// <c>bloom-176b-fp16</c> has it.
    /// </summary>
    public static LlmModel Bloom176B { get; } = new("bloom-176b", 329_000_000_000, 2L * 14_336 * 70 * 2);

    /// <summary>
    /// Llama 2 with 70 billion parameters in half precision: 80 layers of 8192, 135 GB of weights, as splitwise-sim's <c>llama2-70b-fp16</c> has it. That counts
    /// keys and values for all 64 heads; the model's grouped-query attention keeps 8, so a real server has room for eight times as many tokens
    /// (<see cref="ServingOptions.KvCapacityTokens"/> sets it).
    /// </summary>
    public static LlmModel Llama2With70B { get; } = new("llama2-70b", 135_000_000_000, 2L * 8_192 * 80 * 2);

    /// <summary>The models whose figures come with the program.</summary>
    public static IReadOnlyList<LlmModel> All { get; } = [Bloom176B, Llama2With70B];

    /// <summary>The model of a name, or null.</summary>
    /// <param name="name">Such as <c>bloom-176b</c>.</param>
    public static LlmModel? Find(string name) => All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase));
}
