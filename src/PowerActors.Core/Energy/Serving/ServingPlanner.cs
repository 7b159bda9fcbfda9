using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>
/// Finds the setting of least energy that meets latency objectives at a load. A profile has some dozens of settings, so all of them are looked at, and the answer is exact for the
/// curves as they are.
/// </summary>
public static class ServingPlanner
{
    /// <summary>Plans for one load.</summary>
    public static ServingPlan Plan(ServingProfile profile, ServingQuery query)
    {
        List<OperatingPoint> points = Points(profile, query);
        OperatingPoint? best = Cheapest(points, query.IsMetBy);
        return new ServingPlan
        {
            Query = query,
            Best = best,
            AtHighestClock = AtHighestClock(profile, query, best),
            Candidates = [.. points.Where(query.IsMetBy).Concat(points.Where(point => !query.IsMetBy(point)))],
            NotMeasured = profile.Settings.Count - points.Count,
            Prices = best is null ? [] : [.. query.Objectives.Select(objective => Price(points, query, objective, best))],
            Closest = best is null ? Closest(points, query) : null,
        };
    }

    /// <summary>The best setting at each of several loads.</summary>
    public static IReadOnlyList<LoadRow> OverLoads(ServingProfile profile, ServingQuery query, IEnumerable<double> loads)
    {
        List<LoadRow> rows = [];
        foreach (double load in loads)
        {
            ServingQuery here = query with { TokensPerSecond = load };
            OperatingPoint? best = Cheapest(Points(profile, here), here.IsMetBy);
            rows.Add(new LoadRow(load, best, AtHighestClock(profile, here, best)));
        }

        return rows;
    }

    /// <summary>Every setting that was measured around the load, by power.</summary>
    private static List<OperatingPoint> Points(ServingProfile profile, ServingQuery query)
    {
        List<OperatingPoint> points = [];
        foreach (SettingCurves curves in profile.Settings)
        {
            if (curves.At(query.TokensPerSecond, query.Mix) is { } point)
                points.Add(point);
        }

        points.Sort(OperatingPoint.Compare);
        return points;
    }

    /// <summary>Points are by power: the first that will do.</summary>
    private static OperatingPoint? Cheapest(List<OperatingPoint> points, Predicate<OperatingPoint> willDo) => points.Find(willDo);

    private static OperatingPoint? AtHighestClock(ServingProfile profile, ServingQuery query, OperatingPoint? best) =>
        best is null ? null : profile.AtHighestClock(best.Setting).At(query.TokensPerSecond, query.Mix);

    private static ObjectivePrice Price(List<OperatingPoint> points, ServingQuery query, ServingObjective objective, OperatingPoint best)
    {
        double value = best[objective.JudgedBy];
        Watts without = Cheapest(points, point => query.IsMetBut(point, objective))!.Power;
        OperatingPoint? cheaper = null;
        foreach (OperatingPoint point in points)
        {
            if (point.Power < best.Power && query.IsMetBut(point, objective) && (cheaper is null || point[objective.JudgedBy] < cheaper[objective.JudgedBy]))
                cheaper = point;
        }

        (TimeSpan, OperatingPoint)? relaxed = cheaper is null ? null : (TimeSpan.FromSeconds(cheaper[objective.JudgedBy] / (1 - query.Margin)), cheaper);
        return new ObjectivePrice(
            objective, value, without, relaxed, Cheapest(points, point => point[objective.JudgedBy] < value && query.IsMetBut(point, objective)));
    }

    private static (OperatingPoint Point, double Factor)? Closest(List<OperatingPoint> points, ServingQuery query)
    {
        (OperatingPoint Point, double Factor)? closest = null;
        foreach (OperatingPoint point in points)
        {
            double factor = query.Objectives.Max(objective => objective.Use(point, query.Margin));
            if (closest is null || factor < closest.Value.Factor)
                closest = (point, factor);
        }

        return closest;
    }
}
