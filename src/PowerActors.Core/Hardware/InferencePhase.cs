namespace PowerActors.Core.Hardware;

/// <summary>What a server that runs a large language model is doing at this moment; it decides its watts and how much a lower clock costs it.</summary>
public enum InferencePhase
{
    /// <summary>No request runs.</summary>
    Idle,

    /// <summary>Only prompts are computed: compute-bound, above TDP for long prompts.</summary>
    Prompt,

    /// <summary>Prompts and the next token of running requests in one iteration.</summary>
    Mixed,

    /// <summary>One token for each running request: memory-bound, far below TDP.</summary>
    Decode,
}

/// <summary>An iteration as hardware sees it.</summary>
/// <param name="Phase">Its kind.</param>
/// <param name="PromptTokens">Prompt tokens computed in it; 0 in decode.</param>
/// <param name="Sequences">Requests that get a token in it without a prompt; 0 in a pure prompt.</param>
public readonly record struct ServerActivity(InferencePhase Phase, int PromptTokens, int Sequences)
{
    /// <summary>Nothing runs.</summary>
    public static ServerActivity Idle => default;
}
