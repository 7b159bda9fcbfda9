using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace PowerActors.Api.Security;

/// <summary>
/// Schedulers that show a client certificate: kube-scheduler can send one and no bearer token. One of the schedulers' authority, for client authentication, with one of their common names.
/// </summary>
/// <param name="authority">Certificates that may issue theirs: a cluster's own, usually.</param>
/// <param name="names">Their common names: that authority issues certificates for every user of the cluster too.</param>
public sealed class SchedulerCertificates(X509Certificate2Collection authority, IReadOnlyCollection<string> names)
{
    private const int Remembered = 64;
    private readonly ConcurrentDictionary<string, DateTime> _goodUntil = new(StringComparer.Ordinal);

    /// <summary>The common name of the scheduler that asks; null where it is none.</summary>
    internal string? NameOf(HttpContext context)
    {
        if (!context.Request.IsHttps || context.Connection.ClientCertificate is not { } certificate)
            return null;
        string name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return names.Contains(name) && IsGood(certificate) ? name : null;
    }

    /// <summary>A chain takes milliseconds to build, and a scheduler asks hundreds of times a second with the same certificate.</summary>
    private bool IsGood(X509Certificate2 certificate)
    {
        string print = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        DateTime now = DateTime.UtcNow;
        if (_goodUntil.TryGetValue(print, out DateTime until) && now < until)
            return true;
        if (!AgentAuthenticator.IsIssuedBy(certificate, authority))
            return false;
        if (_goodUntil.Count >= Remembered)
            _goodUntil.Clear();
        DateTime ends = certificate.NotAfter.ToUniversalTime();
        DateTime again = now.AddMinutes(1);
        _goodUntil[print] = ends < again ? ends : again;
        return true;
    }
}
