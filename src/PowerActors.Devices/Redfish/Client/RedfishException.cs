namespace PowerActors.Devices.Redfish.Client;

/// <summary>Why a request to a Redfish service failed.</summary>
public enum RedfishFailure
{
    /// <summary>No connection: refused, no route, name unknown, reset.</summary>
    Unreachable,

    /// <summary>No answer within the time that was allowed.</summary>
    Timeout,

    /// <summary>The certificate is neither trusted by the system nor the pinned one.</summary>
    Untrusted,

    /// <summary>The credentials are missing, wrong or without the right.</summary>
    Unauthorized,

    /// <summary>There is no such resource.</summary>
    NotFound,

    /// <summary>The service is busy (429, 503) and stayed so.</summary>
    Busy,

    /// <summary>The resource is not the version that the change was meant for (412), or the service wants to be told a version (428).</summary>
    Changed,

    /// <summary>The service understood and said no.</summary>
    Refused,

    /// <summary>The service failed (5xx).</summary>
    Faulty,

    /// <summary>The answer is no JSON object, or was cut off.</summary>
    Nonsense,

    /// <summary>The answer is larger than what is allowed.</summary>
    TooLarge,
}

/// <summary>A request to a Redfish service failed. The message is one line and never holds credentials.</summary>
public sealed class RedfishException : Exception
{
    /// <summary>An exception without details, as the framework's conventions ask for.</summary>
    public RedfishException()
        : this(RedfishFailure.Faulty, "the Redfish service failed")
    {
    }

    /// <summary>An exception of a service that failed.</summary>
    /// <param name="message">What is wrong.</param>
    public RedfishException(string message)
        : this(RedfishFailure.Faulty, message)
    {
    }

    /// <summary>An exception of a service that failed, with its cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was thrown.</param>
    public RedfishException(string message, Exception innerException)
        : this(RedfishFailure.Faulty, message, innerException)
    {
    }

    /// <summary>A failure of a known kind.</summary>
    /// <param name="failure">Why it failed.</param>
    /// <param name="message">What is wrong, in one line.</param>
    /// <param name="innerException">What was thrown.</param>
    public RedfishException(RedfishFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why it failed.</summary>
    public RedfishFailure Failure { get; }

    /// <summary>When the service asked to be asked again; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the same request may succeed a little later.</summary>
    public bool IsTransient => Failure is RedfishFailure.Unreachable or RedfishFailure.Timeout or RedfishFailure.Busy or RedfishFailure.Faulty or RedfishFailure.Nonsense;
}
