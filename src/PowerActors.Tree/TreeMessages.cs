using PowerActors.Core.Control.Directives;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using ControlDirective = PowerActors.Core.Control.Directives.Directive;

namespace PowerActors.Tree;

/// <summary>Everything the actors of the tree say to each other.</summary>
public static class TreeMessages
{
    /// <summary>Up: a child's report. Only the latest matters.</summary>
    /// <param name="Slot">The child's place among its siblings.</param>
    /// <param name="Report">What it reports.</param>
    public sealed record ChildReport(int Slot, PowerReport Report);

    /// <summary>Up: a child cannot hold its limit by itself, or can again.</summary>
    /// <param name="Slot">The child's place among its siblings.</param>
    /// <param name="Raised">True when it begins, false when it is over.</param>
    public sealed record Escalation(int Slot, bool Raised);

    /// <summary>Up: a child has started again and asks what holds.</summary>
    /// <param name="Slot">The child's place among its siblings.</param>
    public sealed record ChildStarted(int Slot);

    /// <summary>Up, after a start: a child still holds a directive of an earlier life.</summary>
    /// <param name="Slot">The child's place among its siblings.</param>
    /// <param name="Epoch">The newest epoch that it has heard from the receiver; 0 where it does not know.</param>
    /// <param name="Trail">The rungs behind what it holds, the receiver's first; empty where its lease is over.</param>
    public sealed record ChildHolds(int Slot, long Epoch, RungTrail Trail);

    /// <summary>Down: what holds from now on.</summary>
    /// <param name="Directive">The directive.</param>
    public sealed record DirectiveIssued(ControlDirective Directive);

    /// <summary>From people, to the root and on to every domain: what they have said, as it stands now. Domains that are not named go on as they are.</summary>
    /// <param name="Domains">By path.</param>
    public sealed record Steer(IReadOnlyDictionary<string, DomainSteering> Domains);

    /// <summary>Down, within a server: your GPU was read, and something moved or a heartbeat is due.</summary>
    /// <param name="Value">What it read.</param>
    public sealed record GpuRead(GpuReading Value);

    /// <summary>Down, within a server: the ceiling that its clock governor wishes for. Told again once in a while, so that a GPU that has restarted hears it.</summary>
    /// <param name="Wish">The ceiling.</param>
    public sealed record ClockGoverned(Megahertz Wish);

    /// <summary>
    /// Down, within a server: the clock down to which its work gives up watts at the price that the directive in force asks. Told again once in a while, so that a GPU that has restarted hears it.
    /// </summary>
    /// <param name="Clock">The clock; <see cref="Megahertz.Unlimited"/> for none.</param>
    public sealed record ClockYielded(Megahertz Clock);

    /// <summary>To a server's actor, from whoever governs its clocks from outside of the tree: a ceiling for each of its GPUs, which hold the tighter of it and their caps. Told again once in a while.</summary>
    /// <param name="Wishes">One for each GPU, <see cref="Megahertz.Unlimited"/> for none.</param>
    public sealed record GpusGoverned(IReadOnlyList<Megahertz> Wishes);

    internal sealed class Tick
    {
        private Tick()
        {
        }

        public static Tick Instance { get; } = new();
    }

    /// <summary>A server to itself: let the governor look.</summary>
    internal sealed class Govern
    {
        private Govern()
        {
        }

        public static Govern Instance { get; } = new();
    }

    /// <summary>A domain to itself: decide upon what has been reported.</summary>
    internal sealed class Decide
    {
        private Decide()
        {
        }

        public static Decide Instance { get; } = new();
    }

    /// <summary>A GPU to itself: its lease may be over, or a cap that was refused is to be asked for again.</summary>
    internal sealed class LookAtCap
    {
        private LookAtCap()
        {
        }

        public static LookAtCap Instance { get; } = new();
    }
}
