using PowerActors.Core.Hardware;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// One server: its queue, its batch, and the run of iterations in progress. A run is as many iterations as pass before the batch changes by itself, and is
/// one event: one iteration while there are prompts in it, else as many as the request with the fewest tokens to come has left. An arrival ends the run at the next
/// iteration boundary. Iterations last whole ticks, so that a run of n is exactly n iterations one by one.
/// </summary>
internal sealed class ServingServer
{
    private readonly ServingOptions _options;
    private readonly PerformanceModel _model;
    private readonly RequestSlots _slots;
    private readonly RequestLedger _ledger;
    private readonly IServingHardware? _hardware;
    private readonly BatchSelector _selector;
    private readonly bool _continuous;

    private ServerActivity _activity;
    private double _baseTicks; // one iteration at the highest clock
    private long _iterationTicks; // at the clock in force
    private long _firstEnd; // when the first iteration since the last change of clock ends
    private int _done; // iterations of the run before that one
    private int _left; // iterations from that one to the run's end
    private long _runStart;
    private bool _cut; // an arrival has already shortened this run

    public ServingServer(ServingOptions options, PerformanceModel model, RequestSlots slots, RequestLedger ledger, IServingHardware? hardware, long kvCapacity)
    {
        _options = options;
        _model = model;
        _slots = slots;
        _ledger = ledger;
        _hardware = hardware;
        _selector = new BatchSelector(options, slots, kvCapacity);
        _continuous = options.Batching == Batching.Continuous;
        RunEnd = long.MaxValue;
        IsOn = true;
    }

    /// <summary>When the run in progress ends; <see cref="long.MaxValue"/> when none is.</summary>
    public long RunEnd { get; private set; }

    /// <summary>What routing goes by: the prompt tokens that are not computed yet, and one for each request that has not ended.</summary>
    public long PendingTokens { get; private set; }

    public bool IsOn { get; private set; }

    public int Running => _selector.Batch.Length;

    /// <summary>All requests here, running or waiting.</summary>
    public int Requests => _selector.Requests;

    public int Waiting => _selector.Requests - _selector.Batch.Length;

    public long KvTokens => _selector.KvTokens;

    public long Overcommits => _selector.Overcommits;

    public ServerActivity Activity => _activity;

    /// <summary>Hears of completed requests; null for nobody.</summary>
    public ICompletionListener? Listener { get; set; }

    /// <summary>What is in sight. O(requests here).</summary>
    /// <param name="now">The present, up to which everything has happened.</param>
    /// <param name="firstTokenTicks">When a request is to have its first token, after its arrival.</param>
    public ServingOutlook Outlook(long now, long firstTokenTicks)
    {
        RequestSlot[] items = _slots.Items;
        double work = 0; // ahead of the next prompt, at the highest clock
        if (RunEnd != long.MaxValue)
        {
            long left = now <= _firstEnd ? _firstEnd - now : _iterationTicks - ((now - _firstEnd) % _iterationTicks); // of the iteration under way
            work = left * _baseTicks / _iterationTicks;
        }

        double slack = double.PositiveInfinity;
        int decodes = 0;
        foreach (int slot in _selector.Pool)
        {
            ref RequestSlot request = ref items[slot];
            if (request.Stage > RequestStage.RunningPrompt)
            {
                decodes++;
                continue;
            }

            if (request.Stage == RequestStage.WaitingPrompt)
                work += _model.PromptTicks(request.PromptTokens);
            double multiple = (request.ArrivalTicks + firstTokenTicks - now) / Math.Max(1, work);
            if (multiple >= 1)
                slack = Math.Min(slack, multiple);
        }

        return new ServingOutlook(_selector.Requests, slack, decodes == 0 ? 0 : _model.DecodeTicks(decodes) / TimeSpan.TicksPerSecond);
    }

    /// <summary>Takes a request.</summary>
    public void Arrive(int slot, long now)
    {
        ref RequestSlot request = ref _slots.Items[slot];
        int promptTokens = request.PromptTokens;
        bool decodes = request.OutputTokens > 1;
        PendingTokens += promptTokens + 1;
        _selector.AddPrompt(slot);
        if (RunEnd == long.MaxValue)
            StartRun(now);
        else if (_continuous && _activity.Phase == InferencePhase.Decode && !_cut && Interrupts(promptTokens))
            Cut(now);
        if (decodes)
            _selector.AddDecode(slot);
    }

    /// <summary>Ends the run that is due and starts the next.</summary>
    public void CompleteRun()
    {
        long now = RunEnd;
        int iterations = _done + _left;
        RequestSlot[] items = _slots.Items;
        Span<int> batch = _selector.EditableBatch;
        _ledger.CountRun(batch.Length, iterations, now - _runStart);
        int kept = 0;
        foreach (int slot in batch)
        {
            ref RequestSlot request = ref items[slot];
            if (request.Stage == RequestStage.RunningPrompt)
            {
                request.FirstTokenTicks = now;
                PendingTokens -= request.PromptTokens;
                if (request.OutputTokens > 1)
                    _selector.FinishPrompt(ref request);
                else
                    Complete(slot, ref request, now);
            }
            else
            {
                request.Remaining -= iterations;
                if (request.Remaining == 0)
                    Complete(slot, ref request, now);
                else
                    batch[kept++] = slot; // never ahead of the slot that is read
            }
        }

        _selector.Keep(kept);
        StartRun(now);
    }

    /// <summary>The clock has changed: what is left of the running iteration, and all later ones, take their new time.</summary>
    public void Retime(long now)
    {
        if (RunEnd == long.MaxValue || now >= RunEnd)
            return; // idle, or due at this very moment
        long ticks = IterationTicks();
        if (ticks == _iterationTicks)
            return;
        int passed = now < _firstEnd ? 0 : 1 + (int)((now - _firstEnd) / _iterationTicks);
        long currentEnd = _firstEnd + (passed * _iterationTicks);
        double share = (double)(currentEnd - now) / _iterationTicks;
        _done += passed;
        _left -= passed;
        _firstEnd = now + Math.Max(1, (long)((share * ticks) + 0.5));
        _iterationTicks = ticks;
        RunEnd = _firstEnd + ((_left - 1) * ticks);
    }

    /// <summary>Loses power: all requests here are lost.</summary>
    public void PowerOff(long now)
    {
        if (!IsOn)
            return;
        IsOn = false;
        foreach (int slot in _selector.Pool)
        {
            _ledger.Drop(DropReason.PowerLost);
            _slots.Return(slot);
        }

        _selector.Clear();
        PendingTokens = 0;
        GoIdle(now);
    }

    public void PowerOn() => IsOn = true;

    private void Complete(int slot, ref RequestSlot request, long now)
    {
        PendingTokens--;
        _ledger.Complete(ref request, now);
        Listener?.OnCompleted(request.ArrivalTicks, request.FirstTokenTicks, now, request.OutputTokens);
        _selector.Remove(slot);
        _slots.Return(slot);
    }

    private void StartRun(long now)
    {
        _selector.Select();
        ReadOnlySpan<int> batch = _selector.Batch;
        if (batch.IsEmpty)
        {
            GoIdle(now);
            return;
        }

        RequestSlot[] items = _slots.Items;
        int promptTokens = 0;
        int prompts = 0;
        int least = int.MaxValue;
        foreach (int slot in batch)
        {
            ref RequestSlot request = ref items[slot];
            if (request.Stage == RequestStage.RunningPrompt)
            {
                promptTokens += request.PromptTokens;
                prompts++;
            }
            else
            {
                least = Math.Min(least, request.Remaining);
            }
        }

        int decodes = batch.Length - prompts;
        InferencePhase phase = prompts == 0 ? InferencePhase.Decode : decodes == 0 ? InferencePhase.Prompt : InferencePhase.Mixed;
        _baseTicks = phase switch
        {
            InferencePhase.Decode => _model.DecodeTicks(decodes),
            InferencePhase.Prompt => _model.PromptTicks(promptTokens),
            _ => _model.PromptTicks(promptTokens + decodes) * _options.MixedFactor,
        };
        Announce(new ServerActivity(phase, promptTokens, decodes), now);
        _iterationTicks = IterationTicks();
        _left = prompts > 0 ? 1 : least;
        _done = 0;
        _cut = false;
        _runStart = now;
        _firstEnd = now + _iterationTicks;
        RunEnd = _firstEnd + ((_left - 1) * _iterationTicks);
    }

    // Whether a request that arrives while the batch decodes can change it. The second test is that of its decode, which arrives with it and needs one token.
    private bool Interrupts(int promptTokens)
    {
        int running = _selector.Batch.Length;
        return (running < _options.MaxBatchRequests && running + 1 <= _options.MaxBatchTokens) || promptTokens <= _options.MaxBatchTokens;
    }

    // Ends the run with the iteration that is under way.
    private void Cut(long now)
    {
        _cut = true;
        _left = now < _firstEnd ? 1 : 2 + (int)((now - _firstEnd) / _iterationTicks);
        RunEnd = _firstEnd + ((_left - 1) * _iterationTicks);
    }

    private long IterationTicks()
    {
        double slowdown = _hardware is null ? 1 : _activity.Phase == InferencePhase.Decode ? _hardware.DecodeSlowdown : _hardware.PromptSlowdown;
        return Math.Max(1, (long)((_baseTicks * slowdown) + 0.5));
    }

    private void GoIdle(long now)
    {
        RunEnd = long.MaxValue;
        Announce(ServerActivity.Idle, now);
    }

    private void Announce(ServerActivity activity, long now)
    {
        if (activity == _activity)
            return;
        _activity = activity;
        _hardware?.SetActivity(in activity, now);
    }
}
