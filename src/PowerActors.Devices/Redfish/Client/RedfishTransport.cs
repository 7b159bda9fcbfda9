using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>The connections to one controller: few, without proxy, redirects or cookies, and only to the certificate that the system trusts or that was pinned.</summary>
internal static class RedfishTransport
{
    public static HttpMessageHandler Create(RedfishEndpoint endpoint, RedfishClientOptions options, Action<string> untrusted)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false, // A redirect may lead elsewhere, with our token.
            UseCookies = false,
            UseProxy = false, // Controllers stand in a management network; what the environment names for the web would see the credentials.
            MaxConnectionsPerServer = options.Connections,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15), // Names move to other addresses.
            MaxResponseHeadersLength = 64,
            AutomaticDecompression = System.Net.DecompressionMethods.GZip | System.Net.DecompressionMethods.Deflate,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(endpoint, certificate, errors, untrusted);
        return handler;
    }

    /// <summary>SHA-256 of a certificate as 64 hexadecimal digits.</summary>
    public static string FingerprintOf(X509Certificate certificate) => Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData()));

    private static bool IsTrusted(RedfishEndpoint endpoint, X509Certificate? certificate, SslPolicyErrors errors, Action<string> untrusted)
    {
        if (certificate is null)
            return false;
        string shown = FingerprintOf(certificate);
        if (endpoint.Fingerprint is { } pinned)
        {
            if (CryptographicOperations.FixedTimeEquals(Convert.FromHexString(pinned), Convert.FromHexString(shown)))
                return true;
            untrusted($"{endpoint}: the certificate is not the pinned one; it has the SHA-256 fingerprint {shown}");
            return false;
        }

        if (errors == SslPolicyErrors.None)
            return true;
        untrusted($"{endpoint}: the system does not trust the certificate ({errors}); if its SHA-256 fingerprint {shown} is the right one, pin it");
        return false;
    }
}
