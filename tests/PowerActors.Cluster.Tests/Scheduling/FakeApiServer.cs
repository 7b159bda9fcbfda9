using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PowerActors.Cluster.Tests.Scheduling;

/// <summary>What the API server of Kubernetes does for lists, watches and bindings of nodes and pods: pages, versions, bookmarks, events, 410 Gone, and failures when a test asks for them.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, string>> _objects = new() { ["nodes"] = [], ["pods"] = [] };
    private readonly Dictionary<string, List<(long Version, string Event)>> _history = new() { ["nodes"] = [], ["pods"] = [] };
    private readonly ConcurrentDictionary<Channel<string?>, string> _watchers = [];
    private long _version = 1000;
    private long _oldest;

    private FakeApiServer(WebApplication app)
    {
        _app = app;
        foreach (string kind in (string[])["nodes", "pods"])
            app.MapGet($"/api/v1/{kind}", context => ServeAsync(context, kind));
        app.MapPost("/api/v1/namespaces/{ns}/pods/{pod}/binding", BindAsync);
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Queries of every request, lists and watches, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Bodies of bindings.</summary>
    public ConcurrentQueue<string> Bound { get; } = [];

    /// <summary>The token without which requests are refused; null for none.</summary>
    public string? Token { get; set; }

    /// <summary>How many of the next requests are answered 500.</summary>
    public int Failures { get; set; }

    /// <summary>What a binding is answered; null where it is done.</summary>
    public string? BindingConflict { get; set; }

    public int Watchers => _watchers.Count;

    public static async Task<FakeApiServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        FakeApiServer server = new(builder.Build());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Adds, changes or (with null) deletes an object, and tells those that watch.</summary>
    public void Put(string kind, string name, Func<string, string>? write)
    {
        lock (_gate)
        {
            string version = $"{++_version}";
            bool isThere = _objects[kind].TryGetValue(name, out string? before);
            string type = write is null ? "DELETED" : isThere ? "MODIFIED" : "ADDED";
            string now = write?.Invoke(version) ?? before!;
            if (write is null)
                _objects[kind].Remove(name);
            else
                _objects[kind][name] = now;
            string said = $$"""{"type":"{{type}}","object":{{now.ReplaceLineEndings("")}}}""";
            _history[kind].Add((_version, said));
            Tell(kind, said);
        }
    }

    /// <summary>Changes without telling, and forgets all versions before: whoever watches from one of them is answered 410.</summary>
    public void PutBehindTheirBacks(string kind, string name, Func<string, string>? write)
    {
        lock (_gate)
        {
            if (write is null)
                _objects[kind].Remove(name);
            else
                _objects[kind][name] = write($"{++_version}");
            _oldest = ++_version;
            _history[kind].Clear();
        }
    }

    /// <summary>A line to those that watch, as it is.</summary>
    public void Say(string kind, string line) => Tell(kind, line);

    /// <summary>Ends every watch, as an API server does now and then.</summary>
    public void EndWatches()
    {
        foreach (Channel<string?> watcher in _watchers.Keys)
            watcher.Writer.TryWrite(null);
    }

    public async ValueTask DisposeAsync()
    {
        EndWatches();
        using CancellationTokenSource hurry = new(TimeSpan.FromSeconds(2));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private void Tell(string kind, string line)
    {
        foreach ((Channel<string?> watcher, string of) in _watchers)
        {
            if (of == kind)
                watcher.Writer.TryWrite(line);
        }
    }

    private async Task ServeAsync(HttpContext context, string kind)
    {
        Asked.Enqueue($"{kind}{context.Request.QueryString}");
        if (Token is not null && context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await StatusAsync(context, 401, "Unauthorized");
            return;
        }

        if (Failures > 0)
        {
            Failures--;
            await StatusAsync(context, 500, "etcdserver: leader changed");
            return;
        }

        if (context.Request.Query["watch"] == "true")
            await WatchAsync(context, kind, long.Parse(context.Request.Query["resourceVersion"]!));
        else
            await ListAsync(context, kind);
    }

    private async Task ListAsync(HttpContext context, string kind)
    {
        int limit = int.Parse(context.Request.Query["limit"]!);
        int from = int.TryParse(context.Request.Query["continue"], out int at) ? at : 0;
        string page;
        lock (_gate)
        {
            string[] all = [.. _objects[kind].Values];
            string next = from + limit < all.Length ? $"{from + limit}" : "";
            page = $$"""{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"{{_version}}","continue":"{{next}}"},"items":[{{string.Join(",", all.Skip(from).Take(limit))}}]}""";
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(page);
    }

    private async Task WatchAsync(HttpContext context, string kind, long from)
    {
        Channel<string?> mine = Channel.CreateUnbounded<string?>();
        lock (_gate)
        {
            if (from < _oldest)
            {
                mine.Writer.TryWrite($$$"""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version: {{{from}}} ({{{_oldest}}})","reason":"Expired","code":410}}""");
                mine.Writer.TryWrite(null);
            }

            foreach ((long version, string said) in _history[kind].Where(said => said.Version > from))
                mine.Writer.TryWrite(said);
            _watchers[mine] = kind;
        }

        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        try
        {
            while (await mine.Reader.ReadAsync(context.RequestAborted) is { } line)
            {
                // In two pieces: events do not come in packets of their own.
                byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await context.Response.Body.FlushAsync();
                await context.Response.Body.WriteAsync(bytes.AsMemory(bytes.Length / 2));
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        finally
        {
            _watchers.TryRemove(mine, out _);
        }
    }

    private async Task BindAsync(HttpContext context)
    {
        if (BindingConflict is { } why)
        {
            await StatusAsync(context, 409, why);
            return;
        }

        using StreamReader reader = new(context.Request.Body);
        Bound.Enqueue($"{context.Request.Path} {await reader.ReadToEndAsync()}");
        context.Response.StatusCode = 201;
        await context.Response.WriteAsync("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}""");
    }

    private static Task StatusAsync(HttpContext context, int code, string message)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{{message}}}","code":{{{code}}}}""");
    }
}
