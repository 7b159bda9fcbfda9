using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Serving;

/// <summary>Which column of a file holds what; −1 where none does.</summary>
internal sealed class ServingProfileColumns
{
    /// <summary>What a header looks like, for messages.</summary>
    public const string Example = "gpu,model,clock,tp,pp,batch,load,power,ttft,tbt";

    private readonly string[] _header;

    private ServingProfileColumns(string[] header) => _header = header;

    public int Width => _header.Length;

    public int Gpu { get; private init; }

    public int Model { get; private init; }

    public int Clock { get; private init; }

    public int Tensor { get; private init; }

    public int Pipeline { get; private init; }

    public int Batch { get; private init; }

    public int Class { get; private init; }

    public int Load { get; private init; }

    public int Power { get; private init; }

    /// <summary>The latencies that the file has, and their columns.</summary>
    public IReadOnlyList<(ServingMetric Metric, int At)> Latencies { get; private init; } = [];

    /// <summary>The column's own name.</summary>
    public string NameOf(int at) => _header[at];

    /// <summary>Reads the header; null when it cannot be used, with the reason noted.</summary>
    public static ServingProfileColumns? Read(string[] header, int line, InputFaultCollector faults)
    {
        int before = faults.Count;
        foreach (string twice in header.Where(static name => name.Length > 0).GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).Where(static g => g.Count() > 1).Select(static g => g.Key))
            faults.Add(line, $"the header names {twice} twice; name each column once");
        List<(ServingMetric, int)> latencies = [];
        foreach ((ServingMetric metric, string[] names) in Metrics)
        {
            int at = Find(names);
            if (at >= 0)
                latencies.Add((metric, at));
        }

        ServingProfileColumns columns = new(header)
        {
            Gpu = Find("gpu"),
            Model = Find("model"),
            Clock = Find("clock"),
            Tensor = Find("tp"),
            Pipeline = Find("pp"),
            Batch = Find("batch"),
            Class = Find("class"),
            Load = Find("load", "tps"),
            Power = Find("power", "gpu_power"),
            Latencies = latencies,
        };
        Require(columns.Clock, "clock (MHz)");
        Require(columns.Tensor, "tp");
        Require(columns.Load, "load (tokens/s)");
        Require(columns.Power, "power (W)");
        Require(latencies.Count - 1, "latency (ttft, tbt; ms)");
        return faults.Count == before ? columns : null;

        int Find(params ReadOnlySpan<string> names)
        {
            int found = -1;
            foreach (string name in names)
            {
                int at = Array.FindIndex(header, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
                if (at >= 0 && found >= 0)
                    faults.Add(line, $"the header names both {header[found]} and {header[at]}, which mean the same; leave one out");
                found = at >= 0 ? at : found;
            }

            return found;
        }

        void Require(int at, string what)
        {
            if (at < 0)
                faults.Add(line, $"the header has no column for {what}; write a header such as {Example}");
        }
    }

    private static readonly (ServingMetric Metric, string[] Names)[] Metrics =
    [
        (ServingMetric.TtftMean, ["ttft_mean"]),
        (ServingMetric.TtftP90, ["ttft_p90"]),
        (ServingMetric.TtftP99, ["ttft_p99", "ttft"]),
        (ServingMetric.TbtMean, ["tbt_mean"]),
        (ServingMetric.TbtP90, ["tbt_p90"]),
        (ServingMetric.TbtP99, ["tbt_p99", "tbt"]),
    ];
}
