using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PowerActors.Api.Endpoints;
using PowerActors.Cluster.Journal;

namespace PowerActors.Api.Hosting;

/// <summary>
/// Keeps writes in the audit trail that were refused before anything could judge them: by authentication, the role, the rate, the size or the kind of the body. So many a minute of one caller stand there one by one; then
/// one line says how many more there were, so that a flood cannot fill the journal. Thread-safe.
/// </summary>
internal sealed class RefusedWrites : IDisposable
{
    /// <summary>So many of one caller are kept one by one in a minute.</summary>
    public const int MostPerMinute = 30;

    /// <summary>More callers than this share one entry: a flood from many addresses must cost neither memory nor the journal.</summary>
    private const int MostCallers = 1024;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly object ReasonKey = new();

    private readonly Action<string, JournalEvent.OperatorAction> _keep;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    /// <summary>Begins to look at the callers' minutes.</summary>
    /// <param name="keep">Keeps an action with its author.</param>
    /// <param name="time">The clock.</param>
    public RefusedWrites(Action<string, JournalEvent.OperatorAction> keep, TimeProvider time)
    {
        _keep = keep;
        _time = time;
        _sweep = time.CreateTimer(static writes => ((RefusedWrites)writes!).EndMinutes(all: false), this, Minute / 4, Minute / 4);
    }

    /// <summary>Says why a request is refused, for its line.</summary>
    public static void Because(HttpContext context, string reason) => context.Items[ReasonKey] = reason;

    /// <summary>A middleware around all others: what they answer is what is kept.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        if (OutcomeOf(context) is not { } outcome)
            return;
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        string? name = context.User.FindFirstValue(ClaimTypes.Name);
        Note(name ?? address, name ?? "unknown", new JournalEvent.OperatorAction(context.User.FindFirstValue(ClaimTypes.Role) ?? "none", $"{context.Request.Method} {context.Request.Path}", address, outcome));
    }

    /// <summary>Keeps one, or counts it.</summary>
    /// <param name="caller">Whose minute it falls in: who is known by name, else the address.</param>
    /// <param name="author">The name, or "unknown".</param>
    /// <param name="refused">What was asked, and why it was refused.</param>
    public void Note(string caller, string author, JournalEvent.OperatorAction refused)
    {
        lock (_gate)
        {
            if (!_callers.ContainsKey(caller) && _callers.Count >= MostCallers)
                (caller, author) = ("", "unknown");
            if (_callers.TryGetValue(caller, out Caller? known) && _time.GetElapsedTime(known.Since) >= Minute)
            {
                Tell(known);
                known = null;
            }

            known ??= new Caller(author, refused.Role, caller.Length == 0 ? "several" : refused.Source, _time.GetTimestamp(), _time.GetUtcNow());
            _callers[caller] = known;
            if (++known.Count <= MostPerMinute)
                _keep(author, refused);
        }
    }

    /// <summary>Says what is still to be said.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        EndMinutes(all: true);
    }

    private void EndMinutes(bool all)
    {
        lock (_gate)
        {
            foreach ((string caller, Caller known) in _callers.Where(each => all || _time.GetElapsedTime(each.Value.Since) >= Minute).ToArray())
            {
                _callers.Remove(caller);
                Tell(known);
            }
        }
    }

    private void Tell(Caller caller)
    {
        if (caller.Count > MostPerMinute)
            _keep(caller.Author, new JournalEvent.OperatorAction(caller.Role, "writes", caller.Address, string.Create(CultureInfo.InvariantCulture, $"refused: {caller.Count - MostPerMinute} more in the minute from {caller.From:HH:mm:ss}Z on")));
    }

    private static string? OutcomeOf(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool isWrite = HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method) || HttpMethods.IsPatch(request.Method);
        if (!isWrite || WriteEndpoints.IsAudited(context))
            return null;
        if (context.Items.TryGetValue(ReasonKey, out object? reason))
            return (string)reason!;
        bool says = request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal) && !request.Path.StartsWithSegments(TopologyCheckEndpoint.Path, StringComparison.Ordinal);
        int status = context.Response.StatusCode;
        string said = $"{status} {ReasonPhrases.GetReasonPhrase(status)}";
        return !says ? null : status switch
        {
            StatusCodes.Status400BadRequest or StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status413PayloadTooLarge
                or StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status429TooManyRequests => "refused: " + said,
            >= StatusCodes.Status500InternalServerError => "failed: " + said,
            _ => null,
        };
    }

    private sealed class Caller(string author, string role, string address, long since, DateTimeOffset from)
    {
        public string Author { get; } = author;

        public string Role { get; } = role;

        public string Address { get; } = address;

        public long Since { get; } = since;

        public DateTimeOffset From { get; } = from;

        public long Count { get; set; }
    }
}
