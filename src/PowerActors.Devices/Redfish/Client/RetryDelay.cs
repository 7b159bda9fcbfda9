using System.Globalization;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>How long to wait before a request is tried again. Pure: time and chance are passed in.</summary>
public static class RetryDelay
{
    /// <summary>
    /// The wait before a retry. Where the service named a time it is kept, at most up to the bound, and a jitter is added on top, so that a hundred clients that were turned away together do
    /// not come back together. Else exponential back-off with "equal jitter": half is fixed, half is drawn.
    /// </summary>
    /// <param name="attempt">How many attempts failed so far, from 1.</param>
    /// <param name="retryAfter">What the service asked for; null when it named nothing.</param>
    /// <param name="first">The wait before the first retry.</param>
    /// <param name="longest">The longest wait.</param>
    /// <param name="draw">A draw from [0, 1).</param>
    public static TimeSpan Of(int attempt, TimeSpan? retryAfter, TimeSpan first, TimeSpan longest, double draw)
    {
        if (retryAfter is { } asked)
        {
            long wait = Math.Clamp(asked.Ticks, 0, longest.Ticks);
            return TimeSpan.FromTicks(Math.Min(longest.Ticks, wait + (long)(first.Ticks * draw)));
        }

        long doubled = first.Ticks;
        for (int i = 1; i < attempt && doubled < longest.Ticks; i++)
            doubled *= 2;
        doubled = Math.Min(doubled, longest.Ticks);
        return TimeSpan.FromTicks((doubled / 2) + (long)(doubled / 2 * draw));
    }

    /// <summary>Reads a Retry-After header: seconds, or a date (RFC 9110, section 10.2.3). Null for anything else.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="utcNow">The present, for a date.</param>
    public static TimeSpan? Parse(string? header, DateTimeOffset utcNow)
    {
        if (string.IsNullOrWhiteSpace(header))
            return null;
        if (int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParseExact(header.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
            return null;
        return at > utcNow ? at - utcNow : TimeSpan.Zero;
    }
}
