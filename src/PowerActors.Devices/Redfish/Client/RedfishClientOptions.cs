namespace PowerActors.Devices.Redfish.Client;

/// <summary>How a Redfish service is talked to. Baseboard controllers are small computers: few connections, long patience, hard limits on what is taken from them.</summary>
public sealed record RedfishClientOptions
{
    /// <summary>The usual.</summary>
    public static RedfishClientOptions Default { get; } = new();

    /// <summary>
    /// Connections at a time, 1 to 4; some controllers accept four in all. From two on, one is kept free for commands, so that no command waits behind a reading that takes a minute.
    /// </summary>
    public int Connections { get; init; } = 2;

    /// <summary>The longest that one request may take; operations of 46 to 60 s were seen on controllers in service.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>The longest that establishing a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request is tried again after a failure that may pass.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first retry; doubled for each further one, and jittered by half of itself.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry, whatever Retry-After says.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer that is read, in bytes; a larger one is an error.</summary>
    public int LargestAnswer { get; init; } = 4 << 20;

    /// <summary>The most pages that one collection may have: a chain of pages that leads back to itself ends there at the latest.</summary>
    public int MostPages { get; init; } = 100;

    /// <summary>What is wrong with these options, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Connections: < 1 or > 4 } => $"{Connections} connections; from 1 to 4 would be right",
        { Timeout.Ticks: <= 0 } or { ConnectTimeout.Ticks: <= 0 } => "a timeout is not above zero",
        { Retries: < 0 or > 20 } => $"{Retries} retries; from 0 to 20 would be right",
        { FirstRetry.Ticks: < 0 } or { LongestRetry.Ticks: < 0 } => "a wait before a retry is negative",
        { LargestAnswer: < 1024 } => $"answers of at most {LargestAnswer} bytes; at least 1024 would be right",
        { MostPages: < 1 } => $"{MostPages} pages; at least 1 would be right",
        _ => null,
    };
}
