using PowerActors.Core.Energy.Governor;

namespace PowerActors.Agent.Governor;

/// <summary>What a governor does with what it decides.</summary>
public enum GovernorMode
{
    /// <summary>There is none.</summary>
    Off,

    /// <summary>It decides and reports, and applies nothing.</summary>
    Shadow,

    /// <summary>It holds its GPUs to the clock it chose, below whatever caps allow.</summary>
    Enforce,
}

/// <summary>A model server on this host and the GPUs that it runs on.</summary>
/// <param name="Metrics">Its page of metrics, such as <c>http://127.0.0.1:8000/metrics</c>.</param>
/// <param name="Gpus">Indices of its GPUs; empty for all of the server's.</param>
public sealed record GovernedInstance(Uri Metrics, IReadOnlyList<int> Gpus);

/// <summary>Settings of a live clock governor.</summary>
public sealed record LiveGovernorOptions
{
    /// <summary>Shadow or enforce.</summary>
    public GovernorMode Mode { get; init; } = GovernorMode.Shadow;

    /// <summary>Objectives and pace.</summary>
    public GovernorSettings Settings { get; init; } = new();

    /// <summary>The clocks to choose from and what each costs.</summary>
    public required ClockCosts Costs { get; init; }

    /// <summary>Where the costs come from, for the log.</summary>
    public required string CostsFrom { get; init; }

    /// <summary>The model servers, 1 or more; no GPU belongs to two.</summary>
    public required IReadOnlyList<GovernedInstance> Instances { get; init; }

    /// <summary>How often their metrics are read; above zero.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one answer may take; above zero.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Without metrics for longer it lets go; above <see cref="Watch"/>.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The largest page that is read, bytes.</summary>
    public int LargestPage { get; init; } = 4 << 20;

    /// <summary>What is wrong with these settings for a server, in one line; null when nothing is.</summary>
    /// <param name="gpus">How many GPUs the server has.</param>
    public string? Problem(int gpus)
    {
        if (Instances.Count == 0)
            return "a governor without model servers; name the address of a vLLM server's /metrics";
        HashSet<int> taken = [];
        foreach (GovernedInstance instance in Instances)
        {
            foreach (int gpu in instance.Gpus.Count == 0 ? Enumerable.Range(0, gpus) : instance.Gpus)
            {
                if (gpu < 0 || gpu >= gpus)
                    return $"{instance.Metrics} has GPU {gpu}; this server has 0 to {gpus - 1}";
                if (!taken.Add(gpu))
                    return $"{instance.Metrics} has GPU {gpu}, which another model server has too; name each once";
            }
        }

        return Watch <= TimeSpan.Zero || Timeout <= TimeSpan.Zero || StaleAfter <= Watch ? "a governor's times must be above zero, and stale-after above watch" : null;
    }
}
