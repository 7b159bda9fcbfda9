using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>All that was measured of serving one model, by setting.</summary>
public sealed class ServingProfile
{
    /// <summary>A profile of measurements.</summary>
    /// <param name="measurements">One or more; of one setting, class and load at most one.</param>
    /// <exception cref="ArgumentException">There is none, or one is there twice.</exception>
    public ServingProfile(IReadOnlyList<ServingMeasurement> measurements)
    {
        if (measurements.Count == 0)
            throw new ArgumentException("a profile needs a measurement", nameof(measurements));
        Measurements = measurements;
        Settings = [.. measurements.GroupBy(static m => m.Setting).Select(static group => new SettingCurves(group.Key, group))];
        Classes = [.. Settings.SelectMany(static curves => curves.Classes).Distinct().Order(Comparer<RequestClass>.Create(ByName))];
        Loads = [.. measurements.Select(static m => m.TokensPerSecond).Distinct().Order()];
    }

    /// <summary>The measurements.</summary>
    public IReadOnlyList<ServingMeasurement> Measurements { get; }

    /// <summary>The settings, in the order in which they were first measured.</summary>
    public IReadOnlyList<SettingCurves> Settings { get; }

    /// <summary>The classes of requests that were told apart; none where they were not.</summary>
    public IReadOnlyList<RequestClass> Classes { get; }

    /// <summary>Loads that were measured at any setting, rising, tokens per second.</summary>
    public IReadOnlyList<double> Loads { get; }

    /// <summary>Whether a metric was measured throughout.</summary>
    public bool Has(ServingMetric metric) => Measurements.All(m => double.IsFinite(m[metric]));

    /// <summary>Those measurements that a condition picks, as a profile; null when it picks none.</summary>
    public ServingProfile? Where(Func<ServingMeasurement, bool> condition)
    {
        ServingMeasurement[] picked = [.. Measurements.Where(condition)];
        return picked.Length == 0 ? null : new ServingProfile(picked);
    }

    /// <summary>The measurements of one class, no longer told apart; null when there are none.</summary>
    public ServingProfile? Of(RequestClass requests)
    {
        ServingMeasurement[] picked = [.. Measurements.Where(m => m.Class == requests).Select(static m => m with { Class = null })];
        return picked.Length == 0 ? null : new ServingProfile(picked);
    }

    /// <summary>The same setting at the highest clock it was measured at.</summary>
    public SettingCurves AtHighestClock(ServingSetting setting)
    {
        SettingCurves? highest = null;
        foreach (SettingCurves curves in Settings)
        {
            if (curves.Setting.DiffersInClockOnly(setting) && (highest is null || curves.Setting.Clock > highest.Setting.Clock))
                highest = curves;
        }

        return highest ?? throw new ArgumentException($"{setting} is not in the profile", nameof(setting));
    }

    /// <summary>Those settings whose clock is the highest that their kind was measured at; what an operator runs who does nothing.</summary>
    public ServingProfile HighestClocksOnly()
    {
        HashSet<ServingSetting> kept = [.. Settings.Select(curves => AtHighestClock(curves.Setting).Setting)];
        return Where(m => kept.Contains(m.Setting))!;
    }

    /// <summary>The highest clock in it.</summary>
    public Megahertz HighestClock => Settings.Max(static curves => curves.Setting.Clock);

    private static int ByName(RequestClass a, RequestClass b) => a.Input != b.Input ? a.Input.CompareTo(b.Input) : a.Output.CompareTo(b.Output);
}
