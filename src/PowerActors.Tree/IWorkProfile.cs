using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>Knows what the work of one server loses at lower clocks. Called by the server's actor alone.</summary>
public interface IWorkProfile
{
    /// <summary>Looks at the server's GPUs, once per telemetry period.</summary>
    /// <param name="readings">What they just read.</param>
    /// <param name="now">Monotonic time.</param>
    void See(ReadOnlySpan<GpuReading> readings, TimeSpan now);

    /// <summary>The clock down to which the work gives up watts at a price; <see cref="Megahertz.Unlimited"/> where it gives none.</summary>
    /// <param name="price">By how many percent the work may take longer for each percent of TDP that it saves; above 0.</param>
    Megahertz ClockFor(double price);
}
