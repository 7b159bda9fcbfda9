using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Tests.Redfish;

/// <summary>A request as the mock saw it.</summary>
internal sealed record SeenRequest(string Method, string Path, string Body, string? IfMatch, string? Token, string? Authorization);

/// <summary>
/// A baseboard controller on a real web server: serves a tree of resources, lets them be changed (with versions), keeps sessions, and misbehaves as it is told.
/// </summary>
internal sealed class MockRedfish : IAsyncDisposable
{
    public const string User = "operator";
    public const string Password = "s3cret!:=ü";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, JsonObject> _tree;
    private readonly ConcurrentDictionary<string, int> _versions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _sessions = new(StringComparer.Ordinal);
    private int _lastSession;
    private int _open;
    private int _mostOpen;

    private MockRedfish(WebApplication app, IReadOnlyDictionary<string, JsonObject> tree)
    {
        _app = app;
        _tree = new ConcurrentDictionary<string, JsonObject>(tree, StringComparer.Ordinal);
    }

    public Uri Url { get; private set; } = null!;

    public RedfishCredentials Credentials { get; } = new(User, Password);

    public RedfishEndpoint Endpoint => new() { Url = Url, Credentials = Credentials };

    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    /// <summary>True to refuse whoever has neither a session nor a password.</summary>
    public bool AsksWho { get; set; }

    /// <summary>True for a service without sessions.</summary>
    public bool HasNoSessions { get; set; }

    /// <summary>Misbehaves: handles a request itself and answers true, or leaves it and answers false.</summary>
    public Func<SeenRequest, HttpContext, Task<bool>>? Misbehave { get; set; }

    public int MostOpen => _mostOpen;

    public IReadOnlyCollection<string> Sessions => [.. _sessions.Keys];

    public static async Task<MockRedfish> StartAsync(IReadOnlyDictionary<string, JsonObject> tree, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        WebApplication app = builder.Build();
        MockRedfish mock = new(app, tree);
        app.Run(mock.AnswerAsync);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        mock.Url = new Uri(address);
        return mock;
    }

    public RedfishClient Client(RedfishClientOptions? options = null, TimeProvider? time = null) =>
        new(Endpoint, options ?? RedfishClientOptions.Default with { Retries = 0 }, time, static () => 0);

    public int Count(string method, string path) => Seen.Count(seen => seen.Method == method && seen.Path == path);

    /// <summary>Ends every session, as a controller does that restarts.</summary>
    public void ForgetSessions() => _sessions.Clear();

    public JsonObject Resource(string path) => _tree[path];

    /// <summary>A number in a resource, as it is now; null where there is none.</summary>
    public double? Number(string path, params string[] steps)
    {
        JsonObject resource = _tree[path];
        lock (resource)
        {
            JsonNode? node = resource;
            foreach (string step in steps)
                node = node?[step];
            return (double?)node;
        }
    }

    public void Change(string path, Action<JsonObject> change)
    {
        JsonObject resource = _tree[path];
        lock (resource)
            change(resource);
        _versions.AddOrUpdate(path, 2, static (_, version) => version + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        int open = Interlocked.Increment(ref _open);
        int most;
        while (open > (most = _mostOpen) && Interlocked.CompareExchange(ref _mostOpen, open, most) != most)
        {
            // Somebody else was quicker.
        }

        try
        {
            using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
            string path = context.Request.Path.Value ?? "/";
            SeenRequest request = new(
                context.Request.Method, Plain(path), await reader.ReadToEndAsync(), One(context, "If-Match"), One(context, "X-Auth-Token"), One(context, "Authorization"));
            Seen.Enqueue(request);
            if (Misbehave is { } misbehave && await misbehave(request, context))
                return;
            await AnswerAsync(request, context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AnswerAsync(SeenRequest request, HttpContext context)
    {
        string sessions = SessionsPath();
        if (request.Path == sessions && request.Method == "POST")
        {
            if (HasNoSessions)
                context.Response.StatusCode = 405;
            else
                await LogInAsync(request, context, sessions);
            return;
        }

        if (AsksWho && request.Path != "/redfish/v1" && !IsKnown(request))
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (request.Method == "DELETE" && request.Path.StartsWith($"{sessions}/", StringComparison.Ordinal))
        {
            _sessions.TryRemove(request.Path[(sessions.Length + 1)..], out _);
            context.Response.StatusCode = 204;
            return;
        }

        if (!_tree.TryGetValue(request.Path, out JsonObject? resource))
        {
            if (request.Method == "POST" && request.Path.EndsWith("Control.ResetToDefaults", StringComparison.Ordinal))
            {
                ResetToDefaults(request.Path);
                context.Response.StatusCode = 204;
                return;
            }

            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("""{"error":{"message":"not here"}}""");
            return;
        }

        string etag = $"W/\"{_versions.GetOrAdd(request.Path, 1)}\"";
        if (request.Method == "PATCH")
        {
            if (request.IfMatch is not null && request.IfMatch != etag)
            {
                context.Response.StatusCode = 412;
                return;
            }

            Change(request.Path, now => Merge(now, JsonNode.Parse(request.Body)!.AsObject()));
            context.Response.Headers.ETag = $"W/\"{_versions[request.Path]}\"";
        }

        context.Response.ContentType = "application/json";
        if (request.Method == "GET")
            context.Response.Headers.ETag = etag;
        string text;
        lock (resource)
            text = resource.ToJsonString();
        await context.Response.WriteAsync(text);
    }

    private async Task LogInAsync(SeenRequest request, HttpContext context, string sessions)
    {
        JsonObject login = JsonNode.Parse(request.Body)!.AsObject();
        if ((string?)login["UserName"] != User || (string?)login["Password"] != Password)
        {
            context.Response.StatusCode = 401;
            return;
        }

        string token = $"token-{Interlocked.Increment(ref _lastSession)}";
        _sessions[token] = 0;
        context.Response.StatusCode = 201;
        context.Response.Headers["X-Auth-Token"] = token;
        context.Response.Headers.Location = $"{sessions}/{token}";
        await context.Response.WriteAsync("{}");
    }

    private bool IsKnown(SeenRequest request) =>
        (request.Token is { } token && _sessions.ContainsKey(token))
        || request.Authorization == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}";

    private string SessionsPath() =>
        JsonValueAt("/redfish/v1", "Links", nameof(Sessions), "@odata.id") ?? "/redfish/v1/SessionService/Sessions";

    private string? JsonValueAt(string path, params string[] steps)
    {
        JsonNode? node = _tree.GetValueOrDefault(path);
        foreach (string step in steps)
            node = node?[step];
        return (string?)node;
    }

    private void ResetToDefaults(string path) => Change(path[..path.IndexOf("/Actions/", StringComparison.Ordinal)], static control =>
    {
        control["SetPoint"] = null;
        if (control.ContainsKey("SettingMax"))
            control["SettingMax"] = control["AllowableMax"]!.DeepClone();
    });

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach ((string name, JsonNode? value) in change)
        {
            if (value is JsonObject inner && into[name] is JsonObject present)
                Merge(present, inner);
            else if (value is JsonArray items && into[name] is JsonArray list)
            {
                for (int i = 0; i < items.Count; i++)
                    Merge(list[i]!.AsObject(), items[i]!.AsObject());
            }
            else
                into[name] = value?.DeepClone();
        }
    }

    private static string? One(HttpContext context, string header) => context.Request.Headers.TryGetValue(header, out Microsoft.Extensions.Primitives.StringValues values) ? values[0] : null;

    private static string Plain(string path) => path.Length > 1 ? path.TrimEnd('/') : path;
}
