using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>
/// Chooses the clock of one server's GPUs to save energy. What it wishes is one more ceiling beside those of directives, and the tighter one holds: it never loosens what a domain
/// demands (law P2). Called by the server's actor alone.
/// </summary>
public interface IClockGovernor
{
    /// <summary>How often it wants to look; above zero.</summary>
    TimeSpan Watch { get; }

    /// <summary>Looks at the server and answers the ceiling it wishes for, <see cref="Megahertz.Unlimited"/> for none.</summary>
    /// <param name="cap">The ceiling that directives put on the GPUs now.</param>
    /// <param name="now">Monotonic time.</param>
    Megahertz Look(Megahertz cap, TimeSpan now);
}
