using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Serving;

/// <summary>
/// How many instances of which settings, each at which load, serve a load at the least power. Settings may be mixed and loads may differ: power saturates with load, so that full
/// instances and one that takes the rest usually beat equal shares.
/// </summary>
/// <remarks>
/// The load is cut into equal steps, and every instance takes a whole number of them: a knapsack that must be filled exactly, solved by dynamic programming over (steps served, GPUs
/// in use in the last server). The second coordinate makes the idle rest of the last server count, so the answer is optimal on the grid. An instance whose GPUs do not divide a
/// server's is given the next number that does. Time: steps × GPUs of a server × loads of an instance × sizes of instances.
/// </remarks>
public static class CapacityPlanner
{
    private const int StepsOfLargestInstance = 48;
    private const int FewestSteps = 96;

    /// <summary>Instances at the highest measured load that a plan can have; more would take gigabytes.</summary>
    public const int MostInstances = 20_000;

    /// <summary>Plans for a load.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="query">Objectives, margin and mix; its load is that of the whole.</param>
    /// <param name="server">What instances stand in.</param>
    /// <returns>The plan; null when no setting meets the objectives at any measured load, or the load is below what a single instance was measured at.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The load is more than <see cref="MostInstances"/> carry.</exception>
    public static CapacityPlan? Plan(ServingProfile profile, ServingQuery query, ServerShape server)
    {
        double largest = profile.Loads[^1];
        if (!(query.TokensPerSecond / largest <= MostInstances))
            throw new ArgumentOutOfRangeException(nameof(query), query.TokensPerSecond, $"tokens per second are more than {MostInstances} instances carry");
        int total = Math.Max(FewestSteps, (int)Math.Ceiling(query.TokensPerSecond / largest * StepsOfLargestInstance));
        double step = query.TokensPerSecond / total;
        Option[] options = [.. Options(profile, query, server, step, total)];
        return options.Length == 0 ? null : Fill(options, total, step, query.TokensPerSecond, server);
    }

    /// <summary>For each number of GPUs and each number of steps the cheapest setting: no other can be in an optimum.</summary>
    private static IEnumerable<Option> Options(ServingProfile profile, ServingQuery query, ServerShape server, double step, int total)
    {
        Dictionary<(int Slots, int Steps), OperatingPoint> cheapest = [];
        foreach (SettingCurves curves in profile.Settings)
        {
            int slots = Slots(curves.Setting.Gpus, server.Gpus);
            int most = (int)Math.Min(total, profile.Loads[^1] / step);
            for (int steps = 1; steps <= most; steps++)
            {
                if (curves.At(steps * step, query.Mix) is not { } point || !query.IsMetBy(point))
                    continue;
                if (!cheapest.TryGetValue((slots, steps), out OperatingPoint? known) || OperatingPoint.Compare(point, known) < 0)
                    cheapest[(slots, steps)] = point;
            }
        }

        double share = server.BaseLoad.Value / server.Gpus;
        foreach (((int slots, int steps), OperatingPoint point) in cheapest.OrderBy(static pair => pair.Key))
            yield return new Option(steps, slots, point, point.Power.Value + (slots * share) + ((slots - point.Setting.Gpus) * server.GpuIdle.Value));
    }

    private static int Slots(int gpus, int perServer)
    {
        if (gpus >= perServer)
            return (gpus + perServer - 1) / perServer * perServer;
        while (perServer % gpus != 0)
            gpus++;
        return gpus;
    }

    private static CapacityPlan? Fill(Option[] options, int total, double step, double load, ServerShape server)
    {
        int places = server.Gpus;
        double[] cost = new double[(total + 1) * places];
        int[] chosen = new int[cost.Length];
        Array.Fill(cost, double.PositiveInfinity);
        cost[0] = 0;
        for (int served = 1; served <= total; served++)
        {
            for (int o = 0; o < options.Length; o++)
            {
                Option option = options[o];
                if (option.Steps > served)
                    continue;
                int from = (served - option.Steps) * places;
                for (int used = 0; used < places; used++)
                {
                    double sum = cost[from + used] + option.Cost;
                    int to = (served * places) + ((used + option.Slots) % places);
                    if (sum < cost[to])
                        (cost[to], chosen[to]) = (sum, o);
                }
            }
        }

        double rest = server.GpuIdle.Value + (server.BaseLoad.Value / places);
        int best = -1;
        double least = double.PositiveInfinity;
        for (int used = 0; used < places; used++)
        {
            double sum = cost[(total * places) + used] + ((places - used) % places * rest);
            if (sum < least)
                (best, least) = (used, sum);
        }

        return best < 0 ? null : Collect(options, chosen, total, best, step, load, server);
    }

    private static CapacityPlan Collect(Option[] options, int[] chosen, int total, int used, double step, double load, ServerShape server)
    {
        Dictionary<OperatingPoint, int> counts = [];
        int slots = 0, gpus = 0;
        double power = 0;
        for (int served = total, place = used; served > 0;)
        {
            Option option = options[chosen[(served * server.Gpus) + place]];
            counts[option.Point] = counts.GetValueOrDefault(option.Point) + 1;
            slots += option.Slots;
            gpus += option.Point.Setting.Gpus;
            power += option.Point.Power.Value;
            served -= option.Steps;
            place = (place - (option.Slots % server.Gpus) + server.Gpus) % server.Gpus;
        }

        int servers = (slots + server.Gpus - 1) / server.Gpus;
        int idle = (servers * server.Gpus) - gpus;
        return new CapacityPlan
        {
            TokensPerSecond = load,
            Groups = [.. counts.Select(static pair => new InstanceGroup(pair.Value, pair.Key)).OrderByDescending(static group => group.Point.TokensPerSecond)],
            Servers = servers,
            IdleGpus = idle,
            Instances = new Watts(power),
            Held = (server.BaseLoad * servers) + (server.GpuIdle * idle),
            Step = step,
        };
    }

    private readonly record struct Option(int Steps, int Slots, OperatingPoint Point, double Cost);
}
