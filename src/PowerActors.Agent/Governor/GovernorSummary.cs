using Microsoft.Extensions.Logging;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Governor;

/// <summary>Adds up what a governor did, or would have done, and says it once in a while.</summary>
internal sealed class GovernorSummary(ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private TimeSpan? _since;
    private int _looks;
    private double _below;
    private double _watts;
    private int _changes;
    private GovernorStanding? _before;

    public void Note(GovernorStanding standing, TimeSpan now)
    {
        _since ??= now;
        _looks++;
        _below += standing.Wishes.Count(static wish => wish < Megahertz.Unlimited) / (double)standing.Wishes.Count;
        _watts += standing.Saved.Sum(static watts => watts.Value);
        if (_before is not null && !_before.Wishes.SequenceEqual(standing.Wishes))
            _changes++;
        _before = standing;
        if (now - _since < Every)
            return;
        if (logger.IsEnabled(LogLevel.Information))
            GovernorLog.Summary(logger, standing.Mode, (int)Math.Round((now - _since.Value).TotalMinutes), (_below / _looks).ToString("P0"), _changes, Math.Round(_watts / _looks));
        (_since, _looks, _below, _watts, _changes) = (now, 0, 0, 0, 0);
    }
}
