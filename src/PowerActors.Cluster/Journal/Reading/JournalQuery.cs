using System.Globalization;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// A filter as a person writes it, in the options of the <c>journal</c> command and the query of <c>/api/v1/journal</c> alike. Every part may be missing; all faults are told together.
/// </summary>
public sealed record JournalQuery
{
    /// <summary>A time (<c>2026-01-31</c>, <c>2026-01-31T14:05Z</c>; UTC where no zone is written) or how long ago (<c>2 h</c>).</summary>
    public string? From { get; init; }

    /// <summary>The same, for the end; what happened exactly then is not shown.</summary>
    public string? To { get; init; }

    /// <summary>A path; what is below it is shown too.</summary>
    public string? Domain { get; init; }

    /// <summary>Kinds, with commas between them; <c>all</c> for all. Without it all but <c>memory</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>How many, 1 to 1000; 100 where not written.</summary>
    public string? Limit { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary><c>newest</c> (the default) or <c>oldest</c>: which come first.</summary>
    public string? Order { get; init; }

    /// <summary>Understands it.</summary>
    /// <param name="now">The present, for times that are written as how long ago.</param>
    /// <param name="name">What messages call a part, such as <c>--from</c> for <c>from</c>; the bare word where it is null.</param>
    /// <exception cref="InputException">With everything that was wrong.</exception>
    public JournalFilter ToFilter(DateTimeOffset now, Func<string, string>? name = null)
    {
        List<InputFault> faults = [];
        void Fault(string part, string problem) => faults.Add(new InputFault(name?.Invoke(part) ?? part, 0, problem));
        JournalFilter filter = new()
        {
            From = ReadTime("from", From, now, Fault),
            To = ReadTime("to", To, now, Fault),
            Domain = (Domain ?? "").Trim('/'),
            Kinds = ReadKinds(Fault),
            Limit = (int?)ReadNumber("limit", Limit, 1, JournalFilter.LongestPage, Fault) ?? 100,
            Cursor = ReadNumber("cursor", Cursor, 0, long.MaxValue, Fault),
            NewestFirst = ReadOrder(Fault),
        };
        if (filter is { From: { } from, To: { } to } && from >= to)
            Fault("to", $"is '{To}', which is not after '{From}'; swap them");
        return faults.Count == 0 ? filter : throw new InputException(faults);
    }

    private static DateTimeOffset? ReadTime(string part, string? text, DateTimeOffset now, Action<string, string> fault)
    {
        if (text is null)
            return null;
        if (Quantity.TryParseTime(text, out TimeSpan ago, out _) && ago >= TimeSpan.Zero && ago < now - DateTimeOffset.UnixEpoch)
            return now - ago;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (text.Length >= 10 && char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset at))
            return at;
        fault(part, $"is '{text}'; write a time such as 2026-01-31T14:05Z, or how long ago, such as \"2 h\"");
        return null;
    }

    private static long? ReadNumber(string part, string? text, long least, long most, Action<string, string> fault)
    {
        if (text is null)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
            return number;
        fault(part, $"is '{text}'; write a whole number {(most == long.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}");
        return null;
    }

    private IReadOnlyList<string> ReadKinds(Action<string, string> fault)
    {
        if (Kind is null)
            return EventKinds.ShownNames;
        if (Kind == "all")
            return [];
        string[] kinds = Kind.Split(',', StringSplitOptions.TrimEntries);
        foreach (string unknown in kinds.Where(static kind => !EventKinds.IsKnown(kind)))
            fault("kind", $"names '{unknown}'; known are all, {string.Join(", ", EventKinds.Names)}");
        return kinds;
    }

    private bool ReadOrder(Action<string, string> fault)
    {
        if (Order is not (null or "newest" or "oldest"))
            fault("order", $"is '{Order}'; write newest or oldest");
        return Order != "oldest";
    }
}
