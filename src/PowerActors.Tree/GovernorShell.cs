using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>A server's governor between its looks: tells its GPUs what changed, and tells it again once per heartbeat.</summary>
internal sealed class GovernorShell(IClockGovernor governor, ControlTiming timing)
{
    public static readonly object TimerKey = new();

    /// <summary>Servers look one after the other: a row whose servers all changed their clocks at the same instant would see its largest rise there.</summary>
    private const int Turns = 16;

    private TreeMessages.ClockGoverned? _told;
    private TimeSpan _tellsAgainAt;

    public static TimeSpan FirstLook(IClockGovernor governor, TreeNode node) => governor.Watch * ((node.ServerIndex % Turns) + 1) / Turns;

    /// <summary>What the GPUs are to be told now, or null.</summary>
    public TreeMessages.ClockGoverned? Look(Megahertz cap, TimeSpan now)
    {
        Megahertz wish = governor.Look(cap, now);
        if (_told?.Wish == wish && now < _tellsAgainAt)
            return null;
        _tellsAgainAt = now + timing.Heartbeat;
        return _told = _told?.Wish == wish ? _told : new TreeMessages.ClockGoverned(wish);
    }
}
