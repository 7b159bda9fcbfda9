using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>Knows what the work of one server loses at lower clocks. Called by the server's actor alone.</summary>
public interface IWorkProfile
{
    /// <summary>The clock down to which the work gives up watts at a price; <see cref="Megahertz.Unlimited"/> where it gives none.</summary>
    /// <param name="price">Share of its speed that it may lose for each share of its draw that is saved; above 0.</param>
    /// <param name="now">Monotonic time.</param>
    Megahertz ClockFor(double price, TimeSpan now);
}
