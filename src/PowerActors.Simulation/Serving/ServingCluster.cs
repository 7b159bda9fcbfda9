using PowerActors.Core.Control;
using PowerActors.Core.Hardware;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// Servers that serve a load in simulated time: arrivals, routing, and the runs of iterations of every server. A request goes to the server of its priority
/// with the fewest pending tokens (prompt tokens not computed yet, and one for each request that has not ended), the first of equals; with
/// <see cref="ServingOptions.RequestsPerWokenServer"/>, to the fullest that still has room.
/// </summary>
/// <remarks>
/// Time is in ticks of 100 ns from the run's start and only moves forward. At one moment runs end before requests arrive, lower servers first. An event costs
/// O(batch + log servers) and allocates nothing. Not safe for use by two threads at once.
/// </remarks>
public sealed class ServingCluster
{
    private readonly ServingOptions _options;
    private readonly IRequestCursor _cursor;
    private readonly ServingServer[] _servers;
    private readonly RequestSlots _slots = new();
    private readonly RequestLedger _ledger;
    private readonly TournamentTree _events; // when each server's run ends
    private readonly RoutingPool[] _pools; // by priority; the same one twice where all servers serve both
    private readonly RoutingPool[] _poolOf; // by server
    private readonly int[] _placeInPool;
    private readonly long[] _kvCapacity; // by server
    private Request _next;
    private bool _hasNext;

    /// <summary>Servers that wait for their first request.</summary>
    /// <param name="options">Limits of serving.</param>
    /// <param name="model">How long iterations take.</param>
    /// <param name="priorities">The priority that each server serves. Where only one priority is named, its servers serve both.</param>
    /// <param name="load">The requests; one pass over it is opened.</param>
    /// <param name="hardware">What each server runs on, as many as <paramref name="priorities"/>; null runs all at the highest clock and tells nobody.</param>
    /// <exception cref="ArgumentException">There is no server, hardware is not one for each, or the model does not fit in memory.</exception>
    public ServingCluster(
        ServingOptions options,
        PerformanceModel model,
        IReadOnlyList<Priority> priorities,
        IRequestLoad load,
        IReadOnlyList<IServingHardware?>? hardware = null)
        : this(options, [.. Enumerable.Repeat(model, priorities.Count)], priorities, load, hardware)
    {
    }

    /// <summary>Servers of several kinds that wait for their first request.</summary>
    /// <param name="options">Limits of serving.</param>
    /// <param name="models">How long iterations take on each server.</param>
    /// <param name="priorities">The priority that each server serves. Where only one priority is named, its servers serve both.</param>
    /// <param name="load">The requests; one pass over it is opened.</param>
    /// <param name="hardware">What each server runs on, as many as <paramref name="priorities"/>; null runs all at the highest clock and tells nobody.</param>
    /// <exception cref="ArgumentException">There is no server, models or hardware are not one for each, or a model does not fit in memory.</exception>
    public ServingCluster(
        ServingOptions options,
        IReadOnlyList<PerformanceModel> models,
        IReadOnlyList<Priority> priorities,
        IRequestLoad load,
        IReadOnlyList<IServingHardware?>? hardware = null)
    {
        options.Validate();
        if (priorities.Count == 0)
            throw new ArgumentException("at least one server is needed", nameof(priorities));
        if (priorities.Count > TournamentTree.MaxCount)
            throw new ArgumentException($"{priorities.Count} servers; one cluster takes at most {TournamentTree.MaxCount}", nameof(priorities));
        if (hardware is not null && hardware.Count != priorities.Count)
            throw new ArgumentException($"{priorities.Count} servers need as many pieces of hardware, not {hardware.Count}", nameof(hardware));
        if (models.Count != priorities.Count)
            throw new ArgumentException($"{priorities.Count} servers need as many models, not {models.Count}", nameof(models));
        _kvCapacity = [.. models.Select(model => options.KvCapacityTokens ?? model.KvCapacityTokens ?? long.MaxValue / 2)];
        if (Array.FindIndex(_kvCapacity, static capacity => capacity < 2) is var tooSmall and >= 0)
            throw new ArgumentException($"{models[tooSmall].Profile} does not fit in the GPUs' memory", nameof(models));
        _options = options;
        _cursor = load.Open();
        Latencies = new LatencyRecorder(options.MaxRequestsKept);
        _ledger = new RequestLedger(Latencies);
        _servers = new ServingServer[priorities.Count];
        for (int i = 0; i < _servers.Length; i++)
            _servers[i] = new ServingServer(options, models[i], _slots, _ledger, hardware?[i], _kvCapacity[i]);
        _events = new TournamentTree(_servers.Length);
        (_pools, _poolOf, _placeInPool) = RoutingPool.For(priorities);
        _hasNext = _cursor.TryRead(out _next);
    }

    /// <summary>How it serves and routes.</summary>
    public ServingOptions Options => _options;

    /// <summary>How many servers there are.</summary>
    public int ServerCount => _servers.Length;

    /// <summary>When the next thing happens; <see cref="long.MaxValue"/> when all is done.</summary>
    public long NextEventTicks => Math.Min(_events.Least, _hasNext ? _next.ArrivalTicks : long.MaxValue);

    /// <summary>Whether no request is to come and none is in flight.</summary>
    public bool IsDone => !_hasNext && _slots.InFlight == 0;

    /// <summary>Time of the last event, in ticks of 100 ns.</summary>
    public long NowTicks { get; private set; }

    /// <summary>Events so far: arrivals and ends of runs.</summary>
    public long Events { get; private set; }

    /// <summary>Latencies of the requests that have completed.</summary>
    public LatencyRecorder Latencies { get; }

    /// <summary>Counts so far; with every <see cref="ServingCounts.Offered"/> request completed, dropped or in flight.</summary>
    public ServingCounts Counts => _ledger.Counts(_slots.InFlight, _servers.Sum(s => s.Overcommits));

    /// <summary>Requests of a server that run or wait, its pending tokens, and the tokens in its memory.</summary>
    /// <param name="server">Its index.</param>
    public (int Running, int Waiting, long PendingTokens, long KvTokens) State(int server)
    {
        ServingServer s = _servers[server];
        return (s.Running, s.Waiting, s.PendingTokens, s.KvTokens);
    }

    /// <summary>What a server has in sight now.</summary>
    /// <param name="server">Its index.</param>
    /// <param name="firstToken">When a request is to have its first token, after its arrival.</param>
    public ServingOutlook Outlook(int server, TimeSpan firstToken) => _servers[server].Outlook(NowTicks, firstToken.Ticks);

    /// <summary>What a server is doing.</summary>
    /// <param name="server">Its index.</param>
    public ServerActivity Activity(int server) => _servers[server].Activity;

    /// <summary>Lets everything happen that is due up to a moment, in order of time.</summary>
    /// <param name="ticks">The moment, included; before <see cref="long.MaxValue"/>.</param>
    public void AdvanceTo(long ticks)
    {
        while (true)
        {
            long end = _events.Least;
            if (_hasNext && _next.ArrivalTicks < end)
            {
                if (_next.ArrivalTicks > ticks)
                    break;
                Arrive();
            }
            else
            {
                if (end > ticks)
                    break;
                int server = _events.Winner;
                NowTicks = end;
                _servers[server].CompleteRun();
                Changed(server);
            }

            Events++;
        }

        if (ticks > NowTicks)
            NowTicks = ticks;
    }

    /// <summary>Runs until all requests have ended. Only for loads that end, on hardware whose clock nobody changes.</summary>
    public void RunToEnd()
    {
        for (long next = NextEventTicks; next != long.MaxValue; next = NextEventTicks)
            AdvanceTo(next);
    }

    /// <summary>
    /// A server's clock has changed: the rest of its running iteration and the later ones take their new time. Call it at the moment of the change, after
    /// <see cref="AdvanceTo"/> for that moment.
    /// </summary>
    /// <param name="server">Its index.</param>
    /// <param name="nowTicks">The moment.</param>
    public void OnClockChanged(int server, long nowTicks)
    {
        _servers[server].Retime(nowTicks);
        _events.Set(server, _servers[server].RunEnd);
    }

    /// <summary>A server loses power: its requests are lost and counted, and no more are routed to it.</summary>
    /// <param name="server">Its index.</param>
    /// <param name="nowTicks">The moment.</param>
    public void PowerOff(int server, long nowTicks)
    {
        _servers[server].PowerOff(nowTicks);
        Changed(server);
    }

    /// <summary>A server has power again, and starts empty.</summary>
    /// <param name="server">Its index.</param>
    public void PowerOn(int server)
    {
        _servers[server].PowerOn();
        Changed(server);
    }

    internal void Listen(int server, ICompletionListener listener) => _servers[server].Listener = listener;

    private void Arrive()
    {
        Request request = _next;
        _hasNext = _cursor.TryRead(out _next);
        NowTicks = request.ArrivalTicks;
        int number = _ledger.Offer(request.Priority);
        RoutingPool pool = _pools[(int)request.Priority];
        if (pool.Least == long.MaxValue)
        {
            _ledger.Drop(DropReason.NoServer);
            return;
        }

        int server = pool.Preferred;
        if ((long)request.PromptTokens + Math.Max(1, request.OutputTokens) > _kvCapacity[server])
        {
            _ledger.Drop(DropReason.TooLong);
            return;
        }

        if (_servers[server].Waiting >= _options.MaxQueuedRequests)
        {
            _ledger.Drop(DropReason.QueueFull);
            return;
        }

        int slot = _slots.Rent();
        _slots.Items[slot] = new RequestSlot
        {
            ArrivalTicks = request.ArrivalTicks,
            Number = number,
            PromptTokens = request.PromptTokens,
            OutputTokens = request.OutputTokens,
            Remaining = request.OutputTokens - 1,
            Priority = request.Priority,
        };
        _servers[server].Arrive(slot, request.ArrivalTicks);
        Changed(server);
    }

    private void Changed(int server)
    {
        ServingServer s = _servers[server];
        _events.Set(server, s.RunEnd);
        _poolOf[server].Set(_placeInPool[server], s.IsOn ? Preference(s) : long.MaxValue);
    }

    // What routing takes the least of. Consolidating: servers at work first, the fullest of those with room before the others, then the idle, then the full by their pending tokens.
    private long Preference(ServingServer server)
    {
        if (_options.RequestsPerWokenServer is not { } most)
            return server.PendingTokens;
        int requests = server.Requests;
        return requests < most ? most - 1 - requests : most + server.PendingTokens;
    }
}
