using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Power;

/// <summary>Whether the power tree lets a task onto a node.</summary>
public enum PowerVerdict
{
    /// <summary>It does.</summary>
    Allowed,

    /// <summary>A domain above the node would pass its threshold.</summary>
    OverThreshold,

    /// <summary>A domain above the node has not been heard of, or not lately.</summary>
    NotHeard,
}

/// <summary>What the power tree says of a task on a node.</summary>
/// <param name="Verdict">Whether it may go there.</param>
/// <param name="Domain">The domain that decides: the tightest of those above the node; −1 where none has a limit.</param>
/// <param name="Lacks">The watts that domain lacks; zero where the task may go there.</param>
/// <param name="Headroom">What would be left of the tightest domain's allowance once the task runs, as a share of it, 0 to 1.</param>
/// <param name="Priority">Priority of the task.</param>
/// <param name="Expected">Expected watts of the task.</param>
/// <param name="OnTheWay">Watts of placements on their way into that domain.</param>
/// <param name="Allowance">Up to what it may be filled by work of this priority.</param>
public readonly record struct PowerAnswer(
    PowerVerdict Verdict, int Domain, Watts Lacks, double Headroom, Priority Priority, Watts Expected, Watts OnTheWay, Watts Allowance)
{
    /// <summary>Whether the task may go there.</summary>
    public bool IsAllowed => Verdict == PowerVerdict.Allowed;
}
