using PowerActors.Agent.Governor.Metrics;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Governor;

/// <summary>
/// The governor of one model server: makes the law's input out of what its metrics say, and lets go when they say nothing. Time is passed in. Not thread-safe.
/// </summary>
/// <remarks>
/// A server tells times to first token and times between tokens apart, so each request comes as two; the law's allowance is halved, its memory and patience doubled for that: of all requests no
/// more than the allowance miss either objective.
/// </remarks>
internal sealed class InstanceGovernor
{
    /// <summary>How far back a request's tokens lie when it ends.</summary>
    private static readonly TimeSpan Decoding = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly LiveGovernorOptions _options;
    private readonly GovernorSettings _settings;
    private readonly SlowdownTrail _slowdowns = new();
    private readonly List<ServedRequest> _served = [];
    private readonly TimeSpan _startedAt;
    private QueueSight _queue = new();
    private TokenPace _pace = new(Pace);
    private TokenPace _slowPace = new(Decoding);
    private GovernorState _state;
    private ServingMetrics? _last;
    private TimeSpan? _heardAt;

    public InstanceGovernor(LiveGovernorOptions options, TimeSpan now)
    {
        _options = options;
        _settings = options.Settings with
        {
            Allowance = options.Settings.Allowance / 2,
            Memory = options.Settings.Memory * 2,
            Patience = options.Settings.Patience * 2,
        };
        _state = GovernorLaw.Start(options.Costs, now);
        _startedAt = now;
        Wish = Megahertz.Unlimited;
    }

    /// <summary>The ceiling that it would have; <see cref="Megahertz.Unlimited"/> for none.</summary>
    public Megahertz Wish { get; private set; }

    /// <summary>False while the metrics are missing for too long: it has let go.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>True when the last page showed that the model server has started anew.</summary>
    public bool HasRestarted { get; private set; }

    /// <summary>Takes a page of metrics.</summary>
    /// <param name="metrics">What it says.</param>
    /// <param name="inForce">The clock that the work went at lately.</param>
    /// <param name="cap">The ceiling that directives put on the GPUs.</param>
    /// <param name="now">Monotonic time.</param>
    public void Look(ServingMetrics metrics, Megahertz inForce, Megahertz cap, TimeSpan now)
    {
        TimeSpan window = now - (_heardAt ?? now);
        ClockCost cost = _options.Costs.At(inForce);
        _slowdowns.Note(cost.PromptTime, cost.TokenTime, now);
        HistogramCounts? ttft = null, tokens = null;
        _served.Clear();
        HasRestarted = false;
        if (_last is not null && IsFresh)
        {
            ttft = Since(metrics.Ttft, _last.Ttft);
            tokens = Since(metrics.TokenTbt, _last.TokenTbt);
            if (tokens is not null)
            {
                double slow = _slowdowns.Mean(window, now).Token;
                _pace.Note(tokens, slow, window);
                _slowPace.Note(tokens, slow, window);
            }

            Serve(ttft, Since(metrics.RequestTbt, _last.RequestTbt), tokens, window, now);
        }

        double slack = _queue.Look(ttft, metrics.Waiting, _slowdowns.Mean(window, now).Prompt, _settings.Ttft.TotalSeconds, now);
        double iteration = metrics.Running > 0 ? _pace.Mean : 0;
        double inFlight = Math.Min(int.MaxValue / 2, metrics.Running + metrics.Waiting);
        GovernorInput input = new(_served, (int)Math.Ceiling(inFlight), slack, iteration, cost.TokenTime, cap) { IsHeld = inForce <= Wish };
        (_state, GovernorDecision decision) = GovernorLaw.Look(_settings, _options.Costs, _state, input, now);
        Wish = decision.Wish;
        _last = metrics;
        _heardAt = now;
        IsFresh = true;
    }

    /// <summary>There was no page that could be used.</summary>
    /// <returns>True when it has let go just now.</returns>
    public bool Miss(TimeSpan now)
    {
        if (now - (_heardAt ?? _startedAt) < _options.StaleAfter)
            return false;
        bool held = IsFresh || _heardAt is null;
        _heardAt ??= _startedAt; // said once
        IsFresh = false;
        Wish = Megahertz.Unlimited;
        _state = GovernorLaw.Start(_options.Costs, now);
        _queue = new QueueSight();
        _pace = new TokenPace(Pace);
        _slowPace = new TokenPace(Decoding);
        _last = null;
        return held;
    }

    private HistogramCounts? Since(HistogramCounts? now, HistogramCounts? before)
    {
        bool isReset = false;
        HistogramCounts? added = now?.Since(before, out isReset);
        HasRestarted |= isReset;
        return added;
    }

    private void Serve(HistogramCounts? ttft, HistogramCounts? requests, HistogramCounts? tokens, TimeSpan window, TimeSpan now)
    {
        if (ttft is { Count: > 0 })
            Observations.AddTtft(_served, ttft, _settings.Ttft, seconds => _slowdowns.Mean(window + TimeSpan.FromSeconds(Math.Min(seconds, 600)), now).Prompt);
        double slow = _slowdowns.Mean(window + Decoding, now).Token;
        if (requests is { Count: > 0 })
            Observations.AddTbt(_served, requests, _settings.Tbt, _ => slow);
        else if (requests is null && tokens is { Count: > 0 } && ttft is { Count: > 0 })
            Observations.AddTbt(_served, _slowPace.Mean, slowdown: 1, ttft.Count); // Only all tokens' mean is known: each request counts as having it.
    }
}
