using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PowerActors.Core.Input;

namespace PowerActors.Api.Security;

/// <summary>Reads the certificates that settings name.</summary>
internal static class Certificates
{
    /// <summary>The node's own; null where none is named.</summary>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static X509Certificate2? Load(ApiSettings settings)
    {
        if (settings.Certificate is not { } file)
            return null;
        try
        {
            if (settings.Key is null && Path.GetExtension(file) is ".pfx" or ".p12")
                return X509CertificateLoader.LoadPkcs12FromFile(file, password: null);
            using X509Certificate2 pem = X509Certificate2.CreateFromPemFile(file, settings.Key);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null); // A key that is only in memory does not serve TLS everywhere.
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException("api.tls.certificate", 0, $"'{file}' cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Those that may issue agents' certificates; null where none are named.</summary>
    /// <exception cref="InputException">They cannot be used.</exception>
    public static X509Certificate2Collection? LoadAuthority(ApiSettings settings) => LoadAuthority(settings.AgentAuthority, "api.tls.agent-authority");

    /// <summary>Those that may issue schedulers' certificates; null where none are named.</summary>
    /// <exception cref="InputException">They cannot be used.</exception>
    public static X509Certificate2Collection? LoadSchedulerAuthority(ApiSettings settings) => LoadAuthority(settings.SchedulerAuthority, "api.tls.scheduler-authority");

    private static X509Certificate2Collection? LoadAuthority(string? file, string setting)
    {
        if (file is null)
            return null;
        try
        {
            X509Certificate2Collection authority = [];
            authority.ImportFromPemFile(file);
            return authority.Count > 0 ? authority : throw new InputException(setting, 0, $"'{file}' holds no certificate; one in PEM would be right");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(setting, 0, $"'{file}' cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
