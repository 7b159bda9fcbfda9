using PowerActors.Core.Control;

namespace PowerActors.Simulation.Workload;

/// <summary>What kind of work a request is. The three kinds are those of POLCA's synthetic trace (Patel et al., ASPLOS 2024).</summary>
public enum RequestClass : byte
{
    /// <summary>Nobody said: a request of a trace.</summary>
    Unknown,

    /// <summary>A long prompt, a short answer, nobody waits for it.</summary>
    Summarize,

    /// <summary>A short prompt, a long answer, somebody waits.</summary>
    Search,

    /// <summary>A conversation's turn.</summary>
    Chat,
}

/// <summary>One request to a large language model.</summary>
/// <param name="ArrivalTicks">When it arrives, in ticks of 100 ns from the run's start.</param>
/// <param name="PromptTokens">Tokens of context that are computed before the first token of the answer; 1 or more.</param>
/// <param name="OutputTokens">Tokens of the answer; 0 and 1 both end with the prompt's own iteration.</param>
/// <param name="Priority">Which servers serve it.</param>
/// <param name="Class">What kind of work it is.</param>
public readonly record struct Request(long ArrivalTicks, int PromptTokens, int OutputTokens, Priority Priority, RequestClass Class);
