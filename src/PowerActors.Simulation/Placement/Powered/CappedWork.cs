using PowerActors.Core.Control;
using PowerActors.Devices.Simulated;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>
/// What a ceiling does to a GPU's draw and to its work. All work counts as compute-bound, whatever the GPU: the prompt curve measured on A100 (<see cref="ClockEffect.A100Prompt"/>), by
/// share of the maximum clock. That is the careful end for time; memory-bound work loses less.
/// </summary>
internal static class CappedWork
{
    /// <summary>The brake's clock: POLCA's 288 of 1410 MHz.</summary>
    private const double BrakeShare = 288.0 / 1410;

    private static readonly ClockEffect Effect = ClockEffect.A100Prompt;

    /// <summary>The share of its maximum clock that a GPU runs at.</summary>
    public static double ClockShare(in Ceilings ceilings, Priority priority) => ceilings.Brake ? Math.Min(BrakeShare, ceilings[priority].Share) : ceilings[priority].Share;

    /// <summary>The share of its draw above idle that a busy GPU keeps.</summary>
    public static double Draw(in Ceilings ceilings, Priority priority) => Draw(ClockShare(ceilings, priority));

    /// <summary>The share of its draw above idle that a busy GPU keeps at a clock.</summary>
    public static double Draw(double clockShare) => clockShare >= 1 ? 1 : Effect.DynamicShareAt(clockShare);

    /// <summary>Work done in a second, in seconds of work at the maximum clock.</summary>
    public static double Speed(in Ceilings ceilings, Priority priority)
    {
        double share = ClockShare(ceilings, priority);
        return share >= 1 ? 1 : 1 / Effect.TimeMultipleAt(share);
    }
}
