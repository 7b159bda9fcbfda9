using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Tests.Sessions.Support;

namespace PowerActors.Api.Tests.Endpoints;

public sealed class EventEndpointTests
{
    [Fact]
    public async Task Events_WhenSomethingIsSaidAndAnAgentComes_TellBoth()
    {
        await using TestApi api = await TestApi.StartAsync();
        Task<HttpResponseMessage> listening = api.Client.GetAsync(new Uri("/api/v1/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await Wait.Until(() => api.Node.Events.Listeners == 1, "somebody listens");
        await api.SendAsync(HttpMethod.Post, "/api/v1/overrides", """{"path":"site/row","type":"limit","value":"4 kW","reason":"heard"}""");
        await using TestAgent agent = new(api.Host.AgentsAddress, TestSite.Server(1, 1));

        using HttpResponseMessage response = await listening;
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using StreamReader events = new(await response.Content.ReadAsStreamAsync());
        HashSet<string> kinds = [];
        string? data = null;
        while (!kinds.IsSupersetOf(["override", "budget", "agent"]) && await events.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kinds.Add(line[7..]);
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains("heard", StringComparison.Ordinal))
                data = line;
        }

        data.ShouldNotBeNull().ShouldContain("\"path\":\"site/row\"");
        await api.Journaled(static record => record is { Domain: "site/row/rack-1/server-1", What: Cluster.Journal.JournalEvent.AgentConnected { Agent: "local" } }, "the agent's coming is in the journal");
        await agent.DisposeAsync();
        await api.Journaled(static record => record is { Domain: "site/row/rack-1/server-1", What: Cluster.Journal.JournalEvent.AgentLost { Agent: "local" } }, "the agent's going is in the journal");
        response.Dispose();
        await Wait.Until(() => api.Node.Events.Listeners == 0, "the listener that went is forgotten");
    }
}
