using PowerActors.Agent.Governor;
using PowerActors.Agent.Hints;
using PowerActors.Core.Control.Directives;
using PowerActors.Wire.Mapping;

namespace PowerActors.Agent.Links;

/// <summary>What a server's link actor hears from the connection, and from itself.</summary>
internal static class LinkMessages
{
    /// <summary>A connection is open: introduce the server.</summary>
    public sealed record Opened;

    /// <summary>It is gone.</summary>
    public sealed record Closed;

    /// <summary>The node has taken the server.</summary>
    public sealed record Welcomed(Assignment Assignment);

    /// <summary>The node has not, or no longer.</summary>
    public sealed record Refused(string Reason);

    /// <summary>The node directs.</summary>
    /// <param name="Directive">What.</param>
    /// <param name="Late">How much longer than the quickest one this was on its way.</param>
    public sealed record Directed(Directive Directive, TimeSpan Late);

    /// <summary>The server has read its GPUs and told what there was to tell.</summary>
    public sealed record ServerRead;

    /// <summary>Compare what devices hold with what they were asked for.</summary>
    public sealed record Reconcile;

    /// <summary>Introduce the server again, after a refusal.</summary>
    public sealed record HelloAgain;

    /// <summary>The server's governor has looked.</summary>
    public sealed record Governed(GovernorStanding Standing);

    /// <summary>What phase hints ask for has changed.</summary>
    public sealed record Hinted(HintStanding Standing);

    /// <summary>A law was broken.</summary>
    public sealed record LawBroken;

    /// <summary>The state file cannot be written.</summary>
    public sealed record StateFailed(string Problem);
}
