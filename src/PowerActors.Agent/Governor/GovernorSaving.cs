using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Governor;

/// <summary>What a governor's ceiling saves on one GPU, from the draw that it has, by the curve of the costs and by what it draws idle at either clock.</summary>
internal static class GovernorSaving
{
    /// <summary>Estimates it.</summary>
    /// <param name="model">The GPU's product.</param>
    /// <param name="reading">Its last reading; where there is none that can be used, nothing is saved.</param>
    /// <param name="cap">The ceiling that directives put on it.</param>
    /// <param name="wish">The governor's.</param>
    /// <param name="costs">What clocks cost.</param>
    /// <param name="isHeld">False in shadow mode: what would be saved.</param>
    public static Watts Of(GpuModel model, in GpuReading reading, Megahertz cap, Megahertz wish, ClockCosts costs, bool isHeld)
    {
        cap = Megahertz.Min(cap, model.MaxClock);
        if (reading.Health != DeviceHealth.Good || !reading.Power.IsPlausible || wish >= cap)
            return Watts.Zero;
        double dynamic = Math.Max(0, reading.Power.Value - model.IdleAt(reading.Clock.Value > 0 ? reading.Clock : cap).Value);
        double wished = costs.At(wish).Draw, allowed = costs.At(cap).Draw;
        double idle = Math.Max(0, (model.IdleAt(cap) - model.IdleAt(wish)).Value);
        return new Watts(idle + Math.Max(0, dynamic * (isHeld ? (allowed / wished) - 1 : 1 - (wished / allowed))));
    }
}
