using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Agent.Links;

/// <summary>What holds when a server's actors begin anew, while a directive of before is remembered. Pure.</summary>
internal static class Resumption
{
    /// <summary>A lease that is over at the next look.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// The same for as long as its lease goes on; after that the fail-safe ceilings, or tighter ones that held, since neither silence nor a restart loosens anything (law P3).
    /// </summary>
    /// <param name="directive">The newest that was taken.</param>
    /// <param name="remaining">What is left of its lease; zero or less when it is over, or when nobody knows.</param>
    /// <param name="failSafe">The fail-safe ceilings.</param>
    public static Directive Of(in Directive directive, TimeSpan remaining, in Ceilings failSafe)
    {
        if (remaining > TimeSpan.Zero)
            return directive with { Lease = remaining < directive.Lease ? remaining : directive.Lease };
        return directive.Shadow // Domains that only watched leave no fail-safe behind.
            ? directive with { Lease = AtOnce }
            : directive with { Lease = AtOnce, Ceilings = Ceilings.Tightest(directive.Ceilings, failSafe) };
    }
}
