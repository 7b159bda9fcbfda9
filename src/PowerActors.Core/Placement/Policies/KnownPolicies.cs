using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PowerActors.Core.Placement.Policies;

/// <summary>The policies by name.</summary>
public static class KnownPolicies
{
    private const string Combination = "pwr+fgd:";

    private static readonly Dictionary<string, Func<IPlacementPolicy>> ByName = new(StringComparer.Ordinal)
    {
        ["fgd"] = static () => new FgdPolicy(),
        ["pwr"] = static () => new PwrPolicy(),
        ["adaptive"] = static () => new AdaptivePolicy(),
        ["bestfit"] = static () => new BestFitPolicy(),
        ["dotprod"] = static () => new DotProdPolicy(),
        ["gpupacking"] = static () => new GpuPackingPolicy(),
        ["gpuclustering"] = static () => new GpuClusteringPolicy(),
        ["random"] = static () => RandomPolicy.Instance,
    };

    /// <summary>Every name that can be asked for; the combination with its parameter.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Take(2), Combination + "ALPHA", .. ByName.Keys.Skip(2)];

    /// <summary>Finds a policy.</summary>
    /// <param name="name">One of <see cref="Names"/>, such as <c>fgd</c> or <c>pwr+fgd:0.1</c>; case does not matter.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="problem">What is wrong and what would be right: the second half of a sentence.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out IPlacementPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        policy = null;
        problem = null;
        string lower = name.ToLowerInvariant();
        if (ByName.TryGetValue(lower, out Func<IPlacementPolicy>? make))
        {
            policy = make();
            return true;
        }

        if (!lower.StartsWith(Combination, StringComparison.Ordinal) && lower != "pwr+fgd")
        {
            problem = $"is the unknown policy '{name}'; known are {string.Join(", ", Names)}";
            return false;
        }

        string alpha = lower.Length > Combination.Length ? lower[Combination.Length..] : "";
        if (decimal.TryParse(alpha, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value is >= 0 and <= 1 && decimal.Round(value, 3) == value)
        {
            policy = new PwrFgdPolicy(value);
            return true;
        }

        problem = $"is '{name}', whose weight is not a number from 0 to 1 with at most three decimals; write pwr+fgd:0.1";
        return false;
    }
}
