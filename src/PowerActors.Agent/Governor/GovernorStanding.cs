using PowerActors.Core.Units;

namespace PowerActors.Agent.Governor;

/// <summary>How a server's governor stands. Immutable.</summary>
/// <param name="Mode">Shadow or enforce.</param>
/// <param name="Wishes">Per GPU the ceiling that it holds, or would hold in shadow mode; <see cref="Megahertz.Unlimited"/> for none.</param>
/// <param name="Saved">Per GPU the estimated watts that this saves, or would save.</param>
/// <param name="Stale">Model servers whose metrics are missing: those it has let go of.</param>
public sealed record GovernorStanding(GovernorMode Mode, IReadOnlyList<Megahertz> Wishes, IReadOnlyList<Watts> Saved, int Stale)
{
    /// <summary>The same but for the watts, which move with every reading.</summary>
    internal bool SaysTheSameAs(GovernorStanding? other) => other is not null && Mode == other.Mode && Stale == other.Stale && Wishes.SequenceEqual(other.Wishes);
}
