namespace PowerActors.Agent.Governor.Metrics;

/// <summary>
/// What a vLLM server tells of itself at one moment, its engines and models added up.
/// </summary>
/// <param name="Ttft">Times to first token, seconds, one per request (<c>vllm:time_to_first_token_seconds</c>); null before the first.</param>
/// <param name="RequestTbt">Mean time between tokens, one per request that has ended (<c>vllm:request_time_per_output_token_seconds</c>); null where the version does not tell.</param>
/// <param name="TokenTbt">Time before each token (<c>vllm:inter_token_latency_seconds</c>, before it <c>vllm:time_per_output_token_seconds</c>); null before the first.</param>
/// <param name="Running">Requests in the batch.</param>
/// <param name="Waiting">Requests that wait.</param>
internal sealed record ServingMetrics(HistogramCounts? Ttft, HistogramCounts? RequestTbt, HistogramCounts? TokenTbt, double Running, double Waiting)
{
    private const string Ttfts = "vllm:time_to_first_token_seconds";
    private const string RequestTbts = "vllm:request_time_per_output_token_seconds";
    private const string TokenTbts = "vllm:inter_token_latency_seconds";
    private const string TokenTbtsBefore011 = "vllm:time_per_output_token_seconds";
    private const string RunningNow = "vllm:num_requests_running";
    private const string WaitingNow = "vllm:num_requests_waiting";

    /// <summary>Reads a page of metrics.</summary>
    /// <param name="page">The page, UTF-8.</param>
    /// <param name="problem">Why it cannot be used, in one line; null when it can.</param>
    /// <returns>What it says; null when it cannot be used.</returns>
    public static ServingMetrics? Read(ReadOnlySpan<byte> page, out string? problem)
    {
        PrometheusPage read = new([Ttfts, RequestTbts, TokenTbts, TokenTbtsBefore011], [RunningNow, WaitingNow]);
        problem = read.Read(page);
        if (problem is not null)
            return null;
        if (read.Gauge(RunningNow) is not { } running || read.Gauge(WaitingNow) is not { } waiting)
        {
            problem = $"tells no {(read.Gauge(RunningNow) is null ? RunningNow : WaitingNow)}; the address of a vLLM server's /metrics would be right";
            return null;
        }

        return new ServingMetrics(read.Histogram(Ttfts), read.Histogram(RequestTbts), read.Histogram(TokenTbts) ?? read.Histogram(TokenTbtsBefore011), running, waiting);
    }
}
