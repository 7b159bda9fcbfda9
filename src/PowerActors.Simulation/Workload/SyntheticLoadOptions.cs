using PowerActors.Core.Control;
using PowerActors.Simulation.Serving;

namespace PowerActors.Simulation.Workload;

/// <summary>What a synthetic load looks like.</summary>
public sealed record SyntheticLoadOptions
{
    /// <summary>Requests per second, mean over a week; above 0, at most 1,000,000.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>How long requests arrive; above zero. Six weeks of a row are about six million requests, made one by one.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// How far the hours of a day depart from its mean, 0 to 1: at 0.15 the busiest hour has about 15 % more than the mean and the quietest 15 % less.
    /// </summary>
    public double DailyAmplitude { get; init; } = 0.15;

    /// <summary>What Saturdays and Sundays have of a working day's requests, 0 to 2.</summary>
    public double WeekendFactor { get; init; } = 0.9;

    /// <summary>
    /// How far whole days depart from what the cycle says, 0 to 0.9: each day has a level of its own, drawn evenly between 1 minus and 1 plus this at its noon, with
    /// straight lines between noons. A row's peak over weeks is that of its busiest day, not of every day.
    /// </summary>
    public double DayVariation { get; init; }

    /// <summary>When in the week the load starts, counted from Monday 00:00; zero or more.</summary>
    public TimeSpan Start { get; init; }

    /// <summary>The kinds of requests, one or more.</summary>
    public IReadOnlyList<SyntheticClass> Classes { get; init; } = SyntheticClass.Polca;

    /// <summary>What all draws depend on; the same seed gives the same requests on any machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A load that keeps a given number of requests in flight per server.</summary>
    /// <param name="servers">How many servers, 1 or more.</param>
    /// <param name="requestsPerServer">Requests in flight per server, mean over the week; above 0, in practice up to a few tens.</param>
    /// <param name="model">How long they take at the highest clock.</param>
    /// <param name="duration">How long requests arrive.</param>
    /// <remarks>
    /// By Little's law a server with n requests in flight gets n / W of them a second, where W is how long one stays: its prompt P and its decode D, both
    /// stretched by 1 / (1 − rate · P) because prompts go first. Solved for the rate that is n / (P + D + n · P).
    /// </remarks>
    public static SyntheticLoadOptions ForServers(int servers, double requestsPerServer, PerformanceModel model, TimeSpan duration)
    {
        SyntheticLoadOptions options = new() { RequestsPerSecond = 1, Duration = duration };
        int batch = Math.Max(1, (int)(requestsPerServer + 0.5));
        (double prompt, double decode) = (0, 0);
        double shares = options.Classes.Sum(c => c.Share);
        foreach (SyntheticClass c in options.Classes)
        {
            prompt += c.Share / shares * PromptSeconds(c, model);
            decode += c.Share / shares * DecodeSeconds(c, model, batch);
        }

        return options with { RequestsPerSecond = servers * requestsPerServer / (prompt + decode + (requestsPerServer * prompt)) };
    }

    /// <summary>
    /// Which part of the servers' time goes to high priority, 0 to 1: give that part of the servers to it, or one priority's servers are busier than the
    /// other's. With POLCA's classes about 0.6: half the requests, but the longer answers.
    /// </summary>
    /// <param name="model">How long requests take.</param>
    public double WorkShare(PerformanceModel model)
    {
        double high = Classes.Sum(c => c.Share * c.HighPriorityShare * (PromptSeconds(c, model) + DecodeSeconds(c, model, 1)));
        double all = Classes.Sum(c => c.Share * (PromptSeconds(c, model) + DecodeSeconds(c, model, 1)));
        return high / all;
    }

    /// <summary>Throws when an option is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option and its range.</exception>
    public void Validate()
    {
        Check(RequestsPerSecond is > 0 and <= 1e6, nameof(RequestsPerSecond), RequestsPerSecond, "above 0 and at most 1,000,000");
        Check(Duration > TimeSpan.Zero, nameof(Duration), Duration, "longer than zero");
        Check(DailyAmplitude is >= 0 and <= 1, nameof(DailyAmplitude), DailyAmplitude, "from 0 to 1");
        Check(DayVariation is >= 0 and <= .9, nameof(DayVariation), DayVariation, "from 0 to 0.9");
        Check(WeekendFactor is >= 0 and <= 2, nameof(WeekendFactor), WeekendFactor, "from 0 to 2");
        Check(Start >= TimeSpan.Zero, nameof(Start), Start, "zero or later");
        Check(Classes.Count > 0, nameof(Classes), Classes.Count, "one class or more");
        foreach (SyntheticClass c in Classes)
        {
            Check(c.Share is > 0 and < double.PositiveInfinity, nameof(SyntheticClass.Share), c.Share, "above 0");
            Check(c.HighPriorityShare is >= 0 and <= 1, nameof(SyntheticClass.HighPriorityShare), c.HighPriorityShare, "from 0 to 1");
            CheckRange(c.PromptTokens, nameof(SyntheticClass.PromptTokens));
            CheckRange(c.OutputTokens, nameof(SyntheticClass.OutputTokens));
        }
    }

    private static double PromptSeconds(SyntheticClass c, PerformanceModel model)
    {
        // The times bend at measured points: the mean over the range, not the time of the mean.
        const int Samples = 64;
        double sum = 0;
        for (int i = 0; i < Samples; i++)
            sum += model.PromptTicks(c.PromptTokens.Least + (int)((c.PromptTokens.Most - c.PromptTokens.Least) * (i + 0.5) / Samples));
        return sum / Samples / TimeSpan.TicksPerSecond;
    }

    private static double DecodeSeconds(SyntheticClass c, PerformanceModel model, int batch) =>
        Math.Max(0, ((c.OutputTokens.Least + (double)c.OutputTokens.Most) / 2) - 1) * model.DecodeTicks(batch) / TimeSpan.TicksPerSecond;

    private static void CheckRange((int Least, int Most) range, string name) =>
        Check(range.Least >= 1 && range.Most >= range.Least && range.Most <= AzureTrace.MaxTokens, name, range, $"two rising numbers from 1 to {AzureTrace.MaxTokens}");

    private static void Check(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"must be {range}");
    }
}
