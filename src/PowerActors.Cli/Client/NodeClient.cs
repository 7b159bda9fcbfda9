using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Core.Input;

namespace PowerActors.Cli.Client;

/// <summary>Asks a control node. What goes wrong becomes one line that says what would be right.</summary>
internal sealed class NodeClient : IDisposable
{
    /// <summary>The environment variable that may hold the token.</summary>
    public const string TokenVariable = "POWERACTORS_TOKEN";

    /// <summary>The environment variable that may name the file of the node's authority.</summary>
    public const string AuthorityVariable = "POWERACTORS_AUTHORITY";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly HttpClient _http;
    private readonly Uri _node;
    private readonly CommandIo _io;

    public NodeClient(Uri node, string? tokenFile, string? authorityFile, CommandIo io)
    {
        _node = node;
        _io = io;
        _http = new HttpClient(Handler(authorityFile)) { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };
        if (ReadToken(tokenFile) is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>A document.</summary>
    public JsonDocument Get(string path) => Send(HttpMethod.Get, path, body: null);

    /// <summary>Says something, and reads the answer.</summary>
    public JsonDocument Send(HttpMethod method, string path, object? body)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: Web);
        try
        {
            using HttpResponseMessage response = _http.Send(request, _io.Cancellation);
            using Stream content = response.Content.ReadAsStream(_io.Cancellation);
            if (response.IsSuccessStatusCode)
                return JsonDocument.Parse(content);
            throw Refused(response, content);
        }
        catch (HttpRequestException e)
        {
            throw new InputException(_node.ToString().TrimEnd('/'), 0, e.GetBaseException() is AuthenticationException untrusted
                ? $"is not trusted: {untrusted.Message.ReplaceLineEndings(" ").TrimEnd('.')}; --authority with the certificates that its own comes from would be right"
                : $"cannot be reached: {e.Message.ReplaceLineEndings(" ")}; is `poweractors run` running there? --control names another node");
        }
        catch (JsonException)
        {
            throw new InputException(_node.ToString().TrimEnd('/'), 0, "does not answer as a control node does; --control names another");
        }
        catch (TaskCanceledException) when (!_io.Cancellation.IsCancellationRequested)
        {
            throw new InputException(_node.ToString().TrimEnd('/'), 0, "does not answer within 30 s");
        }
    }

    public void Dispose() => _http.Dispose();

    private InputException Refused(HttpResponseMessage response, Stream content)
    {
        string node = _node.ToString().TrimEnd('/');
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
            return new InputException(node, 0, $"wants to know who asks; a token in {TokenVariable} or --token-file would be right");
        if (response.StatusCode == System.Net.HttpStatusCode.Forbidden)
            return new InputException(node, 0, "refuses: the token's role may not do this; an operator's may");
        try
        {
            using JsonDocument problem = JsonDocument.Parse(content);
            if (problem.RootElement.TryGetProperty("errors", out JsonElement errors))
            {
                return new InputException([.. errors.EnumerateObject().SelectMany(field => field.Value.EnumerateArray().Select(fault => new InputFault("--" + field.Name, 0, fault.GetString() ?? "")))]);
            }

            if (problem.RootElement.TryGetProperty("detail", out JsonElement detail))
                return new InputException(node, 0, detail.GetString() ?? "");
        }
        catch (JsonException)
        {
            // Not a control node's answer: its number is all there is to say.
        }

        return new InputException(node, 0, $"answers {(int)response.StatusCode} {response.ReasonPhrase}");
    }

    private static SocketsHttpHandler Handler(string? authorityFile)
    {
        authorityFile ??= Environment.GetEnvironmentVariable(AuthorityVariable);
        SocketsHttpHandler handler = new();
        if (!string.IsNullOrEmpty(authorityFile))
            handler.SslOptions.CertificateChainPolicy = CertificateTrust.Policy(CertificateTrust.Load(authorityFile, "--authority"));
        return handler;
    }

    private static string? ReadToken(string? file)
    {
        if (file is null)
            return Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token.Trim() : null;
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(file, 0, $"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
