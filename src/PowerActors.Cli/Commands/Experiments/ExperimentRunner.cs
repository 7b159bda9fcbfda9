using PowerActors.Cli.Settings;
using PowerActors.Core.Control;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary>What became of a point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Runs">One for each seed; empty where it was refused.</param>
/// <param name="Refused">Why it was not run; null where it was.</param>
internal sealed record PointResult(ExperimentPoint Point, IReadOnlyList<SimulationResult> Runs, string? Refused)
{
    /// <summary>What the first of its runs was made with; null where it was refused.</summary>
    public SimulationOptions? Options { get; init; }

    /// <summary>The worst of a figure over the seeds; NaN where there is none.</summary>
    public double Worst(Func<SimulationResult, double> of) => Runs.Count == 0 ? double.NaN : Runs.Max(of);

    /// <summary>The mean of a figure over the seeds; NaN where there is none.</summary>
    public double Mean(Func<SimulationResult, double> of) => Runs.Count == 0 ? double.NaN : Runs.Average(of);

    /// <summary>Whether every run met every objective and broke no law.</summary>
    public bool IsMet => Runs.Count > 0 && Runs.All(static run => run.Objectives.Met && run.Laws.Violations.Count == 0);
}

/// <summary>Runs the points of an experiment on all cores. Runs of the same requests on the same servers share their uncapped reference.</summary>
/// <param name="sources">The caller's settings.</param>
/// <param name="seeds">Runs of each point.</param>
/// <param name="withDetail">Whether the first run of each point keeps what a page of its own would show.</param>
/// <param name="io">Where progress goes.</param>
internal sealed class ExperimentRunner(SettingsSources sources, int seeds, bool withDetail, CommandIo io)
{
    private readonly Dictionary<object, (UncappedReference Reference, int Left)> _references = [];
    private int _done;

    /// <summary>Runs them.</summary>
    public IReadOnlyList<PointResult> Run(IReadOnlyList<ExperimentPoint> points)
    {
        List<(int Point, object Key, SimulationOptions Options)> runs = [];
        string?[] refused = new string?[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            (SimulationSettings Simulation, TopologyPlan Plan, string Policy) made;
            try
            {
                made = Prepare(points[i]);
            }
            catch (InputException e)
            {
                refused[i] = string.Join("; ", e.Faults.Select(static fault => fault.Message).Distinct(StringComparer.Ordinal));
                continue;
            }

            foreach ((object key, SimulationOptions options) in Compose(points[i], made.Simulation, made.Plan, made.Policy))
                runs.Add((i, key, options));
        }

        foreach (IGrouping<object, SimulationOptions> group in runs.GroupBy(static run => run.Key, static run => run.Options))
            _references[group.Key] = (new UncappedReference(group.First()), group.Count());
        // Those that share a reference one after the other, so that it can be dropped.
        List<object> order = [.. runs.Select(static run => run.Key).Distinct()];
        (int Point, object Key, SimulationOptions Options)[] sorted = [.. runs.OrderBy(run => order.IndexOf(run.Key))];
        SimulationResult[] results = new SimulationResult[sorted.Length];
        using ExperimentProgress progress = new(io, sorted.Length);
        Parallel.ForEach(
            System.Collections.Concurrent.Partitioner.Create(Enumerable.Range(0, sorted.Length), System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = io.Cancellation },
            i =>
            {
                using SimulationRun run = new(sorted[i].Options with { Reference = _references[sorted[i].Key].Reference });
                results[i] = run.Execute(static _ => { }, io.Cancellation);
                Release(sorted[i].Key);
                progress.Report(Interlocked.Increment(ref _done), points[sorted[i].Point]);
            });
        return
        [
            .. points.Select((point, i) => new PointResult(
                point, [.. sorted.Zip(results).Where(pair => pair.First.Point == i).OrderBy(static pair => pair.Second.Seed).Select(static pair => pair.Second)], refused[i])
            {
                Options = runs.Find(run => run.Point == i).Options,
            }),
        ];
    }

    /// <summary>A point's settings and tree.</summary>
    /// <exception cref="InputException">With them the tree cannot be guarded.</exception>
    private (SimulationSettings Simulation, TopologyPlan Plan, string Policy) Prepare(ExperimentPoint point)
    {
        LoadedSettings settings = SettingsLoader.Load(sources with { Sets = [.. sources.Sets, .. point.Sets] });
        SimulationSettings simulation = SimulationSettings.Read(settings);
        SiteSettings site = settings.ReadSite();
        return (simulation, simulation.Apply(site.Plan), site.Policy.Name);
    }

    /// <summary>The runs of a point, one for each seed, each with what its reference depends on.</summary>
    private List<(object Key, SimulationOptions Options)> Compose(ExperimentPoint point, SimulationSettings simulation, TopologyPlan plan, string policy)
    {
        string servers = string.Join(',', plan.Root.AllServers().Select(static server => $"{(server.Priority == Priority.High ? 'h' : 'l')}{server.Model.Name}"));
        List<(object, SimulationOptions)> runs = [];
        for (int i = 0; i < seeds; i++)
        {
            SimulationSettings one = simulation with { Seed = simulation.Seed + (ulong)i };
            SimulationOptions options = SimulateCommand.Compose(one, plan, policy);
            options = (point.Change?.Invoke(options) ?? options) with { Detail = withDetail && i == 0 ? ReportDetail.Full : ReportDetail.None };
            runs.Add(((one with { PowerFactor = 1, Oversubscription = null, Servers = null }, servers), options));
        }

        return runs;
    }

    private void Release(object key)
    {
        lock (_references)
        {
            (UncappedReference reference, int left) = _references[key];
            if (left > 1)
                _references[key] = (reference, left - 1);
            else
                _references.Remove(key);
        }
    }
}

/// <summary>One line on the terminal that says how many runs are done; nothing where that is no terminal.</summary>
internal sealed class ExperimentProgress(CommandIo io, int runs) : IDisposable
{
    private readonly bool _shows = ReferenceEquals(io.Error, Console.Error) && !Console.IsErrorRedirected;
    private readonly Lock _lock = new();

    public void Report(int done, ExperimentPoint last)
    {
        if (!_shows)
            return;
        lock (_lock)
        {
            io.Error.Write($"\r  {done} of {runs} runs; last {last.Series}, {last.Label}".PadRight(90));
            io.Error.Flush();
        }
    }

    public void Dispose()
    {
        if (_shows)
            io.Error.Write("\r" + new string(' ', 90) + "\r");
    }
}
