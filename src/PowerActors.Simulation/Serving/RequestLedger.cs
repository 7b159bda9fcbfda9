using PowerActors.Core.Control;

namespace PowerActors.Simulation.Serving;

/// <summary>Why a request was not served.</summary>
public enum DropReason
{
    /// <summary>The server it was routed to had as many waiting as it may.</summary>
    QueueFull,

    /// <summary>Its context and answer together do not fit in a server's memory.</summary>
    TooLong,

    /// <summary>No server of its priority has power.</summary>
    NoServer,

    /// <summary>Its server lost power.</summary>
    PowerLost,
}

/// <summary>Counts of a cluster up to a moment.</summary>
public sealed record ServingCounts
{
    /// <summary>Requests that have arrived. Always completed + dropped + in flight.</summary>
    public required long Offered { get; init; }

    /// <summary>Requests that got all their tokens.</summary>
    public required long Completed { get; init; }

    /// <summary>Requests that will never get them.</summary>
    public long Dropped => DroppedQueueFull + DroppedTooLong + DroppedNoServer + DroppedPowerLost;

    /// <summary>Requests that run or wait.</summary>
    public required long InFlight { get; init; }

    /// <summary>Dropped because a server's queue was full.</summary>
    public required long DroppedQueueFull { get; init; }

    /// <summary>Dropped because they never fit a server's memory.</summary>
    public required long DroppedTooLong { get; init; }

    /// <summary>Dropped because no server of their priority had power.</summary>
    public required long DroppedNoServer { get; init; }

    /// <summary>Dropped because their server lost power.</summary>
    public required long DroppedPowerLost { get; init; }

    /// <summary>Tokens given out by requests that completed.</summary>
    public required long GeneratedTokens { get; init; }

    /// <summary>Iterations that servers have completed.</summary>
    public required long Iterations { get; init; }

    /// <summary>Runs of iterations with the same batch: the events it took.</summary>
    public required long Runs { get; init; }

    /// <summary>Requests in a batch, mean over iterations.</summary>
    public required double MeanBatch { get; init; }

    /// <summary>Requests in a batch, mean over runs: each batch counts once, however many iterations it lasts.</summary>
    public required double MeanBatchOfRuns { get; init; }

    /// <summary>Requests in the largest batch.</summary>
    public required int LargestBatch { get; init; }

    /// <summary>Time that servers were not idle, summed over servers.</summary>
    public required TimeSpan Busy { get; init; }

    /// <summary>Simulated time of the last completion; zero before the first.</summary>
    public required TimeSpan LastCompletion { get; init; }

    /// <summary>How often a server's memory was full of requests none of which could run, so that the oldest was let in beyond the limit.</summary>
    public required long MemoryOvercommits { get; init; }
}

/// <summary>Keeps count of what becomes of requests.</summary>
internal sealed class RequestLedger(LatencyRecorder latencies)
{
    private readonly long[] _dropped = new long[4];
    private long _iterations;
    private long _batchIterations;
    private long _batchRuns;
    private long _runs;
    private long _busyTicks;
    private long _lastCompletion;
    private int _largestBatch;
    private long _generated;
    private long _completed;

    public long Offered { get; private set; }

    /// <summary>A request arrives; gives its number.</summary>
    public int Offer(Priority priority)
    {
        int number = (int)Offered++;
        latencies.Expect(number, priority);
        return number;
    }

    public void Drop(DropReason reason) => _dropped[(int)reason]++;

    public void Complete(ref RequestSlot request, long now)
    {
        _completed++;
        _generated += Math.Max(1, request.OutputTokens);
        _lastCompletion = now;
        latencies.Record(ref request, now);
    }

    public void CountRun(int batch, int iterations, long ticks)
    {
        _runs++;
        _batchRuns += batch;
        _iterations += iterations;
        _batchIterations += (long)batch * iterations;
        _busyTicks += ticks;
        if (batch > _largestBatch)
            _largestBatch = batch;
    }

    public ServingCounts Counts(long inFlight, long overcommits) => new()
    {
        Offered = Offered,
        Completed = _completed,
        InFlight = inFlight,
        DroppedQueueFull = _dropped[(int)DropReason.QueueFull],
        DroppedTooLong = _dropped[(int)DropReason.TooLong],
        DroppedNoServer = _dropped[(int)DropReason.NoServer],
        DroppedPowerLost = _dropped[(int)DropReason.PowerLost],
        GeneratedTokens = _generated,
        Iterations = _iterations,
        Runs = _runs,
        MeanBatch = _iterations == 0 ? 0 : (double)_batchIterations / _iterations,
        MeanBatchOfRuns = _runs == 0 ? 0 : (double)_batchRuns / _runs,
        LargestBatch = _largestBatch,
        Busy = new TimeSpan(_busyTicks),
        LastCompletion = new TimeSpan(_lastCompletion),
        MemoryOvercommits = overcommits,
    };
}
