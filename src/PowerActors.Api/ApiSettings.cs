using System.Net;
using PowerActors.Core.Settings;

namespace PowerActors.Api;

/// <summary>The section <c>api</c>: where a node listens, and who may speak to it.</summary>
public sealed record ApiSettings
{
    /// <summary>Where it listens.</summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:8480");

    /// <summary>The certificate for TLS, PEM or PKCS #12; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key, PEM; null where the file above has it.</summary>
    public string? Key { get; init; }

    /// <summary>Certificates, PEM, that may issue agents' certificates; null for none.</summary>
    public string? AgentAuthority { get; init; }

    /// <summary>Certificates, PEM, that may issue schedulers' certificates; null for none.</summary>
    public string? SchedulerAuthority { get; init; }

    /// <summary>Common names of schedulers' certificates.</summary>
    public IReadOnlyList<string> Schedulers { get; init; } = ["system:kube-scheduler"];

    /// <summary>The tokens; null for none.</summary>
    public string? Tokens { get; init; }

    /// <summary>Requests per second and caller that are fine; more for long are answered 429.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Bytes of a request's body at most.</summary>
    public int LargestBody { get; init; } = 1 << 20;

    /// <summary>Where metrics go by OTLP: over HTTP where it has a path, such as <c>/v1/metrics</c>, else over gRPC; null for nowhere.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Reads the section; what is missing keeps its default. Faults are noted in the reader.</summary>
    public static ApiSettings Read(SettingsReader reader)
    {
        ApiSettings standard = new();
        SettingsReader tls = reader.Object("tls");
        SettingsReader otlp = reader.Object("otlp");
        ApiSettings settings = new()
        {
            Listen = ReadUri(reader, "listen", "http", "https") ?? standard.Listen,
            Certificate = ReadFile(tls, "certificate"),
            Key = ReadFile(tls, "key"),
            AgentAuthority = ReadFile(tls, "agent-authority"),
            SchedulerAuthority = ReadFile(tls, "scheduler-authority"),
            Schedulers = ReadNames(tls, "schedulers") ?? standard.Schedulers,
            Tokens = ReadFile(reader, "tokens"),
            RequestsPerSecond = reader.Int32("requests-per-second", 1, 100_000) ?? standard.RequestsPerSecond,
            LargestBody = standard.LargestBody,
            Otlp = ReadUri(otlp, "endpoint", "http", "https"),
        };
        tls.RefuseUnknown();
        otlp.RefuseUnknown();
        reader.RefuseUnknown();
        foreach (string problem in settings.Problems())
            reader.Fault("listen", problem);
        return settings;
    }

    /// <summary>Why it would not be safe to listen with these settings; empty when it is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        bool isTls = Listen.Scheme == Uri.UriSchemeHttps;
        if (isTls && Certificate is null)
            problems.Add($"is {Listen}, and there is no certificate; api.tls.certificate would be right");
        if (!isTls && Certificate is not null)
            problems.Add($"is {Listen} although there is a certificate; https://{Listen.Authority} would be right");
        if (Listen.Host != "localhost" && !IPAddress.TryParse(Listen.Host.Trim('[', ']'), out _))
            problems.Add($"is {Listen}, which names a host; an address of this machine would be right, such as {Listen.Scheme}://0.0.0.0:{Listen.Port} for all of them");
        if (IsLoopback)
            return problems;
        if (!isTls)
            problems.Add($"is {Listen}, which others can reach and read; https with api.tls.certificate, or a loopback address, would be right");
        if (Tokens is null)
            problems.Add($"is {Listen}, which others can reach, and nobody is asked who they are; api.tokens would be right (`poweractors token create` makes one)");
        return problems;
    }

    /// <summary>True when only this machine can reach it.</summary>
    public bool IsLoopback => Listen.Host is "localhost" || (IPAddress.TryParse(Listen.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static Uri? ReadUri(SettingsReader reader, string key, params ReadOnlySpan<string> schemes)
    {
        if (reader.Text(key) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && schemes.Contains(uri.Scheme) && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0)
            return uri;
        reader.Fault(key, $"is '{text}'; an address such as {schemes[0]}://127.0.0.1:8480 would be right");
        return null;
    }

    private static List<string>? ReadNames(SettingsReader reader, string key)
    {
        if (!reader.Has(key))
            return null;
        List<string> names = [];
        foreach (SettingsNode item in reader.Items(key))
        {
            if (item is { Kind: SettingsKind.Text, Text: { Length: > 0 } name })
                names.Add(name);
            else
                reader.Fault(key, $"has {item} in it; common names such as system:kube-scheduler would be right");
        }

        return names;
    }

    private static string? ReadFile(SettingsReader reader, string key)
    {
        string? file = reader.Text(key);
        if (file is null || !string.IsNullOrWhiteSpace(file))
            return file;
        reader.Fault(key, "is empty; a file would be right");
        return null;
    }
}
