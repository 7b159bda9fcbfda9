namespace PowerActors.Devices.Simulated;

/// <summary>Is told of every change of a server's power, as it happens: whoever keeps exact sums.</summary>
public interface IPowerListener
{
    /// <summary>A server's power changed.</summary>
    /// <param name="serverIndex">Which one, see <see cref="SimulatedServer.Index"/>.</param>
    /// <param name="deltaMilliwatts">New power minus old; never 0.</param>
    /// <param name="nowTicks">When, ticks of 100 ns from the run's start.</param>
    void PowerChanged(int serverIndex, long deltaMilliwatts, long nowTicks);
}
