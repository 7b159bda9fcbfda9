using PowerActors.Core.Settings;

namespace PowerActors.Cluster.Scheduling;

/// <summary>How the API server of Kubernetes is reached.</summary>
public sealed record KubernetesAccess
{
    /// <summary>Where a pod finds its service account's token and the cluster's authority.</summary>
    public const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string InCluster = "in-cluster";

    /// <summary>The API server.</summary>
    public required Uri Server { get; init; }

    /// <summary>A file with a bearer token, read anew for every request, since it is renewed; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Certificates, PEM, that the server's must come from; null: what the system trusts.</summary>
    public string? Authority { get; init; }

    /// <summary>The first wait after a failure; doubled with each, up to <see cref="LongestDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after failures.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a watch lasts before the server ends it; 0 s and more than five minutes of silence beyond it count as a broken connection.</summary>
    public TimeSpan WatchFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Objects in one page of a list.</summary>
    public int Page { get; init; } = 500;

    /// <summary>Reads the section <c>scheduler.kubernetes</c>; null where it names no server.</summary>
    public static KubernetesAccess? Read(SettingsReader reader)
    {
        string? server = reader.Text("server");
        string? token = reader.Text("token-file");
        string? authority = reader.Text("authority");
        reader.RefuseUnknown();
        if (server is null)
            return null;
        if (server == InCluster)
            return InsideOf(reader, token, authority);
        if (Uri.TryCreate(server, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0)
        {
            if (uri.Scheme == "http" && token is not null && !uri.IsLoopback)
                reader.Fault("server", $"is {server}, and the token would be sent where others can read it; https would be right");
            return new KubernetesAccess { Server = uri, TokenFile = token, Authority = authority };
        }

        reader.Fault("server", $"is '{server}'; in-cluster, or an address such as https://10.0.0.1:6443 would be right");
        return null;
    }

    private static KubernetesAccess? InsideOf(SettingsReader reader, string? token, string? authority)
    {
        string? host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST");
        string port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443";
        if (string.IsNullOrEmpty(host) || !Uri.TryCreate($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}", UriKind.Absolute, out Uri? uri))
        {
            reader.Fault("server", "is in-cluster, and this is no pod: KUBERNETES_SERVICE_HOST is not set; an address such as https://10.0.0.1:6443 would be right");
            return null;
        }

        return new KubernetesAccess { Server = uri, TokenFile = token ?? $"{AccountFolder}/token", Authority = authority ?? $"{AccountFolder}/ca.crt" };
    }
}
