namespace PowerActors.Devices.Redfish.Client;

/// <summary>Which Redfish service, and how it and we know one another.</summary>
public sealed record RedfishEndpoint
{
    /// <summary>Scheme, host and port; nothing else of it is used, since all resources are found by links.</summary>
    public required Uri Url { get; init; }

    /// <summary>Who we are; null for a service that asks nobody.</summary>
    public RedfishCredentials? Credentials { get; init; }

    /// <summary>
    /// SHA-256 of the one certificate that is accepted, as 64 hexadecimal digits in upper case; null for those that the system trusts. A pinned certificate is accepted whoever signed it and
    /// whatever name it bears, since controllers mostly ship with self-signed ones.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>Reads a fingerprint as tools print it: hexadecimal digits, with or without colons, in either case.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="fingerprint">64 digits in upper case.</param>
    public static bool TryParseFingerprint(string text, out string fingerprint)
    {
        string digits = text.Trim();
        int equals = digits.IndexOf('=', StringComparison.Ordinal); // openssl: "sha256 Fingerprint=AA:BB..."
        digits = digits[(equals + 1)..].Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        fingerprint = digits;
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigitUpper);
    }

    /// <summary>What is wrong with this endpoint, in one line; null when nothing is.</summary>
    public string? Problem()
    {
        if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttps && Url.Scheme != Uri.UriSchemeHttp))
            return $"'{Url}' is no URL of a Redfish service; write https://HOST";
        if (Url.UserInfo.Length > 0)
            return "the URL holds credentials, which others can see; put them into a file";
        if (Url.Scheme == Uri.UriSchemeHttp && !Url.IsLoopback)
            return $"'{Url}' is without TLS, and credentials would be readable on the way; write https://{Url.Authority}";
        return null;
    }

    /// <summary>Scheme, host and port.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);
}
