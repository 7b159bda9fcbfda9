namespace PowerActors.Core.Energy.Dvfs;

/// <summary>A kernel of a pass: one call with one shape.</summary>
/// <param name="Name">As the profile calls it.</param>
/// <param name="Phase">The phase it runs in, such as <c>forward</c> or <c>decode</c>; empty where the profile tells none.</param>
/// <param name="Pass">The pass that the phase is part of; that phase itself where the profile tells none.</param>
/// <param name="Order">Where it stands in an iteration; equal for all where the profile tells none.</param>
/// <param name="Count">How often an iteration invokes it, 1 or more.</param>
public sealed record ProfiledKernel(string Name, string Phase, string Pass, double Order, long Count)
{
    /// <summary>What makes it this kernel and no other.</summary>
    public (string Pass, string Phase, string Name, double Order) Key => (Pass, Phase, Name, Order);

    /// <summary>Its name, with its phase where it has one.</summary>
    public override string ToString() => Phase.Length == 0 ? Name : $"{Name} ({Phase})";
}
