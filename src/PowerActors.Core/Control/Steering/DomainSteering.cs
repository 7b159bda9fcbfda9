using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Steering;

/// <summary>Whether a domain acts on what it decides.</summary>
public enum ControlMode
{
    /// <summary>It decides and records, and applies nothing.</summary>
    Shadow,

    /// <summary>It decides, records and applies.</summary>
    Enforce,
}

/// <summary>
/// What people have said about a domain, as it stands now: its mode, its budget, and what holds for single servers in it. Replaced as a whole whenever an override begins or ends.
/// </summary>
public sealed record DomainSteering
{
    /// <summary>Nothing was said: the domain enforces, up to its limit.</summary>
    public static DomainSteering None { get; } = new();

    /// <summary>Nothing was said to a server. It has no rung of its own, so that it applies just what comes from above.</summary>
    public static DomainSteering Passive { get; } = new() { Mode = ControlMode.Shadow };

    /// <summary>The domain's mode.</summary>
    public ControlMode Mode { get; init; } = ControlMode.Enforce;

    /// <summary>What the ladder holds; more than the limit counts as the limit.</summary>
    public Watts Budget { get; init; } = Watts.Unlimited;

    /// <summary>A ceiling for everything below it, beside its rungs; null for none.</summary>
    public ClockCeiling? Pin { get; init; }

    /// <summary>What holds for single children, by slot; those not named are treated as all.</summary>
    public IReadOnlyDictionary<int, ChildSteering> Children { get; init; } = new Dictionary<int, ChildSteering>();

    /// <summary>The worst cases of children below which a server is exempt, by slot: they are higher than the plan's.</summary>
    public IReadOnlyDictionary<int, WorstCase> Worst { get; init; } = new Dictionary<int, WorstCase>();

    /// <summary>True when another says the same.</summary>
    public bool SaysTheSameAs(DomainSteering other) =>
        Mode == other.Mode && Budget == other.Budget && Pin == other.Pin && AreEqual(Children, other.Children) && Worst.Keys.ToHashSet().SetEquals(other.Worst.Keys)
        && Worst.All(worst => worst.Value.Under(Ceilings.Free) == other.Worst[worst.Key].Under(Ceilings.Free) && ExemptDraw(worst.Value) == ExemptDraw(other.Worst[worst.Key]));

    /// <summary>True when anything may draw more under this than under what was said before: to be kept before it is done (law P10).</summary>
    public bool LoosensAfter(DomainSteering before) =>
        (before.Mode == ControlMode.Enforce && Mode == ControlMode.Shadow)
        || Budget > before.Budget
        || IsLooser(Pin, before.Pin)
        || before.Children.Any(child => IsLooser(Children.GetValueOrDefault(child.Key).Pin, child.Value.Pin))
        || Children.Any(child => child.Value.Exempt && !before.Children.GetValueOrDefault(child.Key).Exempt);

    private static bool IsLooser(ClockCeiling? now, ClockCeiling? before) => before is { } was && (now is not { } isNow || !isNow.IsAtLeastAsTightAs(was));

    private static bool AreEqual(IReadOnlyDictionary<int, ChildSteering> a, IReadOnlyDictionary<int, ChildSteering> b) =>
        a.Count == b.Count && a.All(child => b.TryGetValue(child.Key, out ChildSteering other) && other == child.Value);

    /// <summary>Under a ceiling that binds every ordinary server: what tells one set of exemptions from another.</summary>
    private static Watts ExemptDraw(WorstCase worst) => worst.Under(new Ceilings(ClockCeiling.OfMaximum(.01), ClockCeiling.OfMaximum(.01), Brake: false));
}

/// <summary>What people have said about one server, as its rack sees it.</summary>
/// <param name="Pin">A ceiling of its own; null for none.</param>
/// <param name="Exempt">True when only the brake caps it.</param>
public readonly record struct ChildSteering(ClockCeiling? Pin, bool Exempt);
