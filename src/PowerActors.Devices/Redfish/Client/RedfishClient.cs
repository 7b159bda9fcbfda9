using System.Runtime.CompilerServices;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>
/// One Redfish service (DSP0266). Keeps to few connections, puts commands before readings, makes and renews its session, waits as the service asks, and takes no more than it was told to from
/// an answer. Safe for use by many at a time. All waiting is by the <see cref="TimeProvider"/> and ends with the token.
/// </summary>
public sealed partial class RedfishClient : IAsyncDisposable
{
    private const int MostRedirects = 3;

    private readonly RedfishClientOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly ConnectionGate _gate;
    private readonly RedfishSession _session;
    private readonly SemaphoreSlim _login = new(1);
    private readonly Func<double> _draw;
    private string? _untrusted;
    private long _requests;
    private bool _isClosed;

    /// <summary>A client; nothing is sent before the first request.</summary>
    /// <param name="endpoint">Which service.</param>
    /// <param name="options">How it is talked to; the usual when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="draw">Draws from [0, 1) for the jitter of retries; a shared source when null.</param>
    /// <param name="handler">Carries the requests, in place of sockets; for tests.</param>
    /// <exception cref="ArgumentException">The endpoint or the options cannot be used.</exception>
    public RedfishClient(RedfishEndpoint endpoint, RedfishClientOptions? options = null, TimeProvider? time = null, Func<double>? draw = null, HttpMessageHandler? handler = null)
    {
        _options = options ?? RedfishClientOptions.Default;
        if (endpoint.Problem() is { } wrong)
            throw new ArgumentException(wrong, nameof(endpoint));
        if (_options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        Endpoint = endpoint;
        _time = time ?? TimeProvider.System;
        _draw = draw ?? Random.Shared.NextDouble;
        _gate = new ConnectionGate(_options.Connections);
        _session = new RedfishSession(endpoint);
        _http = new HttpMessageInvoker(handler ?? RedfishTransport.Create(endpoint, _options, told => _untrusted = told));
    }

    /// <summary>Which service.</summary>
    public RedfishEndpoint Endpoint { get; }

    /// <summary>How it is talked to.</summary>
    public RedfishClientOptions Options => _options;

    /// <summary>The clock of everything that is timed.</summary>
    public TimeProvider Time => _time;

    /// <summary>How many requests wait for a connection.</summary>
    public int Waiting => _gate.Waiting;

    /// <summary>Requests that were sent, logins and retries included.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Reads a resource.</summary>
    /// <param name="link">Its path, or a link as it stood in another resource; a fragment is ignored.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <param name="urgency">A reading unless it belongs to a command.</param>
    /// <exception cref="RedfishException">It could not be read, after retries where they may help.</exception>
    public Task<RedfishAnswer> GetAsync(string link, CancellationToken cancellation, RequestUrgency urgency = RequestUrgency.Reading) =>
        SendAsync(new Call(HttpMethod.Get, Resolve(link), null, null, urgency), cancellation);

    /// <summary>Reads a resource, without another try when it fails: for what is read again soon anyway.</summary>
    /// <param name="link">Its path, or a link as it stood in another resource; a fragment is ignored.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <param name="urgency">A reading unless it belongs to a command.</param>
    /// <exception cref="RedfishException">It could not be read.</exception>
    public Task<RedfishAnswer> GetOnceAsync(string link, CancellationToken cancellation, RequestUrgency urgency = RequestUrgency.Reading) =>
        TryOnceAsync(new Call(HttpMethod.Get, Resolve(link), null, null, urgency), cancellation);

    /// <summary>
    /// Changes a resource, if it is still the version that was read: the ETag goes with it, and when the service says that it has changed (412), or that it wants a version (428), the resource is
    /// read again and the change tried once more. Other failures are the caller's to judge: by the time of a retry it may want something else.
    /// </summary>
    /// <param name="link">The resource.</param>
    /// <param name="body">The properties to change, JSON in UTF-8.</param>
    /// <param name="etag">The version that was read last; null when none is known.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="RedfishException">It was not changed, as far as is known.</exception>
    public async Task<RedfishAnswer> PatchAsync(string link, byte[] body, string? etag, CancellationToken cancellation)
    {
        string path = Resolve(link);
        try
        {
            return await TryOnceAsync(new Call(HttpMethod.Patch, path, body, etag, RequestUrgency.Command), cancellation).ConfigureAwait(false);
        }
        catch (RedfishException e) when (e.Failure == RedfishFailure.Changed)
        {
            RedfishAnswer now = await TryOnceAsync(new Call(HttpMethod.Get, path, null, null, RequestUrgency.Command), cancellation).ConfigureAwait(false);
            return await TryOnceAsync(new Call(HttpMethod.Patch, path, body, now.ETag, RequestUrgency.Command), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Calls an action, once.</summary>
    /// <param name="link">Its target.</param>
    /// <param name="body">Its parameters, JSON in UTF-8.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="RedfishException">It was not done, as far as is known.</exception>
    public Task<RedfishAnswer> PostAsync(string link, byte[] body, CancellationToken cancellation) =>
        TryOnceAsync(new Call(HttpMethod.Post, Resolve(link), body, null, RequestUrgency.Command), cancellation);

    /// <summary>The links of a collection's members, page by page.</summary>
    /// <param name="link">The collection.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="RedfishException">A page could not be read.</exception>
    public async IAsyncEnumerable<string> MembersAsync(string link, [EnumeratorCancellation] CancellationToken cancellation)
    {
        HashSet<string> pages = new(StringComparer.Ordinal);
        string? next = Resolve(link);
        while (next is not null && pages.Add(next) && pages.Count <= _options.MostPages)
        {
            RedfishAnswer page = await GetAsync(next, cancellation).ConfigureAwait(false);
            foreach (string member in page.Body.Links("Members"))
                yield return member;
            next = RedfishUri.TryResolve(Endpoint.Url, page.Body.Text("Members@odata.nextLink"), out string? path) ? path : null;
        }
    }

    /// <summary>Deletes the session and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        if (_session.Location is { } location)
        {
            try
            {
                using CancellationTokenSource patience = new(_options.ConnectTimeout, _time);
                await TryOnceAsync(new Call(HttpMethod.Delete, location, null, null, RequestUrgency.Command), patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RedfishException or OperationCanceledException)
            {
                // The session ends by itself when it is not used.
            }
        }

        _http.Dispose();
        _login.Dispose();
    }

    private string Resolve(string link) => RedfishUri.TryResolve(Endpoint.Url, link, out string? path)
        ? path
        : throw new RedfishException(RedfishFailure.NotFound, $"{Endpoint}: '{link}' is no resource of this service");

    private async Task<RedfishAnswer> SendAsync(Call call, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan? retryAfter;
            try
            {
                return await TryOnceAsync(call, cancellation).ConfigureAwait(false);
            }
            catch (RedfishException e) when (e.IsTransient && attempt <= _options.Retries)
            {
                retryAfter = e.RetryAfter;
            }

            TimeSpan wait = RetryDelay.Of(attempt, retryAfter, _options.FirstRetry, _options.LongestRetry, _draw());
            await Task.Delay(wait, _time, cancellation).ConfigureAwait(false); // Without a place at the gate: others go on.
        }
    }

    private async Task<RedfishAnswer> TryOnceAsync(Call call, CancellationToken cancellation)
    {
        for (int logins = 0; ; logins++)
        {
            if (!_isClosed && !_session.IsReady)
                await LogInAsync(call.Urgency, cancellation).ConfigureAwait(false);
            RedfishAnswer? answer;
            int generation;
            await _gate.EnterAsync(call.Urgency, cancellation).ConfigureAwait(false);
            try
            {
                (answer, generation) = await ExchangeAsync(call, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _gate.Leave(call.Urgency);
            }

            if (answer is not null)
                return answer;
            if (logins >= 2 || !_session.Forget(generation))
                throw new RedfishException(RedfishFailure.Unauthorized, $"{Endpoint}{call.Path}: {Endpoint.Credentials?.ToString() ?? "nobody"} has no right to it (401)");
        }
    }

    /// <summary>One login for all who wait for it.</summary>
    private async Task LogInAsync(RequestUrgency urgency, CancellationToken cancellation)
    {
        await _login.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_session.IsReady)
                return;
            await _gate.EnterAsync(urgency, cancellation).ConfigureAwait(false);
            try
            {
                (RedfishAnswer? root, _) = await ExchangeAsync(new Call(HttpMethod.Get, RedfishUri.Root, null, null, urgency), cancellation).ConfigureAwait(false);
                string? link = root?.Body.Object("Links").Object("Sessions").Text("@odata.id");
                if (!RedfishUri.TryResolve(Endpoint.Url, link, out string? sessions))
                {
                    _session.UseBasic();
                    return;
                }

                await ExchangeAsync(new Call(HttpMethod.Post, sessions, _session.LoginBody(), null, urgency) { IsLogin = true }, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _gate.Leave(urgency);
            }
        }
        finally
        {
            _login.Release();
        }
    }

    private sealed record Call(HttpMethod Method, string Path, byte[]? Body, string? ETag, RequestUrgency Urgency)
    {
        public bool IsLogin { get; init; }
    }
}
