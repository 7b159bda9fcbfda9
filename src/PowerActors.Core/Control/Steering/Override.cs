using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Steering;

/// <summary>
/// Something that a person has said about a domain or a server, for a time, with a reason. The kinds are the nested records; where several speak of the same thing, the tightest holds.
/// </summary>
public abstract record Override
{
    private Override()
    {
    }

    /// <summary>Its name, unique in a site.</summary>
    public required string Id { get; init; }

    /// <summary>The domain or server that it is about, such as <c>site/row-1/rack-3/server-9</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Who said so.</summary>
    public required string Author { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>From when on.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when; null until it is taken back.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True at a moment.</summary>
    public bool IsActive(DateTimeOffset now) => now >= From && !(now >= Until);

    /// <summary>Everything below a domain, or one server, runs no faster than this.</summary>
    /// <param name="Ceiling">The ceiling.</param>
    public sealed record PinCap(ClockCeiling Ceiling) : Override;

    /// <summary>Only the brake and the fail-safe cap this server.</summary>
    public sealed record ExemptServer : Override;

    /// <summary>This server is to be given no new work.</summary>
    public sealed record DrainServer : Override;

    /// <summary>A domain is to use no more than this; its hard limit stays what it is.</summary>
    /// <param name="Budget">Watts, above 0 and not above the limit.</param>
    public sealed record SetBudget(Watts Budget) : Override;

    /// <summary>A domain is to use no more than this at certain times of the day, such as for demand response.</summary>
    /// <param name="Windows">When, and how much.</param>
    public sealed record ScheduleBudget(IReadOnlyList<BudgetWindow> Windows) : Override;

    /// <summary>A domain, and with it those below of which nothing nearer is said, changes its mode.</summary>
    /// <param name="Mode">The mode.</param>
    public sealed record SetMode(ControlMode Mode) : Override;
}

/// <summary>A time of the day in which a budget holds.</summary>
/// <param name="Begins">Local time at which it begins.</param>
/// <param name="Ends">Local time at which it ends; not later than <paramref name="Begins"/> means on the next day.</param>
/// <param name="Budget">Watts, above 0.</param>
public sealed record BudgetWindow(TimeOnly Begins, TimeOnly Ends, Watts Budget)
{
    /// <summary>The days on which it begins; empty for every day.</summary>
    public IReadOnlySet<DayOfWeek> Days { get; init; } = new HashSet<DayOfWeek>();

    /// <summary>True at a local time.</summary>
    public bool Holds(DateTime local)
    {
        TimeOnly time = TimeOnly.FromDateTime(local);
        if (Begins < Ends)
            return time >= Begins && time < Ends && IsOn(local.DayOfWeek);
        return (time >= Begins && IsOn(local.DayOfWeek)) || (time < Ends && IsOn(local.AddDays(-1).DayOfWeek));
    }

    private bool IsOn(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}
