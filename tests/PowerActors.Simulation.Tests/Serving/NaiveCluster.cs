using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Serving;

/// <summary>
/// The same serving, written for being seen to be right and not for speed: one event per iteration, lists of objects, every count counted up one by one, a
/// search over all servers for whatever comes next. What the real cluster does in one event or lazily must come out the same to the tick.
/// </summary>
public sealed class NaiveCluster
{
    private readonly ServingOptions _options;
    private readonly PerformanceModel _model;
    private readonly long _memoryLimit;
    private readonly List<NaiveServer> _servers = [];
    private readonly Queue<Request> _arrivals = new();
    private readonly List<(long Tick, int Server, double Slowdown)> _clocks;
    private int _count;

    public NaiveCluster(
        ServingOptions options, PerformanceModel model, int servers, IEnumerable<Request> load, IEnumerable<(long Tick, int Server, double Slowdown)>? clocks = null)
    {
        _options = options;
        _model = model;
        _memoryLimit = options.KvCapacityTokens!.Value;
        _clocks = [.. clocks ?? []];
        foreach (Request request in load)
            _arrivals.Enqueue(request);
        Completions = new long[_arrivals.Count];
        FirstTokens = new long[_arrivals.Count];
        for (int i = 0; i < servers; i++)
            _servers.Add(new NaiveServer(this));
    }

    /// <summary>Tick of each request's completion; 0 for one that was dropped.</summary>
    public long[] Completions { get; }

    /// <summary>Tick of each request's first token; 0 for one that was dropped.</summary>
    public long[] FirstTokens { get; }

    public int LongestPasses { get; private set; }

    public int Preemptions { get; private set; }

    public void Run()
    {
        while (true)
        {
            NaiveServer next = _servers.MinBy(s => s.IterationEnd)!;
            long arrival = _arrivals.Count > 0 ? _arrivals.Peek().ArrivalTicks : long.MaxValue;
            long clock = _clocks.Count > 0 ? _clocks[0].Tick : long.MaxValue;
            if (Math.Min(next.IterationEnd, arrival) == long.MaxValue && clock == long.MaxValue)
                return;
            if (next.IterationEnd <= arrival && next.IterationEnd <= clock && next.IterationEnd != long.MaxValue)
            {
                next.EndIteration();
            }
            else if (arrival <= clock && arrival != long.MaxValue)
            {
                Request request = _arrivals.Dequeue();
                int number = _count++;
                if (request.PromptTokens + Math.Max(1, request.OutputTokens) <= _memoryLimit)
                    _servers.MinBy(s => s.PendingTokens)!.Arrive(new NaiveRequest(number, request), request.ArrivalTicks);
            }
            else
            {
                _servers[_clocks[0].Server].ChangeClock(_clocks[0].Slowdown, clock);
                _clocks.RemoveAt(0);
            }
        }
    }

    private sealed class NaiveRequest(int number, Request request)
    {
        public int Number => number;

        public Request Request => request;

        public int Left { get; set; } = request.OutputTokens - 1;

        public List<NaiveTask> Tasks { get; } = [];
    }

    private sealed class NaiveTask(NaiveRequest request, bool isPrompt)
    {
        public NaiveRequest Request => request;

        public bool IsPrompt => isPrompt;

        public int Passes { get; set; }

        public bool HasRun { get; set; }

        public int Tokens => isPrompt ? request.Request.PromptTokens : 1;

        public int Memory => isPrompt ? request.Request.PromptTokens + 1 : request.Request.OutputTokens - 1;

        public (int, long) Key => (Passes, request.Request.ArrivalTicks);
    }

    private sealed class NaiveServer(NaiveCluster cluster)
    {
        private readonly List<NaiveTask> _pending = [];
        private readonly List<NaiveTask> _prompts = [];
        private readonly List<NaiveTask> _blocked = [];
        private readonly List<NaiveRequest> _pool = [];
        private List<NaiveTask> _batch = [];
        private long _memory;
        private long _ticks;
        private double _slowdown = 1;
        private bool _changed;

        public long IterationEnd { get; private set; } = long.MaxValue;

        public long PendingTokens { get; private set; }

        public void Arrive(NaiveRequest request, long now)
        {
            PendingTokens += request.Request.PromptTokens + 1;
            NaiveTask prompt = new(request, isPrompt: true);
            request.Tasks.Add(prompt);
            _pool.Add(request);
            _prompts.Add(prompt);
            Insert(prompt);
            if (_batch.Count == 0)
            {
                Select();
                StartIteration(now);
            }
            else
            {
                // Two tasks arrive, and each asks to be in the next iteration when there is room for it; a prompt also when it could push decodes out.
                ServingOptions o = cluster._options;
                bool decodesOnly = _batch.TrueForAll(t => !t.IsPrompt);
                bool roomForPrompt = _batch.Count < o.MaxBatchRequests && _batch.Count + prompt.Tokens <= o.MaxBatchTokens;
                bool roomForDecode = _batch.Count < o.MaxBatchRequests && _batch.Count + 1 <= o.MaxBatchTokens;
                if (decodesOnly && o.Batching == Batching.Continuous && (roomForPrompt || roomForDecode || prompt.Tokens <= o.MaxBatchTokens))
                    _changed = true;
            }

            if (request.Request.OutputTokens > 1)
            {
                NaiveTask decode = new(request, isPrompt: false);
                request.Tasks.Add(decode);
                Insert(decode);
            }
        }

        public void EndIteration()
        {
            long now = IterationEnd;
            foreach (NaiveTask task in _batch.ToArray())
            {
                NaiveRequest request = task.Request;
                if (task.IsPrompt)
                {
                    PendingTokens -= request.Request.PromptTokens;
                    cluster.FirstTokens[request.Number] = now;
                }
                else
                {
                    request.Left--;
                    if (request.Left > 0)
                        continue;
                }

                _changed = true;
                _batch.Remove(task);
                request.Tasks.Remove(task);
                if (request.Tasks.Count > 0)
                    continue;
                _pool.Remove(request);
                PendingTokens--;
                _memory -= request.Request.PromptTokens + 1 + Math.Max(0, request.Request.OutputTokens - 1);
                cluster.Completions[request.Number] = now;
            }

            if (_changed)
                Select();
            StartIteration(now);
        }

        public void ChangeClock(double slowdown, long now)
        {
            _slowdown = slowdown;
            if (IterationEnd == long.MaxValue || now >= IterationEnd)
                return;
            long ticks = Duration();
            if (ticks == _ticks)
                return;
            IterationEnd = now + Math.Max(1, (long)(((double)(IterationEnd - now) / _ticks * ticks) + 0.5));
            _ticks = ticks;
        }

        private void StartIteration(long now)
        {
            IterationEnd = long.MaxValue;
            if (_batch.Count == 0)
                return;
            _ticks = Duration();
            IterationEnd = now + _ticks;
        }

        private long Duration()
        {
            int prompts = _batch.Count(t => t.IsPrompt);
            int tokens = _batch.Sum(t => t.Tokens);
            double ticks = prompts == 0 ? cluster._model.DecodeTicks(tokens)
                : prompts == _batch.Count ? cluster._model.PromptTicks(tokens)
                : cluster._model.PromptTicks(tokens) * cluster._options.MixedFactor;
            return Math.Max(1, (long)((ticks * _slowdown) + 0.5));
        }

        private void Select()
        {
            _changed = false;
            List<NaiveTask> chosen = cluster._options.Batching == Batching.Single ? ChooseOldest() : Choose();
            foreach (NaiveTask task in _batch.Where(t => !chosen.Contains(t)))
            {
                cluster.Preemptions++;
                Insert(task);
                _blocked.Add(task);
            }

            _batch = [.. _batch.Where(chosen.Contains), .. chosen.Where(t => !_batch.Contains(t))];
            foreach (NaiveTask task in _batch)
            {
                _pending.Remove(task);
                _prompts.Remove(task);
                _blocked.Remove(task);
                if (!task.HasRun)
                    _memory += task.Memory;
                task.HasRun = true;
            }

            foreach (NaiveTask front in _pool.Select(r => r.Tasks[0]).Where(t => !_batch.Contains(t)))
            {
                front.Passes++;
                cluster.LongestPasses = Math.Max(cluster.LongestPasses, front.Passes);
            }
        }

        private List<NaiveTask> ChooseOldest() => _batch.Count > 0 ? [.. _batch] : _pool.Count > 0 ? [_pool[0].Tasks[0]] : [];

        private List<NaiveTask> Choose()
        {
            ServingOptions o = cluster._options;
            List<NaiveTask> chosen = [];
            int tokens = 0;
            long memory = _memory;
            bool Has(NaiveTask t) => chosen.Exists(c => c.Request == t.Request);
            bool Room(NaiveTask t) => chosen.Count < o.MaxBatchRequests && (chosen.Count == 0 || tokens + t.Tokens <= o.MaxBatchTokens);
            bool Fits(NaiveTask t) => t.HasRun || memory + t.Memory <= cluster._memoryLimit;
            void Add(NaiveTask t)
            {
                chosen.Add(t);
                tokens += t.Tokens;
                if (!t.HasRun)
                    memory += t.Memory;
            }

            foreach (NaiveTask t in _pending)
            {
                if (t.Passes < o.MaxPreemptions || !Room(t))
                    break;
                if (!Has(t) && Fits(t))
                    Add(t);
            }

            foreach (NaiveTask t in _prompts)
            {
                if (!Room(t))
                    break;
                if (Has(t))
                    continue;
                if (!Fits(t))
                    break;
                Add(t);
            }

            foreach (NaiveTask t in _blocked.Concat(_batch).ToArray())
            {
                // Both lists are of decodes, which need one token: where there is no room for one there is none for the next.
                if (!Room(t))
                    break;
                if (!Has(t))
                    Add(t);
            }

            foreach (NaiveTask t in _pool.Select(r => r.Tasks[0]))
            {
                if (Has(t))
                    continue;
                if (!Room(t) || !Fits(t))
                    break;
                Add(t);
            }

            if (chosen.Count == 0 && _pool.Count > 0)
                Add(_pool[0].Tasks[0]);
            return chosen;
        }

        // To the right of equals, by bisection, whether or not the list is in order.
        private void Insert(NaiveTask task)
        {
            int low = 0, high = _pending.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (task.Key.CompareTo(_pending[middle].Key) < 0)
                    high = middle;
                else
                    low = middle + 1;
            }

            _pending.Insert(low, task);
        }
    }
}
