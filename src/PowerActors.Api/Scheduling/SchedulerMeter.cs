using System.Diagnostics.Metrics;
using PowerActors.Cluster.Scheduling;

namespace PowerActors.Api.Scheduling;

/// <summary>The scheduler extender's figures as instruments.</summary>
internal sealed class SchedulerMeter : IDisposable
{
    private readonly Meter _meter = new("PowerActors.Scheduler");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _duration;

    public SchedulerMeter(SchedulerService scheduler)
    {
        _requests = _meter.CreateCounter<long>("poweractors.scheduler.requests", "{request}", "Requests of schedulers by verb and outcome.");
        _refusals = _meter.CreateCounter<long>("poweractors.scheduler.refusals", "{node}", "Nodes refused to a pod, by reason.");
        _duration = _meter.CreateHistogram<double>("poweractors.scheduler.duration", "s", "Time to answer a scheduler, body read and answer written.");
        _meter.CreateObservableGauge("poweractors.scheduler.nodes", () => scheduler.Sizes().Nodes, "{node}", "Kubernetes nodes known.");
        _meter.CreateObservableGauge("poweractors.scheduler.guarded_nodes", () => scheduler.Sizes().Guarded, "{node}", "Kubernetes nodes that are servers of the topology.");
        _meter.CreateObservableGauge("poweractors.scheduler.pods", () => scheduler.Sizes().Pods, "{pod}", "Pods that take something, those just placed included.");
        _meter.CreateObservableGauge("poweractors.scheduler.assumed", () => scheduler.Sizes().Assumed, "{pod}", "Pods that were told where to go and have not been seen there.");
        _meter.CreateObservableGauge("poweractors.scheduler.on_the_way", () => scheduler.Sizes().OnTheWay, "{pod}", "Pods in the ledger: their draw is not measured yet.");
        _meter.CreateObservableGauge("poweractors.scheduler.informed", () => scheduler.IsInformed ? 1 : 0, "1", "1 once the cluster was posted or listed.");
        _meter.CreateObservableGauge("poweractors.scheduler.current", () => scheduler.IsCurrent is { } current ? (current ? 1.0 : 0) : double.NaN, "1", "1 while changes of the cluster are heard of as they happen.");
    }

    public void Answered(string verb, string outcome, TimeSpan took)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("verb", verb), new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("verb", verb));
    }

    public void Refused(IReadOnlyList<Refusal> refused)
    {
        if (refused.Count == 0)
            return;
        Span<int> counts = stackalloc int[Enum.GetValues<RefusalReason>().Length];
        foreach (Refusal refusal in refused)
            counts[(int)refusal.Reason]++;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                _refusals.Add(counts[i], new KeyValuePair<string, object?>("reason", NameOf((RefusalReason)i)));
        }
    }

    public void Dispose() => _meter.Dispose();

    private static string NameOf(RefusalReason reason) => reason == RefusalReason.NotHeard ? "not-heard" : reason.ToString().ToLowerInvariant();
}
