using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Client;

/// <summary>Knows a control node by the authority that issued its certificate, in place of those that the system trusts.</summary>
internal static class CertificateTrust
{
    /// <summary>Reads the authority's certificates.</summary>
    /// <param name="file">PEM.</param>
    /// <param name="name">The setting or option that named the file.</param>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static X509Certificate2Collection Load(string file, string name)
    {
        try
        {
            X509Certificate2Collection authority = [];
            authority.ImportFromPemFile(file);
            return authority.Count > 0 ? authority : throw new InputException(name, 0, $"'{file}' holds no certificate; one in PEM would be right");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(name, 0, $"'{file}' cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Trusts what an authority has issued, and nothing else.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection authority)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authority);
        return policy;
    }

    /// <summary>Whether a certificate is the node's: issued by the authority, and for the name that was called.</summary>
    public static bool Holds(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authority)
    {
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        chain.ChainPolicy = Policy(authority);
        return chain.Build(new X509Certificate2(certificate));
    }
}
