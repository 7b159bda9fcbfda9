using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling.Watching;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Kubernetes;
using PowerActors.Core.Placement.Live;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Scheduling;

/// <summary>
/// Places pods for Kubernetes: knows the cluster as it is watched, posted or sent along, and the power tree as it was last heard, and says where a pod may go and where it does best. Thread-safe; one question is
/// answered after the other, as kube-scheduler asks them.
/// </summary>
public sealed partial class SchedulerService
{
    private static readonly TimeSpan ComplainEvery = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly ControlNode _node;
    private readonly ILogger _logger;
    private readonly PowerGuard _power;
    private readonly NodeMapping _mapping;
    private readonly LiveCluster _cluster;
    private readonly WorkloadMemory _workload = new();
    private readonly Assumptions<Assumed> _assumed = new();
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KubernetesNode> _objects = new(StringComparer.Ordinal);
    private readonly Complaints _complaints = new(ComplainEvery);

    /// <summary>A scheduler that knows of no node yet.</summary>
    /// <param name="settings">How it places.</param>
    /// <param name="power">What GPUs and CPUs draw.</param>
    /// <param name="node">The control node whose tree it heeds.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="binder">Binds pods; null where nobody does here.</param>
    public SchedulerService(SchedulerSettings settings, PowerTable power, ControlNode node, ILoggerFactory loggers, IPodBinder? binder = null)
    {
        Settings = settings;
        Reader = settings.Rules.Reader();
        _node = node;
        _binder = binder;
        _logger = loggers.CreateLogger<SchedulerService>();
        _power = new PowerGuard(node, settings);
        _mapping = new NodeMapping(settings.Rules, power);
        _cluster = new LiveCluster(settings.Policy);
    }

    /// <summary>How it places.</summary>
    public SchedulerSettings Settings { get; }

    /// <summary>Reads the objects that it needs.</summary>
    public KubernetesReader Reader { get; }

    /// <summary>True while the whole cluster is known from elsewhere than requests: it was posted, or is watched.</summary>
    public bool IsInformed { get; private set; }

    /// <summary>Whether changes of the cluster are heard of as they happen; null where it is not watched.</summary>
    public bool? IsCurrent => Watch?.IsCurrent;

    /// <summary>Whoever watches the cluster for it; null for nobody.</summary>
    internal ClusterWatch? Watch { get; set; }

    /// <summary>What is known of a node of a name and version already; null where that version is not.</summary>
    public KubernetesNode? Known(string name, string version) =>
        version.Length > 0 && _objects.TryGetValue(name, out KubernetesNode? known) && known.ResourceVersion == version ? known : null;

    /// <summary>The cluster as it is seen here.</summary>
    public ClusterReport Report()
    {
        lock (_gate)
        {
            _power.Look();
            Expire();
            return new ClusterReport(
                IsInformed,
                IsCurrent,
                _cluster.NodeCount,
                _cluster.TaskCount,
                _assumed.Count,
                _power.Ledger.Count,
                _cluster.Load,
                [.. _cluster.Nodes.OrderBy(static node => node.Name, StringComparer.Ordinal).Select(node => new NodeReport(
                    node.Name,
                    node.PowerNode < 0 ? null : _power.Server(node.PowerNode).Path,
                    node.Spec!.Gpu?.Name,
                    [.. node.State!.FreeGpuMilli],
                    node.State.FreeCpuMilli,
                    node.State.FreeMemoryMib,
                    node.TaskCount))]);
        }
    }

    /// <summary>Sizes for metrics.</summary>
    public ClusterSizes Sizes()
    {
        lock (_gate)
            return new ClusterSizes(_cluster.NodeCount, _cluster.Nodes.Count(static node => node.PowerNode >= 0), _cluster.TaskCount, _assumed.Count, _power.Ledger.Count, _cluster.Load);
    }

    /// <summary>Nodes are there, or are others than before.</summary>
    public void SetNodes(IEnumerable<KubernetesNode> nodes)
    {
        lock (_gate)
        {
            foreach (KubernetesNode node in nodes)
                SetUnderLock(node);
        }
    }

    /// <summary>These nodes and no others are there.</summary>
    public void ReplaceNodes(IReadOnlyCollection<KubernetesNode> nodes)
    {
        lock (_gate)
        {
            HashSet<string> kept = nodes.Select(static node => node.Name).ToHashSet(StringComparer.Ordinal);
            foreach (string gone in _objects.Keys.Where(name => !kept.Contains(name)).ToArray())
                RemoveUnderLock(gone);
            foreach (KubernetesNode node in nodes)
                SetUnderLock(node);
            IsInformed = true;
        }
    }

    /// <summary>A node is gone.</summary>
    public void RemoveNode(string name)
    {
        lock (_gate)
            RemoveUnderLock(name);
    }

    /// <summary>A pod is somewhere, or nowhere, or over.</summary>
    public void SetPod(KubernetesPod pod)
    {
        lock (_gate)
        {
            _power.Look();
            SetUnderLock(pod, isNews: true);
            LearnUnderLock();
        }
    }

    /// <summary>These pods and no others are there. Those just placed and not yet seen are kept for their time.</summary>
    public void ReplacePods(IReadOnlyCollection<KubernetesPod> pods)
    {
        lock (_gate)
        {
            HashSet<string> kept = pods.Select(static pod => pod.Key).ToHashSet(StringComparer.Ordinal);
            foreach (string gone in _bound.Where(key => !kept.Contains(key)).ToArray())
                RemovePodUnderLock(gone);
            foreach (KubernetesPod pod in pods)
                SetUnderLock(pod, isNews: false);
            IsInformed = true;
            LearnUnderLock();
        }
    }

    /// <summary>A pod is gone.</summary>
    public void RemovePod(KubernetesPod pod)
    {
        lock (_gate)
            RemovePodUnderLock(pod.Key);
    }

    private void SetUnderLock(KubernetesNode node)
    {
        if (_objects.TryGetValue(node.Name, out KubernetesNode? known) && ReferenceEquals(known, node))
            return;
        _objects[node.Name] = node;
        int server = _power.Find(node);
        NodeSpec spec = _mapping.Map(node, server < 0 ? null : _power.Server(server).Server!.Model, out string? problem);
        if (problem is not null && _complaints.LetThrough(problem, _power.Now, out _))
            SchedulerLog.NodeProblem(_logger, problem);
        _cluster.SetNode(spec).PowerNode = server;
    }

    private void RemoveUnderLock(string name)
    {
        _objects.TryRemove(name, out _);
        _cluster.RemoveNode(name);
    }

    private void SetUnderLock(KubernetesPod pod, bool isNews)
    {
        string key = pod.Key;
        if (pod.IsOver)
        {
            RemovePodUnderLock(key);
            return;
        }

        if (pod.NodeName.Length == 0)
            return; // Where it was told to go is known better here.
        MappedPod mapped = PodMapping.Map(pod, Settings.Rules);
        bool wasAssumed = _assumed.Settle(key);
        bool hasMoved = _cluster.NodeOf(key)?.Name != pod.NodeName;
        if (hasMoved && (wasAssumed || (isNews && !pod.HasStarted)))
        {
            _cluster.RemoveTask(key);
            NotePower(key, _cluster.Find(pod.NodeName), mapped);
        }

        _cluster.SetTask(key, pod.NodeName, mapped.Task, mapped.Gpus);
        _bound.Add(key);
        _workload.Note(key, mapped.Task);
    }

    private void RemovePodUnderLock(string key)
    {
        _cluster.RemoveTask(key);
        _bound.Remove(key);
        _assumed.Settle(key);
        _power.Ledger.Forget(key, _power.Now);
    }

    /// <summary>What a pod will draw on a node is on its way from now on; nothing is for a node that is not in the tree.</summary>
    private void NotePower(string key, LiveNode? node, MappedPod pod)
    {
        if (node is { State: not null, PowerNode: >= 0 } && _cluster.ShapeOf(pod.Task) is { } shape)
            _power.Ledger.Note(key, node.PowerNode, Expected(node, shape, pod), _power.Now);
        else
            _power.Ledger.Forget(key, _power.Now);
    }

    private Watts Expected(LiveNode node, TaskShape shape, MappedPod pod) => pod.ExpectedPower ?? (PowerAwarePlacement.ExpectedOn(node.State!, shape) * Settings.ExpectedShare);

    private void LearnUnderLock()
    {
        if (_workload.IfChanged() is not { } tasks)
            return;
        _cluster.Learn(tasks);
        SchedulerLog.Learned(_logger, tasks.Distinct().Count(), tasks.Count);
    }

    /// <summary>A pod of which nobody said for its time that it runs is taken to run nowhere; whoever would have said so is there.</summary>
    private void Expire()
    {
        foreach (string key in _assumed.Expire(_power.Now))
        {
            _cluster.RemoveTask(key);
            if (IsInformed)
                _power.Ledger.Forget(key, _power.Now);
        }
    }

    /// <summary>A pod that was told where to go.</summary>
    /// <param name="Pod">The pod.</param>
    /// <param name="Node">The node's name.</param>
    private sealed record Assumed(MappedPod Pod, string Node);
}
