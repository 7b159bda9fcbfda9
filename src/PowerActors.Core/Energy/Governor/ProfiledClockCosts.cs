using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Units;

namespace PowerActors.Core.Energy.Governor;

/// <summary>The table of clocks that a governor chooses from, out of a serving profile.</summary>
public static class ProfiledClockCosts
{
    /// <summary>A governor divides by draws: of a profile whose power is below what its GPUs draw idle, something must be left.</summary>
    private const double LeastDraw = .01;

    /// <summary>
    /// Makes the table. Times are taken at the lowest load, where least of a latency is waiting: TTFT for a prompt's, TBT for a decode iteration's, by the mean where the profile has it. Where several kinds of
    /// instances or classes of requests were measured, only clocks that all have, and of their times the longest; of their draws the mean. Kinds with the given number of GPUs alone, where there are any.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="gpus">GPUs of one instance; null for any.</param>
    /// <param name="idleAt">Draw of one GPU with nothing running, by its clock; 0 where it is not known, which makes the draw seem to depend less on the clock.</param>
    /// <exception cref="ArgumentException">There are less than two clocks, or no TTFT or TBT.</exception>
    public static ClockCosts Of(ServingProfile profile, int? gpus, Func<Megahertz, Watts> idleAt)
    {
        ServingMetric ttft = ServingMetrics.StandIn(ServingMetric.TtftMean, profile.Has) ?? throw new ArgumentException("the profile has no TTFT", nameof(profile));
        ServingMetric tbt = ServingMetrics.StandIn(ServingMetric.TbtMean, profile.Has) ?? throw new ArgumentException("the profile has no TBT", nameof(profile));
        bool some = gpus is not null && profile.Measurements.Any(m => m.Setting.Gpus == gpus);
        List<Dictionary<Megahertz, ClockCost>> tables = [];
        foreach (var kind in profile.Measurements.Where(m => !some || m.Setting.Gpus == gpus).GroupBy(static m => (m.Setting with { Clock = default }, m.Class)))
        {
            double load = kind.Min(static m => m.TokensPerSecond);
            ServingMeasurement[] rows = [.. kind.Where(m => m.TokensPerSecond == load)];
            ServingMeasurement top = rows.MaxBy(static m => m.Setting.Clock)!;
            double most = Math.Max(LeastDraw, top.Power.Value - Still(top));
            tables.Add(rows.ToDictionary(static m => m.Setting.Clock, m => new ClockCost(m.Setting.Clock, m[ttft] / top[ttft], m[tbt] / top[tbt], Math.Max(LeastDraw, (m.Power.Value - Still(m)) / most))
            {
                Idle = Still(m) / most,
            }));

            double Still(ServingMeasurement at) => idleAt(at.Setting.Clock).Value * at.Setting.Gpus;
        }

        Megahertz[] clocks = [.. tables.Select(static table => (IEnumerable<Megahertz>)table.Keys).Aggregate(static (a, b) => a.Intersect(b)).OrderDescending()];
        List<ClockCost> steps = [];
        double prompt = 1, token = 1;
        foreach (Megahertz clock in clocks)
        {
            bool isTop = steps.Count == 0;
            prompt = isTop ? 1 : Math.Max(prompt, tables.Max(table => table[clock].PromptTime)); // A lower clock that seems to be faster is noise.
            token = isTop ? 1 : Math.Max(token, tables.Max(table => table[clock].TokenTime));
            double idle = tables.Average(table => table[clock].Idle - table[clocks[^1]].Idle);
            steps.Add(new ClockCost(clock, prompt, token, isTop ? 1 : tables.Average(table => table[clock].Draw)) { Idle = Math.Max(0, idle) });
        }

        steps.Reverse();
        return new ClockCosts(steps);
    }
}
