using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using PowerActors.Cluster.Sessions;

namespace PowerActors.Api.Security;

/// <summary>
/// Who may speak for which server: whoever shows a client certificate of the agents' authority, whose common name is the server's path; or a token of the role agent; or, where neither is
/// configured, anybody on this machine.
/// </summary>
/// <param name="tokens">The tokens; null where none are configured.</param>
/// <param name="authority">Certificates that may issue agents' certificates; null where none are configured.</param>
/// <param name="own">The token of agents in the node's own process, which may speak for every server.</param>
internal sealed class AgentAuthenticator(TokenFile? tokens, X509Certificate2Collection? authority, string own) : IAgentAuthenticator
{
    /// <summary>RFC 5280, 4.2.1.12: a server's certificate of the same authority must not serve as an agent's.</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly AgentIdentity Own = new("this node", Servers: null);
    private static readonly AgentIdentity Local = new("local", Servers: null);

    public async ValueTask<AgentIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        if (BearerAuthentication.TokenOf(context.Request) is { } shown && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(own)))
            return Own;
        if (tokens is null && authority is null)
            return LocalCaller.Is(context) ? Local : null;
        if (authority is not null && await context.Connection.GetClientCertificateAsync(cancellation).ConfigureAwait(false) is { } certificate && IsIssuedBy(certificate, authority))
        {
            string path = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            return path.Length > 0 ? new AgentIdentity($"certificate {path}", new HashSet<string>(StringComparer.Ordinal) { path }) : null;
        }

        return BearerAuthentication.TokenOf(context.Request) is { } token && tokens?.Find(token) is { Role: Role.Agent } holder
            ? new AgentIdentity(holder.Name, holder.Servers)
            : null;
    }

    internal static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2Collection authority)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // A withdrawn agent is taken out of the authority's hands by short lives of certificates.
        return chain.Build(certificate);
    }
}
