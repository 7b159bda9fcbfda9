using System.Net;
using Microsoft.AspNetCore.Http;

namespace PowerActors.Api.Security;

/// <summary>
/// Where nobody is asked who they are, being on this machine is what counts; and a page of somebody else's in a browser here is not: neither one that opens a socket across origins, nor one whose
/// name was made to point here (DNS rebinding).
/// </summary>
internal static class LocalCaller
{
    public static bool Is(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return false;
        string host = context.Request.Host.Host.Trim('[', ']');
        if (host != "localhost" && !(IPAddress.TryParse(host, out IPAddress? named) && IPAddress.IsLoopback(named)))
            return false;
        string? origin = context.Request.Headers.Origin;
        return origin is null || origin == $"{context.Request.Scheme}://{context.Request.Host}";
    }
}
