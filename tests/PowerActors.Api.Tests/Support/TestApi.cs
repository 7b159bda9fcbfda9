using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PowerActors.Api.Hosting;
using PowerActors.Api.Security;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Placement;
using PowerActors.Core.Topology;

namespace PowerActors.Api.Tests.Support;

/// <summary>A control node of a small site, its journal in a file, and its web server on a port of its own.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly JournalService _journal;

    private TestApi(DirectoryInfo folder, JournalService journal, ControlNode node, SchedulerService scheduler, ApiHost host, HeardLog log)
    {
        _folder = folder;
        _journal = journal;
        Node = node;
        Scheduler = scheduler;
        Host = host;
        Log = log;
        Client = new HttpClient { BaseAddress = host.Address };
    }

    public ControlNode Node { get; }

    public SchedulerService Scheduler { get; }

    public ApiHost Host { get; }

    public HeardLog Log { get; }

    public HttpClient Client { get; }

    public static async Task<TestApi> StartAsync(
        Func<ApiSettings, string, ApiSettings>? settings = null, TopologyPlan? plan = null, Func<IJournal, IJournal>? journals = null,
        Func<SchedulerSettings, SchedulerSettings>? scheduling = null, IPodBinder? binder = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("poweractors-");
        HeardLog log = new();
        PersistenceSettings persistence = new() { SqliteFile = Path.Combine(folder.FullName, "journal.db") };
        IJournal opened = persistence.Open(TimeProvider.System);
        JournalService journal = JournalService.Start(journals?.Invoke(opened) ?? opened, persistence.Writer, TimeProvider.System, log);
        ControlNode node = new(new ControlNodeOptions { Plan = plan ?? TestSite.Plan(), Mode = ControlMode.Enforce }, journal, log);
        ApiSettings standard = new() { Listen = new Uri("http://127.0.0.1:0"), RequestsPerSecond = 100_000 };
        SchedulerService scheduler = new(scheduling?.Invoke(new SchedulerSettings()) ?? new SchedulerSettings(), PowerTable.BuiltIn, node, log, binder);
        try
        {
            ApiHost host = await ApiHost.StartAsync(node, settings?.Invoke(standard, folder.FullName) ?? standard, log, Check, scheduler);
            node.Start();
            return new TestApi(folder, journal, node, scheduler, host, log);
        }
        catch
        {
            await node.DisposeAsync();
            journal.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>A file of tokens, one for each role; a token is the role's name after the prefix.</summary>
    public static string WriteTokens(string folder)
    {
        string file = Path.Combine(folder, "tokens");
        File.WriteAllLines(file,
        [
            TokenFile.LineOf(TokenOf("viewer"), new TokenHolder("vera", Role.Viewer, new HashSet<string>())),
            TokenFile.LineOf(TokenOf("operator"), new TokenHolder("olga", Role.Operator, new HashSet<string>())),
            TokenFile.LineOf(TokenOf("scheduler"), new TokenHolder("kube", Role.Scheduler, new HashSet<string>())),
            TokenFile.LineOf(TokenOf("agent"), new TokenHolder("gpu-1", Role.Agent, new HashSet<string> { TestSite.Server(1, 1) })),
        ]);
        return file;
    }

    public static string TokenOf(string role) => AccessToken.Prefix + role;

    public async Task<(HttpStatusCode Code, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null, string? token = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.ExpectContinue = body?.Length > 1 << 20; // A server that refuses a large body hangs up on whoever goes on sending it.
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        bool isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (response.StatusCode, isJson ? JsonDocument.Parse(text).RootElement : JsonSerializer.SerializeToElement(text));
    }

    public Task<(HttpStatusCode Code, JsonElement Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Waits for a record of the audit trail.</summary>
    public Task Journaled(Func<JournalRecord, bool> record, string what) =>
        Wait.Until(() => Node.Journal.Journal.Read(new JournalFilter { Limit = 1000 }).Entries.Any(entry => record(entry.Record)), what);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Node.DisposeAsync();
        _journal.Dispose();
        _folder.Delete(recursive: true);
    }

    private static (bool, string) Check(string text) => text.Contains("good", StringComparison.Ordinal) ? (true, """{"valid":true}""") : (false, """{"valid":false}""");
}
