using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Dvfs;

/// <summary>A setting of a GPU's two clocks, as a profile measured it and a plan chooses it.</summary>
/// <param name="Core">Clock of the streaming multiprocessors; <see cref="Megahertz.Unlimited"/> where the GPU chooses by itself.</param>
/// <param name="Memory">Clock of the memory; <see cref="Megahertz.Zero"/> where it was left as it is, <see cref="Megahertz.Unlimited"/> where the GPU chooses.</param>
public readonly record struct ClockPair(Megahertz Core, Megahertz Memory)
{
    /// <summary>The GPU's own automatic clocks: nothing is locked.</summary>
    public static ClockPair Automatic => new(Megahertz.Unlimited, Megahertz.Unlimited);

    /// <summary>Whether the GPU chooses by itself.</summary>
    public bool IsAutomatic => Core == Megahertz.Unlimited;

    /// <summary>Whether the pair says nothing of the memory's clock.</summary>
    public bool LeavesMemory => Memory == Megahertz.Zero;

    /// <summary>Such as <c>1410 MHz</c>, <c>1410/9501 MHz</c> (core, memory) or <c>automatic</c>.</summary>
    public override string ToString() => IsAutomatic ? "automatic" : LeavesMemory ? $"{Core.Value:0.###} MHz" : $"{Core.Value:0.###}/{Memory.Value:0.###} MHz";
}
