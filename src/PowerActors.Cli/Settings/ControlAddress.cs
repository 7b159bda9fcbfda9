using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace PowerActors.Cli.Settings;

/// <summary>The address of a control node, as people write it.</summary>
internal static class ControlAddress
{
    /// <summary>Where a node listens that nobody has told otherwise.</summary>
    public static readonly Uri Default = new("http://127.0.0.1:8480");

    /// <summary>Understands <c>http(s)://HOST:PORT</c>. Without TLS only this machine is spoken to: what is said would be read, and a token taken, on the way.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/" || address.UserInfo.Length > 0)
            problem = $"has '{text}'; an address such as https://control-1:8480 would be right";
        else if (address.Scheme == "http" && !IsLoopback(address))
            problem = $"has '{text}', which others could read; https://{address.Authority} would be right";
        return problem is null;
    }

    private static bool IsLoopback(Uri address) => address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
