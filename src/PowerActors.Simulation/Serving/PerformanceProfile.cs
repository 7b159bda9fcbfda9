namespace PowerActors.Simulation.Serving;

/// <summary>A measured point: how long iterations of so many tokens take at the highest clock.</summary>
/// <param name="BatchTokens">Tokens in the batch.</param>
/// <param name="PromptMilliseconds">An iteration of prompts with so many tokens together.</param>
/// <param name="TokenMilliseconds">An iteration that gives a token to each of so many requests.</param>
public readonly record struct ProfilePoint(int BatchTokens, double PromptMilliseconds, double TokenMilliseconds);

/// <summary>Measured times of one model on one kind of GPU.</summary>
/// <param name="Model">Such as <c>bloom-176b</c>.</param>
/// <param name="Hardware">Such as <c>a100-80gb</c>.</param>
/// <param name="TensorParallel">How many GPUs share each layer.</param>
/// <param name="Points">Two or more points, tokens rising.</param>
public sealed record PerformanceProfile(string Model, string Hardware, int TensorParallel, IReadOnlyList<ProfilePoint> Points)
{
    /// <summary>Such as <c>bloom-176b on a100-80gb, 8 GPUs</c>.</summary>
    public override string ToString() => $"{Model} on {Hardware}, {TensorParallel} GPUs";
}
