using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using PowerActors.Core.Input;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Cluster.Scheduling.Watching;

/// <summary>The few requests to the API server of Kubernetes that placement makes. Thread-safe.</summary>
public sealed class KubernetesApi : IPodBinder, IDisposable
{
    private const int LongestMessage = 500;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly X509Certificate2Collection? _authority;
    private readonly KubernetesAccess _access;

    /// <summary>Prepares requests; nothing is sent yet.</summary>
    /// <param name="access">Where, and with what credentials.</param>
    /// <exception cref="InputException">The authority's certificates cannot be used.</exception>
    public KubernetesApi(KubernetesAccess access)
    {
        _access = access;
        SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(10), AllowAutoRedirect = false };
        if (access.Authority is { } file)
        {
            _authority = Load(file);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(_authority);
        }

        handler.SslOptions.EnabledSslProtocols = System.Security.Authentication.SslProtocols.None; // what the system holds for safe
        handler.SslOptions.EncryptionPolicy = EncryptionPolicy.RequireEncryption;
        _http = new HttpClient(handler) { BaseAddress = new Uri(access.Server.ToString().TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The server.</summary>
    public Uri Server => _access.Server;

    /// <summary>Reads a document whole.</summary>
    /// <param name="path">Relative, such as <c>api/v1/nodes?limit=500</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="KubernetesApiException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task<byte[]> GetAsync(string path, CancellationToken cancellation)
    {
        using CancellationTokenSource hurry = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        hurry.CancelAfter(AnswerWithin);
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, content: null, hurry.Token).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(hurry.Token).ConfigureAwait(false);
    }

    /// <summary>Opens a document that goes on.</summary>
    /// <param name="path">Relative, such as <c>api/v1/nodes?watch=true</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Ends the connection when it is disposed.</returns>
    /// <exception cref="KubernetesApiException">The server refuses.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, content: null, cancellation);

    /// <inheritdoc/>
    public async Task<string?> BindAsync(PodBinding binding, CancellationToken cancellation)
    {
        using CancellationTokenSource hurry = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        hurry.CancelAfter(AnswerWithin);
        try
        {
            using ByteArrayContent content = new(Body(binding));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            string path = $"api/v1/namespaces/{Uri.EscapeDataString(binding.Namespace)}/pods/{Uri.EscapeDataString(binding.Name)}/binding";
            using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, content, hurry.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or KubernetesApiException or IOException or InputException)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"the API server has not answered within {AnswerWithin.TotalSeconds:0} s";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_access.TokenFile is { } file)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await ReadTokenAsync(file, cancellation).ConfigureAwait(false));
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            string said = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            throw new KubernetesApiException(response.StatusCode, $"the API server answers {(int)response.StatusCode} to {method} {path.Split('?')[0]}: {MessageOf(said)}");
        }
    }

    private static async Task<string> ReadTokenAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return (await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException("scheduler.kubernetes.token-file", 0, $"'{file}' cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The message of a v1 Status, or the text itself.</summary>
    private static string MessageOf(string said)
    {
        try
        {
            using JsonDocument status = JsonDocument.Parse(said);
            if (status.RootElement.ValueKind == JsonValueKind.Object && status.RootElement.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String)
                said = message.GetString()!;
        }
        catch (JsonException)
        {
            // A proxy's page, perhaps.
        }

        said = said.ReplaceLineEndings(" ");
        return said.Length <= LongestMessage ? said : said[..LongestMessage] + "...";
    }

    private static byte[] Body(PodBinding binding)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "Binding");
            json.WriteStartObject("metadata");
            json.WriteString("name", binding.Name);
            json.WriteString("namespace", binding.Namespace);
            if (binding.Uid.Length > 0)
                json.WriteString("uid", binding.Uid);
            json.WriteEndObject();
            json.WriteStartObject("target");
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "Node");
            json.WriteString("name", binding.Node);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static X509Certificate2Collection Load(string file)
    {
        try
        {
            X509Certificate2Collection authority = [];
            authority.ImportFromPemFile(file);
            return authority.Count > 0 ? authority : throw new InputException("scheduler.kubernetes.authority", 0, $"'{file}' holds no certificate; one in PEM would be right");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InputException("scheduler.kubernetes.authority", 0, $"'{file}' cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}

/// <summary>The API server has answered, and refuses.</summary>
public sealed class KubernetesApiException : Exception
{
    /// <summary>A refusal without a code, as the framework's conventions ask for.</summary>
    public KubernetesApiException()
        : this("the API server refuses")
    {
    }

    /// <summary>A refusal without a code.</summary>
    /// <param name="message">What it says.</param>
    public KubernetesApiException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its cause.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="innerException">What was thrown.</param>
    public KubernetesApiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A refusal.</summary>
    /// <param name="code">The status.</param>
    /// <param name="message">What it says.</param>
    public KubernetesApiException(HttpStatusCode code, string message)
        : base(message) => Code = code;

    /// <summary>The status; 0 where there is none.</summary>
    public HttpStatusCode Code { get; }
}
