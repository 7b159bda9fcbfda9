using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>
/// Hears every decision of the tree as it is made: the journal, the log, metrics and the simulator's digest stand behind it. Called on the actors' own threads, in the order of each
/// actor's decisions; it must be fast and must not throw. Every method does nothing by default.
/// </summary>
public interface ITreeObserver
{
    /// <summary>A domain stands on another rung.</summary>
    /// <param name="domain">Which.</param>
    /// <param name="ladder">Its ladder.</param>
    /// <param name="from">Rung before.</param>
    /// <param name="to">Rung from now on.</param>
    /// <param name="utilization">Power over limit that led to it.</param>
    /// <param name="now">Monotonic time.</param>
    void OnRungChanged(TreeNode domain, Ladder ladder, int from, int to, double utilization, TimeSpan now)
    {
    }

    /// <summary>A domain told its children something new. Renewals of the same ceilings are not reported.</summary>
    void OnCeilingsChanged(TreeNode domain, in Ceilings ceilings, TimeSpan now)
    {
    }

    /// <summary>A GPU was asked for a cap, and took it.</summary>
    void OnCapRequested(TreeNode server, int gpu, GpuCap cap, TimeSpan now)
    {
    }

    /// <summary>A server has read its GPUs and told its rack what there was to tell: once per telemetry period.</summary>
    /// <param name="server">Which.</param>
    /// <param name="readings">One per GPU; only valid during the call.</param>
    /// <param name="meter">What its own meter said, if it has one that answered.</param>
    /// <param name="now">Monotonic time of the reading.</param>
    void OnServerRead(TreeNode server, ReadOnlySpan<GpuReading> readings, Watts? meter, TimeSpan now)
    {
    }

    /// <summary>Something a person should hear of.</summary>
    void OnAlert(TreeNode node, AlertKind kind, string detail, TimeSpan now)
    {
    }
}
