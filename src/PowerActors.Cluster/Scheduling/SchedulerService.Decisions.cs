using PowerActors.Core.Control;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Kubernetes;
using PowerActors.Core.Placement.Live;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Scheduling;

/// <content>What is answered: where a pod may go, where it does best, and binding it there.</content>
public sealed partial class SchedulerService
{
    private readonly IPodBinder? _binder;

    /// <summary>Where a pod may go. Nodes of which nothing is known are passed: whoever sent them has looked at them.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="candidates">Names of nodes.</param>
    public FilterAnswer Filter(KubernetesPod pod, IReadOnlyList<string> candidates)
    {
        lock (_gate)
        {
            Question question = Begin(pod);
            (List<int> passed, List<Refusal> refused) = Examine(question, candidates);
            if (Settings.BestOnly && passed.Count > 1)
                passed = KeepBest(question, candidates, passed, refused);
            if (passed.Count == 1)
                Assume(question, _cluster.Find(candidates[passed[0]])); // kube-scheduler does not ask for ranks where one node is left
            LearnUnderLock();
            return new FilterAnswer(passed, refused);
        }
    }

    /// <summary>As <see cref="Filter"/>, for one who asks about each node by itself: nothing follows from the answer.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="candidates">Names of nodes.</param>
    public FilterAnswer Examine(KubernetesPod pod, IReadOnlyList<string> candidates)
    {
        lock (_gate)
        {
            (List<int> passed, List<Refusal> refused) = Examine(Begin(pod), candidates);
            return new FilterAnswer(passed, refused);
        }
    }

    /// <summary>How well a pod does on each node, 0 to 10; the one ranked first is taken to be chosen.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="candidates">Names of nodes.</param>
    /// <returns>A level for each candidate.</returns>
    public int[] Prioritize(KubernetesPod pod, IReadOnlyList<string> candidates)
    {
        lock (_gate)
        {
            Question question = Begin(pod);
            Ranked[] order = Rank(question, candidates);
            int[] levels = new int[candidates.Count];
            ReadOnlySpan<int> bounds = RankBands.Bounds(candidates.Count);
            int level = RankBands.Highest;
            for (int rank = 0; rank < order.Length; rank++)
            {
                if (rank == 1 || (rank > 1 && !order[rank].IsEqualTo(order[rank - 1])))
                    level = RankBands.LevelOf(rank, bounds); // nodes that are equally good get what the first of them gets
                levels[order[rank].Candidate] = level;
            }

            if (order.Length > 0)
                Assume(question, order[0].Node);
            LearnUnderLock();
            return levels;
        }
    }

    /// <summary>Binds a pod to a node, unless the server has been drained or its domains have filled up since it was chosen.</summary>
    /// <param name="binding">The pod and its node.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why it was not done, in words; null where it was.</returns>
    public async Task<string?> BindAsync(PodBinding binding, CancellationToken cancellation)
    {
        if (_binder is null)
            return "this control node knows no API server to bind pods at; scheduler.kubernetes.server, or a scheduler configuration without bindVerb, would be right";
        if (Prepare(binding) is { } refusal)
            return refusal;
        string? problem = await _binder.BindAsync(binding, cancellation).ConfigureAwait(false);
        if (problem is null)
            return null;
        SchedulerLog.BindFailed(_logger, binding.FullName, binding.Node, problem);
        lock (_gate)
        {
            if (_assumed.Settle(binding.Key))
            {
                _cluster.RemoveTask(binding.Key);
                _power.Ledger.Forget(binding.Key, _power.Now);
            }
        }

        return problem;
    }

    private (List<int> Passed, List<Refusal> Refused) Examine(Question question, IReadOnlyList<string> candidates)
    {
        List<int> passed = new(candidates.Count);
        List<Refusal> refused = [];
        for (int i = 0; i < candidates.Count; i++)
        {
            if (Refuse(question, i, candidates[i]) is { } refusal)
                refused.Add(refusal);
            else
                passed.Add(i);
        }

        return (passed, refused);
    }

    private string? Prepare(PodBinding binding)
    {
        lock (_gate)
        {
            _power.Look();
            Expire();
            if (_cluster.Find(binding.Node) is not { } node)
                return null;
            if (!_assumed.TryGet(binding.Key, out Assumed? assumed))
                return Drained(node) is { } path ? WhyDrained(path) : null;
            Release(binding.Key);
            Question question = new(assumed!.Pod, IsDaemon: false, _cluster.ShapeOf(assumed.Pod.Task), _node.Desk.Drained, new PowerRoom?[_power.Domains], new PowerRoom?[_power.Domains], []) { Key = binding.Key };
            if (Refuse(question, 0, binding.Node) is { } refusal)
                return refusal.Why;
            Assume(question, node);
            return null;
        }
    }

    private Question Begin(KubernetesPod pod)
    {
        _power.Look();
        Expire();
        MappedPod mapped = PodMapping.Map(pod, Settings.Rules);
        if (_assumed.TryGet(pod.Key, out _))
            Release(pod.Key);
        _workload.Note(pod.Key, mapped.Task);
        return new Question(mapped, pod.IsDaemon, _cluster.ShapeOf(mapped.Task), _node.Desk.Drained, new PowerRoom?[_power.Domains], new PowerRoom?[_power.Domains], []) { Key = pod.Key };
    }

    private void Release(string key)
    {
        _assumed.Settle(key);
        _cluster.RemoveTask(key);
        _power.Ledger.Forget(key, _power.Now);
    }

    private void Assume(Question question, LiveNode? node)
    {
        if (node?.State is null || _bound.Contains(question.Key))
            return;
        NotePower(question.Key, node, question.Pod);
        _cluster.SetTask(question.Key, node.Name, question.Pod.Task, question.Pod.Gpus);
        _assumed.Assume(question.Key, new Assumed(question.Pod, node.Name), _power.Now + Settings.AssumeFor);
    }

    private Refusal? Refuse(Question question, int candidate, string name)
    {
        if (question.Pod.Problem is { } problem)
            return new Refusal(candidate, RefusalReason.Pod, problem);
        LiveNode? node = _cluster.Find(name);
        if (node?.State is null)
            return Settings.AllowUnguarded ? null : new Refusal(candidate, RefusalReason.Unguarded, "nothing is known of this node, so nobody knows which breaker it is behind");
        if (!question.IsDaemon && Drained(node, question.Drained) is { } path)
            return new Refusal(candidate, RefusalReason.Drained, WhyDrained(path));
        if (!question.Pod.NeedsGpu)
            return RefusePower(question, candidate, node);
        if (node.PowerNode < 0 && !Settings.AllowUnguarded)
            return new Refusal(candidate, RefusalReason.Unguarded, "it is no server of the topology, so nobody knows which breaker it is behind");
        return RefuseGpu(question, candidate, node) ?? RefusePower(question, candidate, node);
    }

    private static Refusal? RefuseGpu(Question question, int candidate, LiveNode node)
    {
        TaskSpec task = question.Pod.Task;
        NodeSpec spec = node.Spec!;
        if (spec.GpuCount < task.GpuCount)
            return new Refusal(candidate, RefusalReason.Size, $"it has {Gpus(spec.GpuCount)}, and the pod asks for {task.GpuCount}");
        if (question.Shape is null || (question.Shape.AllowedModels & node.State!.Shape.ModelBit) == 0)
            return new Refusal(candidate, RefusalReason.Model, $"its GPUs are {spec.Gpu!.Name}, and the pod may run on {task.Models.Replace("|", " or ", StringComparison.Ordinal)}");
        if (task.GpuMilli == NodeSpec.WholeGpu && node.State.WholeGpus < task.GpuCount)
            return new Refusal(candidate, RefusalReason.Gpu, $"{node.State.WholeGpus} of its {Gpus(spec.GpuCount)} are free, and the pod asks for {task.GpuCount}");
        if (task.GpuMilli < NodeSpec.WholeGpu && MostFree(node.State) < task.GpuMilli)
            return new Refusal(candidate, RefusalReason.Gpu, $"none of its {Gpus(spec.GpuCount)} has {task.GpuMilli} thousandths free; the most is {MostFree(node.State)}");
        return null;
    }

    private Refusal? RefusePower(Question question, int candidate, LiveNode node)
    {
        if (Settings.Power != PowerHeed.Refuse || node.PowerNode < 0 || question.Shape is null)
            return null;
        Watts expected = Expected(node, question.Shape, question.Pod);
        int domain = _power.Ledger.Domains.DomainOf(node.PowerNode);
        if (AllowedIn(question, domain).Holds(expected))
            return null;
        if (!question.Explained.TryGetValue((domain, expected), out Refusal said))
        {
            PowerAnswer answer = _power.Ledger.AskDomain(domain, question.Pod.Priority, expected, _power.Now);
            said = new Refusal(0, answer.Verdict == PowerVerdict.NotHeard ? RefusalReason.NotHeard : RefusalReason.Power, _power.Ledger.Explain(answer));
            question.Explained.Add((domain, expected), said);
        }

        return said with { Candidate = candidate };
    }

    private PowerRoom AllowedIn(Question question, int domain) => question.Allowed[domain] ??= _power.Ledger.RoomIn(domain, question.Pod.Priority, _power.Now);

    private string? Drained(LiveNode node) => Drained(node, _node.Desk.Drained);

    private string? Drained(LiveNode node, IReadOnlySet<string> drained)
    {
        if (drained.Count == 0 || node.PowerNode < 0)
            return null;
        string path = _power.Server(node.PowerNode).Path;
        return drained.Contains(path) ? path : null;
    }

    private string WhyDrained(string path) => _node.Desk.InForce.FirstOrDefault(said => said is Override.DrainServer && said.Path == path) is { } said
        ? $"{path} is drained by {said.Author}: {said.Reason}"
        : $"{path} is drained";

    private static string Gpus(int count) => count == 1 ? "1 GPU" : $"{count} GPUs";

    private static int MostFree(NodeState state)
    {
        int most = 0;
        foreach (ushort free in state.FreeGpuMilli)
            most = Math.Max(most, free);
        return most;
    }

    /// <summary>A pod that somebody asks about, and what was looked up for it.</summary>
    private sealed record Question(
        MappedPod Pod,
        bool IsDaemon,
        TaskShape? Shape,
        IReadOnlySet<string> Drained,
        PowerRoom?[] Allowed,
        PowerRoom?[] Calm,
        Dictionary<(int Domain, Watts Expected), Refusal> Explained)
    {
        public required string Key { get; init; }
    }
}
