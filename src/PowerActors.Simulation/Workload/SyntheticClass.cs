namespace PowerActors.Simulation.Workload;

/// <summary>One kind of request in a synthetic load; token counts are drawn uniformly, both ends included.</summary>
/// <param name="Class">What it is called.</param>
/// <param name="PromptTokens">Fewest and most prompt tokens, 1 or more.</param>
/// <param name="OutputTokens">Fewest and most output tokens, 1 or more.</param>
/// <param name="Share">Its part of all requests, above 0; the shares of a load are brought to a sum of 1.</param>
/// <param name="HighPriorityShare">Which part of it is of high priority, 0 to 1.</param>
public sealed record SyntheticClass(
    RequestClass Class, (int Least, int Most) PromptTokens, (int Least, int Most) OutputTokens, double Share, double HighPriorityShare)
{
    /// <summary>The three classes of POLCA's evaluation (Patel et al., ASPLOS 2024); the ranges and shares are assumed, not checked against the paper's text.</summary>
    public static IReadOnlyList<SyntheticClass> Polca { get; } =
    [
        new(RequestClass.Summarize, (2048, 8192), (256, 512), 0.25, 0),
        new(RequestClass.Search, (512, 2048), (1024, 2048), 0.25, 1),
        new(RequestClass.Chat, (2048, 4096), (128, 2048), 0.50, 0.5),
    ];
}
