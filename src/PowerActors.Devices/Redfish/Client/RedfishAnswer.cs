using System.Net;
using System.Text.Json;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>What a Redfish service answered.</summary>
public sealed class RedfishAnswer
{
    internal RedfishAnswer(HttpStatusCode status, JsonElement body, string? etag, bool isPatchable, TimeSpan latency, long sentAt)
    {
        Status = status;
        Body = body;
        ETag = etag;
        IsPatchable = isPatchable;
        Latency = latency;
        SentAt = sentAt;
    }

    /// <summary>The HTTP status, 200 to 299.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The resource; undefined where the answer has no body.</summary>
    public JsonElement Body { get; }

    /// <summary>The resource's version, from the header or else from the body; null where none was given.</summary>
    public string? ETag { get; }

    /// <summary>False when the Allow header says that the resource takes no PATCH.</summary>
    public bool IsPatchable { get; }

    /// <summary>From sending the request to having the whole answer.</summary>
    public TimeSpan Latency { get; }

    /// <summary>When the request was sent, a timestamp of the client's <see cref="TimeProvider"/>: what was read is not older than this.</summary>
    public long SentAt { get; }
}
