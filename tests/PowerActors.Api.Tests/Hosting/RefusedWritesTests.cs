using System.Net;
using System.Text;
using PowerActors.Api.Hosting;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Tests.Sessions.Support;

namespace PowerActors.Api.Tests.Hosting;

public sealed class RefusedWritesTests
{
    private static readonly JournalEvent.OperatorAction Refused = new("none", "POST /api/v1/overrides", "10.0.0.1", "refused: not known");

    [Theory]
    [InlineData("POST", "/api/v1/overrides", "text/plain", "refused: 415 Unsupported Media Type")]
    [InlineData("PUT", "/api/v1/mode", "text/plain", "refused: 415 Unsupported Media Type")]
    [InlineData("POST", "/api/v1/overrides", "application/json", "refused: 413 Payload Too Large")]
    [InlineData("PUT", "/api/v1/cluster", "application/json", "refused: ")]
    public async Task Write_ThatIsRefusedBeforeItIsUnderstood_IsInTheAuditTrail(string verb, string path, string type, string outcome)
    {
        await using TestApi api = await TestApi.StartAsync(static (settings, _) => settings with { LargestBody = 1000 });
        using HttpRequestMessage request = new(new HttpMethod(verb), path);
        request.Content = new StringContent(new string('x', type == "text/plain" ? 10 : 2000), Encoding.UTF8, type);
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBeInRange(400, 499);
        await api.Journaled(
            record => record is { Author: "local" or "unknown", What: JournalEvent.OperatorAction said } && said.Action == $"{verb} {path}" && said.Outcome.StartsWith(outcome, StringComparison.Ordinal), $"{verb} {path}: {outcome}");
    }

    [Fact]
    public async Task Write_BeyondTheRate_IsInTheAuditTrailButNotForEver()
    {
        await using TestApi api = await TestApi.StartAsync(static (settings, _) => settings with { RequestsPerSecond = 1 });
        int refused = 0;
        for (int i = 0; i < 3 * RefusedWrites.MostPerMinute; i++)
            refused += (await api.SendAsync(HttpMethod.Put, "/api/v1/mode", """{"path":"site/row","mode":"shadow","reason":"x"}""")).Code == HttpStatusCode.TooManyRequests ? 1 : 0;
        refused.ShouldBeGreaterThan(RefusedWrites.MostPerMinute);
        await api.Journaled(static record => record is { Author: "local", What: JournalEvent.OperatorAction { Action: "PUT /api/v1/mode", Outcome: "refused: 429 Too Many Requests" } }, "the first of them");
        await api.Host.DisposeAsync();
        await api.Journaled(record => record.What is JournalEvent.OperatorAction { Action: "writes" } said && said.Outcome.StartsWith($"refused: {refused - RefusedWrites.MostPerMinute} more in the minute from ", StringComparison.Ordinal), "how many more");
        api.Node.Journal.Journal.Read(new JournalFilter { Limit = 1000 }).Entries.Count(static entry => entry.Record.What is JournalEvent.OperatorAction { Outcome: "refused: 429 Too Many Requests" }).ShouldBe(RefusedWrites.MostPerMinute);
    }

    [Fact]
    public async Task TopologyCheck_OfAFaultyTopology_IsNoWrite()
    {
        await using TestApi api = await TestApi.StartAsync();
        await api.SendAsync(HttpMethod.Post, "/api/v1/topology/check", "bad");
        await api.SendAsync(HttpMethod.Delete, "/api/v1/overrides/none?reason=x");
        await api.Journaled(static record => record.What is JournalEvent.OperatorAction { Action: "DELETE /api/v1/overrides/none" }, "the write after it");
        api.Node.Journal.Journal.Read(new JournalFilter { Limit = 1000 }).Entries.ShouldNotContain(static entry => entry.Record.What is JournalEvent.OperatorAction && ((JournalEvent.OperatorAction)entry.Record.What).Action.Contains("topology", StringComparison.Ordinal));
    }

    [Fact]
    public void Note_AFlood_IsKeptUpToABoundAndThenCounted()
    {
        ManualTime time = new();
        List<(string Author, JournalEvent.OperatorAction What)> kept = [];
        using RefusedWrites writes = new((author, what) => kept.Add((author, what)), time);
        for (int i = 0; i < 1000; i++)
            writes.Note("10.0.0.1", "unknown", Refused);
        writes.Note("10.0.0.2", "unknown", Refused with { Source = "10.0.0.2" });
        kept.Count.ShouldBe(RefusedWrites.MostPerMinute + 1, "another caller has a minute of its own");
        time.Advance(TimeSpan.FromMinutes(2));
        kept.Count.ShouldBe(RefusedWrites.MostPerMinute + 2);
        kept[^1].What.ShouldBe(new JournalEvent.OperatorAction("none", "writes", "10.0.0.1", $"refused: {1000 - RefusedWrites.MostPerMinute} more in the minute from 01:00:00Z on"));
        writes.Note("10.0.0.1", "unknown", Refused);
        kept[^1].What.ShouldBe(Refused, "a minute later each is kept again");
    }

    [Fact]
    public void Note_FromAMillionAddresses_IsBoundedToo()
    {
        ManualTime time = new();
        int kept = 0;
        using RefusedWrites writes = new((_, _) => kept++, time);
        for (int i = 0; i < 100_000; i++)
            writes.Note($"peer-{i}", "unknown", Refused);
        kept.ShouldBeLessThan(2000);
    }
}
