using System.Diagnostics.CodeAnalysis;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>Links as they stand in resources, made comparable.</summary>
public static class RedfishUri
{
    /// <summary>The only path that is known without a link (DSP0266, section 6.3).</summary>
    public const string Root = "/redfish/v1/";

    private const int MostCharacters = 2048;

    /// <summary>
    /// The path that a link names, without its fragment and without a trailing slash. False for a link to another host (never followed: it would get our token), to something outside
    /// <c>/redfish/</c>, and for what is no path.
    /// </summary>
    /// <param name="service">The service that the link was found in.</param>
    /// <param name="link">The link's text.</param>
    /// <param name="path">Path and query.</param>
    public static bool TryResolve(Uri service, string? link, [NotNullWhen(true)] out string? path)
    {
        path = null;
        if (string.IsNullOrEmpty(link) || link.Length > MostCharacters || !Uri.TryCreate(service, link, out Uri? uri))
            return false;
        if (!string.Equals(uri.Scheme, service.Scheme, StringComparison.Ordinal) || !string.Equals(uri.Authority, service.Authority, StringComparison.OrdinalIgnoreCase))
            return false;
        if (!uri.AbsolutePath.StartsWith("/redfish/", StringComparison.Ordinal))
            return false;
        string plain = uri.AbsolutePath.TrimEnd('/');
        path = $"{(plain == "/redfish/v1" ? Root : plain)}{uri.Query}";
        return true;
    }

    /// <summary>A link's path and fragment: the part that names a resource, and the JSON pointer into it; empty when there is none.</summary>
    /// <param name="link">Such as <c>/redfish/v1/Chassis/1/Power#/PowerControl/0</c>.</param>
    public static (string Resource, string Pointer) Split(string link)
    {
        int hash = link.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (link.TrimEnd('/'), "") : (link[..hash].TrimEnd('/'), link[(hash + 1)..]);
    }

    /// <summary>The last element of a path.</summary>
    /// <param name="path">A path without a trailing slash.</param>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
