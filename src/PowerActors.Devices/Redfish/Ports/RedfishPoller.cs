using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>Takes what a resource answers.</summary>
internal interface IRedfishReader
{
    /// <summary>The resource to read.</summary>
    string Resource { get; }

    /// <summary>A good answer.</summary>
    void OnAnswer(RedfishAnswer answer);

    /// <summary>None this time.</summary>
    void OnFailure(RedfishException failure);
}

/// <summary>How a service's meters are read.</summary>
public sealed record RedfishPollOptions
{
    /// <summary>The usual.</summary>
    public static RedfishPollOptions Default { get; } = new();

    /// <summary>How often, when all is well.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An answer that takes longer is too slow: readings then come less often.</summary>
    public TimeSpan LatencyObjective { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest interval that a slow service is given.</summary>
    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An older reading counts as none.</summary>
    public TimeSpan Freshness { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often limits are read back and, if they are looser than asked for, set again.</summary>
    public TimeSpan ReadBack { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Reads a set of resources of one service round after round, each once per round however many want it, and slows down where the service is slow (<see cref="ReadingPace"/>).</summary>
public sealed class RedfishPoller
{
    private readonly RedfishClient _client;
    private readonly RedfishPollOptions _options;
    private readonly Action<RedfishNotice> _notices;
    private readonly List<IRedfishReader> _readers = [];
    private ReadingPace _pace;
    private bool _isSlowTold;
    private bool _isDownTold;

    /// <summary>A poller of a service; nothing is read before it runs.</summary>
    /// <param name="client">The service.</param>
    /// <param name="options">How often; the usual when null.</param>
    /// <param name="notices">Told what an operator should hear of.</param>
    public RedfishPoller(RedfishClient client, RedfishPollOptions? options = null, Action<RedfishNotice>? notices = null)
    {
        _client = client;
        _options = options ?? RedfishPollOptions.Default;
        _notices = notices ?? (static _ => { });
        _pace = ReadingPace.Start(_options.Interval, _options.LatencyObjective, _options.LongestInterval);
    }

    /// <summary>The time from one round to the next, as the service allows now.</summary>
    public TimeSpan Interval => _pace.Interval;

    /// <summary>Adds a meter; before the poller runs.</summary>
    /// <param name="uri">A resource, or a resource and a JSON pointer; without a pointer its first power reading is meant.</param>
    public RedfishMeter AddMeter(string uri)
    {
        RedfishMeter meter = new(uri, _options.Freshness, _client.Time, _notices);
        _readers.Add(meter);
        return meter;
    }

    /// <summary>Reads until it is cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                TimeSpan wait = await RoundAsync(cancellation).ConfigureAwait(false);
                await Task.Delay(wait, _client.Time, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    /// <summary>Reads everything once.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How long to wait before the next round.</returns>
    public async Task<TimeSpan> RoundAsync(CancellationToken cancellation)
    {
        IGrouping<string, IRedfishReader>[] resources = [.. _readers.GroupBy(static reader => reader.Resource, StringComparer.Ordinal)];
        long started = _client.Time.GetTimestamp();
        Round round = new();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _client.Options.Connections, CancellationToken = cancellation };
        await Parallel.ForEachAsync(resources, parallel, async (readers, token) => await ReadAsync(readers, round, token).ConfigureAwait(false)).ConfigureAwait(false);
        TimeSpan took = _client.Time.GetElapsedTime(started);
        _pace = _pace.After(round.Slowest, took);
        TellPace(round, resources.Length);
        TimeSpan rest = _pace.Interval > took ? _pace.Interval - took : TimeSpan.Zero;
        TimeSpan asked = round.RetryAfter < _client.Options.LongestRetry ? round.RetryAfter : _client.Options.LongestRetry;

        // A service that takes longer than the longest interval is still left alone for half of the time.
        TimeSpan least = _pace.IsSlowed ? took : TimeSpan.Zero;
        return new[] { rest, asked, least }.Max();
    }

    private async Task ReadAsync(IGrouping<string, IRedfishReader> readers, Round round, CancellationToken cancellation)
    {
        long started = _client.Time.GetTimestamp();
        try
        {
            RedfishAnswer answer = await _client.GetOnceAsync(readers.Key, cancellation).ConfigureAwait(false);
            round.Note(answer.Latency, null);
            foreach (IRedfishReader reader in readers)
                reader.OnAnswer(answer);
        }
        catch (RedfishException e)
        {
            round.Note(e.Failure is RedfishFailure.Timeout ? _client.Time.GetElapsedTime(started) : TimeSpan.Zero, e);
            foreach (IRedfishReader reader in readers)
                reader.OnFailure(e);
        }
    }

    private void TellPace(Round round, int resources)
    {
        if (_pace.IsSlowed != _isSlowTold)
        {
            _isSlowTold = _pace.IsSlowed;
            _notices(new RedfishNotice(
                RedfishNoticeKind.Service,
                _client.Endpoint.ToString(),
                _isSlowTold ? $"answers took up to {round.Slowest.TotalSeconds:0.#} s; it is read less often" : "is read as often as wished again"));
        }

        bool isDown = resources > 0 && round.Failures == resources;
        if (isDown == _isDownTold)
            return;
        _isDownTold = isDown;
        _notices(new RedfishNotice(RedfishNoticeKind.Service, _client.Endpoint.ToString(), isDown ? $"nothing can be read: {round.LastProblem}" : "can be read again"));
    }

    private sealed class Round
    {
        private readonly Lock _lock = new();

        public TimeSpan Slowest { get; private set; }

        public TimeSpan RetryAfter { get; private set; }

        public int Failures { get; private set; }

        public string? LastProblem { get; private set; }

        public void Note(TimeSpan latency, RedfishException? failure)
        {
            lock (_lock)
            {
                if (latency > Slowest)
                    Slowest = latency;
                if (failure is null)
                    return;
                Failures++;
                LastProblem = failure.Message;
                if (failure.RetryAfter > RetryAfter)
                    RetryAfter = failure.RetryAfter.Value;
            }
        }
    }
}
