namespace PowerActors.Simulation.Serving;

/// <summary>What a server has in sight at one moment.</summary>
/// <param name="InFlight">Requests that run or wait.</param>
/// <param name="PromptSlack">
/// The greatest time multiple at which all prompts that wait or run get their first token in time, those excepted that would be late at the highest clock too; infinite without any.
/// </param>
/// <param name="IterationSeconds">Time of a decode iteration of the batch at the highest clock; 0 when nobody decodes.</param>
public readonly record struct ServingOutlook(int InFlight, double PromptSlack, double IterationSeconds);

/// <summary>Hears of each request that a server has completed.</summary>
internal interface ICompletionListener
{
    /// <summary>A request has all its tokens.</summary>
    void OnCompleted(long arrivalTicks, long firstTokenTicks, long nowTicks, int outputTokens);
}
