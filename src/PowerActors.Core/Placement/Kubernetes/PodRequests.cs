namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>
/// What a pod asks for as kube-scheduler counts it (<c>k8s.io/component-helpers/resource</c>, PodRequests): its containers and sidecars together, or what it needs at the worst while it initialises, whichever
/// is more, for each resource; then CPU and memory of the pod itself in their place where it names them; then its overhead on top.
/// </summary>
internal sealed class PodRequests
{
    private readonly Dictionary<string, ResourceQuantity> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResourceQuantity> _sidecars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResourceQuantity> _starting = new(StringComparer.Ordinal);

    /// <summary>A container that runs.</summary>
    public void AddContainer(IReadOnlyDictionary<string, ResourceQuantity> requests) => Add(_running, requests);

    /// <summary>The next container of those that initialise the pod, in their order.</summary>
    /// <param name="requests">What it asks for.</param>
    /// <param name="isSidecar">True for <c>restartPolicy: Always</c>: it goes on beside all that come after it.</param>
    public void AddInitContainer(IReadOnlyDictionary<string, ResourceQuantity> requests, bool isSidecar)
    {
        if (isSidecar)
        {
            Add(_running, requests);
            Add(_sidecars, requests);
            Raise(_sidecars);
            return;
        }

        Dictionary<string, ResourceQuantity> now = new(_sidecars, StringComparer.Ordinal);
        Add(now, requests);
        Raise(now);
    }

    /// <summary>The sum.</summary>
    /// <param name="podLevel">What the pod itself names; null where it names nothing.</param>
    /// <param name="overhead">What running it takes besides; null for nothing.</param>
    public IReadOnlyDictionary<string, ResourceQuantity> Total(IReadOnlyDictionary<string, ResourceQuantity>? podLevel, IReadOnlyDictionary<string, ResourceQuantity>? overhead)
    {
        foreach ((string name, ResourceQuantity amount) in _starting)
            _running[name] = ResourceQuantity.Max(_running.GetValueOrDefault(name), amount);
        foreach ((string name, ResourceQuantity amount) in podLevel ?? KubernetesNode.Nothing)
        {
            if (name is "cpu" or "memory")
                _running[name] = amount;
        }

        Add(_running, overhead ?? KubernetesNode.Nothing);
        return _running;
    }

    private static void Add(Dictionary<string, ResourceQuantity> sum, IReadOnlyDictionary<string, ResourceQuantity> more)
    {
        foreach ((string name, ResourceQuantity amount) in more)
            sum[name] = sum.GetValueOrDefault(name) + amount;
    }

    private void Raise(Dictionary<string, ResourceQuantity> now)
    {
        foreach ((string name, ResourceQuantity amount) in now)
            _starting[name] = ResourceQuantity.Max(_starting.GetValueOrDefault(name), amount);
    }
}
