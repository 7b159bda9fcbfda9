using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Serving;

/// <summary>Requests given one by one.</summary>
public sealed class ListLoad(IReadOnlyList<Request> requests) : IRequestLoad
{
    public IRequestCursor Open() => new Cursor(requests);

    private sealed class Cursor(IReadOnlyList<Request> requests) : IRequestCursor
    {
        private int _next;

        public bool TryRead(out Request request)
        {
            request = _next < requests.Count ? requests[_next] : default;
            return _next++ < requests.Count;
        }
    }
}

/// <summary>A server whose clock a test sets, and that remembers what it was told.</summary>
public sealed class TestHardware : IServingHardware
{
    public double PromptSlowdown { get; set; } = 1;

    public double DecodeSlowdown { get; set; } = 1;

    public List<(long Tick, ServerActivity Activity)> Heard { get; } = [];

    public void SetActivity(in ServerActivity activity, long nowTicks) => Heard.Add((nowTicks, activity));
}

public static class TestLoads
{
    public const long Second = TimeSpan.TicksPerSecond;

    public static PerformanceModel Bloom { get; } = PerformanceModel.Shipped("bloom-176b");

    public static Request Request(double seconds, int prompt, int output, Priority priority = Priority.High) =>
        new((long)(seconds * Second), prompt, output, priority, RequestClass.Unknown);

    public static ServingCluster Cluster(
        IReadOnlyList<Request> load, int servers = 1, ServingOptions? options = null, IReadOnlyList<IServingHardware?>? hardware = null) =>
        new(options ?? new ServingOptions(), Bloom, Enumerable.Repeat(Priority.High, servers).ToArray(), new ListLoad(load), hardware);

    public static ServingCluster Run(IReadOnlyList<Request> load, int servers = 1, ServingOptions? options = null)
    {
        ServingCluster cluster = Cluster(load, servers, options);
        cluster.RunToEnd();
        return cluster;
    }

    /// <summary>A random load: gaps up to the given seconds, some of them none.</summary>
    public static List<Request> Random(int seed, int count, double meanGap, int maxPrompt, int maxOutput)
    {
        Random random = new(seed);
        List<Request> requests = [];
        double now = 0;
        for (int i = 0; i < count; i++)
        {
            if (random.Next(8) > 0)
                now += random.NextDouble() * 2 * meanGap;
            requests.Add(Request(now, random.Next(1, maxPrompt + 1), random.Next(0, maxOutput + 1), random.Next(2) == 0 ? Priority.Low : Priority.High));
        }

        return requests;
    }
}
