using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PowerActors.Api.Security;

/// <summary>
/// A bearer token: <c>pa_</c> and 256 random bits. Only its SHA-256 is kept: with that many random bits a plain hash cannot be searched, and it can be compared in constant time on every
/// request, which a slow one made for passwords could not.
/// </summary>
public static class AccessToken
{
    /// <summary>What every token begins with, so that a secret scanner finds one that leaked.</summary>
    public const string Prefix = "pa_";

    private const int SecretBytes = 32;

    /// <summary>Makes a new one. It is shown once, and kept nowhere.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The hash to keep, in hexadecimal.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
