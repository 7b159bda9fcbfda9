using System.Runtime.CompilerServices;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// Decides which requests of a server are in the next iteration, in the order of splitwise-sim's mixed batching: whoever was passed over too often, prompts,
/// preempted decodes, running decodes, new decodes; each group in order, until one does not fit.
/// </summary>
/// <remarks>
/// The queue <see cref="_waiting"/> holds tasks, not requests: a request's prompt is task 2·slot and its decode 2·slot + 1, and both wait from its arrival on.
/// It is kept in the order in which a bisection over (passes, arrival) puts tasks into it; since passes grow while a task waits, that order is what the
/// insertions make it and not a sorted one. It decides who counts as passed over too often, so it is reproduced as it is.
/// </remarks>
internal sealed class BatchSelector(ServingOptions options, RequestSlots slots, long kvCapacity)
{
    private readonly int _maxRequests = options.MaxBatchRequests;
    private readonly int _maxTokens = options.MaxBatchTokens;
    private readonly int _maxPasses = options.MaxPreemptions;

    private IntList _waiting = new(8); // tasks
    private IntList _prompts = new(4); // slots whose prompt waits, oldest first
    private IntList _preempted = new(4); // slots pushed out of the batch, in that order
    private IntList _pool = new(8); // slots of all requests here, oldest first
    private IntList _chosen = new(8);
    private IntList _batch = new(8);
    private int _batches;
    private int _mark;
    private long _kvTokens;

    // State of one selection.
    private int _tokens;
    private long _kvPlanned;

    /// <summary>The slots in the batch, in order.</summary>
    public ReadOnlySpan<int> Batch => _batch.Items;

    /// <summary>The same, to move those that stay to the front before <see cref="Keep"/>.</summary>
    public Span<int> EditableBatch => _batch.EditableItems;

    /// <summary>How many requests are here, running or waiting.</summary>
    public int Requests => _pool.Count;

    /// <summary>The slots of all requests here, oldest first.</summary>
    public ReadOnlySpan<int> Pool => _pool.Items;

    /// <summary>Whether no task waits: the batch is everything there is.</summary>
    public bool NothingWaits => _waiting.Count == 0;

    /// <summary>Tokens whose keys and values are in memory.</summary>
    public long KvTokens => _kvTokens;

    /// <summary>How often memory would have stopped the server with nobody running, and the oldest request was let in beyond the limit.</summary>
    public long Overcommits { get; private set; }

    /// <summary>A request arrives: its prompt waits.</summary>
    public void AddPrompt(int slot)
    {
        slots.Items[slot].Passes = _batches;
        _pool.Add(slot);
        _prompts.Add(slot);
        Enqueue(2 * slot, passes: 0);
    }

    /// <summary>The decode of a request that has just arrived waits behind its prompt.</summary>
    public void AddDecode(int slot) => Enqueue((2 * slot) + 1, passes: 0);

    /// <summary>The prompt of a request in the batch is done and there is more to come.</summary>
    public void FinishPrompt(ref RequestSlot request)
    {
        request.Stage = RequestStage.WaitingDecode;
        request.Passes = _batches;
    }

    /// <summary>A request has all its tokens.</summary>
    public void Remove(int slot)
    {
        ref RequestSlot request = ref slots.Items[slot];
        _kvTokens -= request.PromptTokens + 1 + request.DecodeTokens;
        _pool.Remove(slot);
    }

    /// <summary>After an iteration prompts and finished requests leave the batch.</summary>
    /// <param name="kept">How many stay; they have been moved to the front of <see cref="EditableBatch"/>, in order.</param>
    public void Keep(int kept) => _batch.Truncate(kept);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _prompts.Clear();
        _preempted.Clear();
        _pool.Clear();
        _batch.Clear();
        _kvTokens = 0;
    }

    /// <summary>Puts the next batch together.</summary>
    public void Select()
    {
        if (options.Batching == Batching.Single)
        {
            SelectOldest();
            return;
        }

        if (_waiting.Count > 0)
            SelectContinuous();
        _batches++;
    }

    private void SelectOldest()
    {
        if (_batch.Count > 0 || _pool.Count == 0)
            return;
        _chosen.Clear();
        _chosen.Add(_pool[0]);
        Admit();
    }

    private void SelectContinuous()
    {
        RequestSlot[] items = slots.Items;
        _mark++;
        _chosen.Clear();
        _tokens = 0;
        _kvPlanned = _kvTokens;

        TakePassedOver(items);
        foreach (int slot in _prompts.Items)
        {
            if (!HasRoom(items[slot].PromptTokens))
                break;
            if (items[slot].Mark != _mark && !TryTakeNew(ref items[slot], slot))
                break;
        }

        foreach (int slot in _preempted.Items)
        {
            if (!HasRoom(1))
                break;
            if (items[slot].Mark != _mark)
                Take(ref items[slot], slot, 1);
        }

        foreach (int slot in _batch.Items)
        {
            if (!HasRoom(1))
                break;
            if (items[slot].Mark != _mark)
                Take(ref items[slot], slot, 1);
        }

        TakeRest(items);
        if (_chosen.Count == 0)
        {
            // Requests with their prompts done can fill the memory so that none has room for its answer. A real server would swap one out.
            Overcommits++;
            Take(ref items[_pool[0]], _pool[0], 0);
        }

        PushOut(items);
        Admit();
    }

    private void TakePassedOver(RequestSlot[] items)
    {
        foreach (int task in _waiting.Items)
        {
            int slot = task >> 1;
            ref RequestSlot request = ref items[slot];
            if (PassesOf(task, ref request) < _maxPasses)
                return;
            int tokens = TokensOf(ref request);
            if (!HasRoom(tokens))
                return;
            if (request.Mark == _mark)
                continue;
            if (request.Stage == RequestStage.Preempted)
                Take(ref request, slot, 1);
            else
                TryTakeNew(ref request, slot);
        }
    }

    private void TakeRest(RequestSlot[] items)
    {
        foreach (int slot in _pool.Items)
        {
            if (_chosen.Count == _maxRequests)
                return;
            ref RequestSlot request = ref items[slot];
            if (request.Mark == _mark)
                continue;
            if (!HasRoom(TokensOf(ref request)))
                return;
            if (request.Stage is RequestStage.Preempted or RequestStage.Decoding)
                Take(ref request, slot, 1);
            else if (!TryTakeNew(ref request, slot))
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoom(int tokens) =>
        _chosen.Count < _maxRequests && (_chosen.Count == 0 || _tokens + tokens <= _maxTokens);

    private static int TokensOf(ref RequestSlot request) => request.Stage == RequestStage.WaitingPrompt ? request.PromptTokens : 1;

    private static int MemoryOf(ref RequestSlot request) => request.Stage == RequestStage.WaitingPrompt ? request.PromptTokens + 1 : request.DecodeTokens;

    private bool TryTakeNew(ref RequestSlot request, int slot)
    {
        int memory = MemoryOf(ref request);
        if (_kvPlanned + memory > kvCapacity)
            return false;
        _kvPlanned += memory;
        Take(ref request, slot, TokensOf(ref request));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(ref RequestSlot request, int slot, int tokens)
    {
        request.Mark = _mark;
        _chosen.Add(slot);
        _tokens += tokens;
    }

    // Decodes that were not chosen leave the batch and wait, with what they had of passes.
    private void PushOut(RequestSlot[] items)
    {
        int kept = 0;
        for (int i = 0; i < _batch.Count; i++)
        {
            int slot = _batch[i];
            ref RequestSlot request = ref items[slot];
            if (request.Mark == _mark)
            {
                _batch.Set(kept++, slot);
                continue;
            }

            int passes = request.Passes;
            request.Stage = RequestStage.Preempted;
            request.Passes = _batches - passes;
            Enqueue((2 * slot) + 1, passes);
            _preempted.Add(slot);
        }

        _batch.Truncate(kept);
    }

    // Those chosen that are not in the batch yet stop waiting and join it, in the order of choice.
    private void Admit()
    {
        RequestSlot[] items = slots.Items;
        foreach (int slot in _chosen.Items)
        {
            ref RequestSlot request = ref items[slot];
            if (request.Stage == RequestStage.Decoding)
                continue;
            request.Passes = _batches - request.Passes;
            if (request.Stage == RequestStage.WaitingPrompt)
            {
                _waiting.Remove(2 * slot);
                _prompts.Remove(slot);
                _kvTokens += MemoryOf(ref request);
                request.Stage = RequestStage.RunningPrompt;
            }
            else
            {
                _waiting.Remove((2 * slot) + 1);
                if (request.Stage == RequestStage.Preempted)
                    _preempted.Remove(slot);
                else
                    _kvTokens += MemoryOf(ref request);
                request.Stage = RequestStage.Decoding;
            }

            _batch.Add(slot);
        }
    }

    private int PassesOf(int task, ref RequestSlot request) =>
        (task & 1) == 1 && request.Stage <= RequestStage.RunningPrompt ? 0 : _batches - request.Passes;

    // Where bisect_right puts it.
    private void Enqueue(int task, int passes)
    {
        RequestSlot[] items = slots.Items;
        long arrival = items[task >> 1].ArrivalTicks;
        int low = 0;
        int high = _waiting.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            int other = _waiting[middle];
            ref RequestSlot request = ref items[other >> 1];
            int otherPasses = PassesOf(other, ref request);
            if (passes < otherPasses || (passes == otherPasses && arrival < request.ArrivalTicks))
                high = middle;
            else
                low = middle + 1;
        }

        _waiting.Insert(low, task);
    }
}
