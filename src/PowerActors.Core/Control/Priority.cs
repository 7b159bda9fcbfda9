namespace PowerActors.Core.Control;

/// <summary>How much a workload minds being slowed down. It belongs to a server: all its GPUs serve the same work.</summary>
public enum Priority
{
    /// <summary>Capped first, and deepest.</summary>
    Low,

    /// <summary>Capped only while everything of low priority under the same domain is capped as well (law P7).</summary>
    High,
}

/// <summary>One value for each priority.</summary>
/// <typeparam name="T">What is kept for each.</typeparam>
/// <param name="Low">The value for low priority.</param>
/// <param name="High">The value for high priority.</param>
public readonly record struct PerPriority<T>(T Low, T High)
{
    /// <summary>The value for a priority.</summary>
    public T this[Priority priority] => priority == Priority.Low ? Low : High;
}
