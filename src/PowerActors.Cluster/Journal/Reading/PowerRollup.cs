using PowerActors.Core.Units;

namespace PowerActors.Cluster.Journal;

/// <summary>One minute of a domain's power, for charts.</summary>
/// <param name="Domain">Path of the domain.</param>
/// <param name="Minute">Beginning of the minute, UTC.</param>
/// <param name="Seconds">How much of it was seen, above 0; more than 60 when the clock was set back and the minute came twice.</param>
/// <param name="Least">Least power seen.</param>
/// <param name="Mean">Mean power over the seconds seen.</param>
/// <param name="Most">Most power seen.</param>
/// <param name="Utilization">Mean power over limit; 0 for a domain without one.</param>
/// <param name="RungSeconds">Seconds on each rung, by its name; <c>free</c> for none.</param>
public sealed record PowerRollup(
    string Domain, DateTimeOffset Minute, double Seconds, Watts Least, Watts Mean, Watts Most, double Utilization, IReadOnlyDictionary<string, double> RungSeconds)
{
    /// <summary>Both together: of the same domain and minute.</summary>
    public PowerRollup MergedWith(PowerRollup other)
    {
        double seconds = Seconds + other.Seconds;
        double share = Seconds / seconds;
        Dictionary<string, double> rungs = new(RungSeconds, StringComparer.Ordinal);
        foreach ((string rung, double more) in other.RungSeconds)
            rungs[rung] = rungs.GetValueOrDefault(rung) + more;
        return new PowerRollup(
            Domain,
            Minute,
            seconds,
            Watts.Min(Least, other.Least),
            (Mean * share) + (other.Mean * (1 - share)),
            Watts.Max(Most, other.Most),
            (Utilization * share) + (other.Utilization * (1 - share)),
            rungs);
    }
}
