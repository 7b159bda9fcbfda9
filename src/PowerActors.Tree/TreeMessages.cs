using PowerActors.Core.Control.Domains;
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

    /// <summary>Down: what holds from now on.</summary>
    /// <param name="Directive">The directive.</param>
    public sealed record DirectiveIssued(ControlDirective Directive);

    /// <summary>Down, within a server: read your GPU.</summary>
    public sealed class Sample
    {
        private Sample()
        {
        }

        /// <summary>The one instance.</summary>
        public static Sample Instance { get; } = new();
    }

    internal sealed class Tick
    {
        private Tick()
        {
        }

        public static Tick Instance { get; } = new();
    }

    /// <summary>A server to itself, behind its GPUs' samples in the same queue. <see cref="Second"/> is behind their answers.</summary>
    internal sealed class EndOfRound
    {
        private EndOfRound()
        {
        }

        public static EndOfRound First { get; } = new();

        public static EndOfRound Second { get; } = new();
    }
}
