using PowerActors.Core.Hardware;

namespace PowerActors.Simulation.Serving;

/// <summary>What serving needs of the server it runs on: how much slower its clock makes it, and a place to say what it is doing.</summary>
public interface IServingHardware
{
    /// <summary>How many times longer a prompt takes at the clock in force than at the highest; 1 or more.</summary>
    double PromptSlowdown { get; }

    /// <summary>How many times longer a decode iteration takes at the clock in force than at the highest; 1 or more.</summary>
    double DecodeSlowdown { get; }

    /// <summary>Told whenever another kind of iteration starts, and when the server falls idle; not once per iteration.</summary>
    /// <param name="activity">What runs from now on.</param>
    /// <param name="nowTicks">Simulated time in ticks of 100 ns.</param>
    void SetActivity(in ServerActivity activity, long nowTicks);
}
