using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Tests.Sessions.Support;

namespace PowerActors.Api.Tests.Hosting;

/// <summary>What nobody means to send. Whatever it is: never 500, never silence.</summary>
public sealed class FuzzTests
{
    private const int Requests = 10_000;

    private static readonly string[] Paths =
    [
        "/api/v1/overrides", "/api/v1/overrides/x?reason=x", "/api/v1/mode", "/api/v1/topology/check", "/api/v1/status", "/api/v1/tree", "/api/v1/domains/site/row", "/api/v1/servers/site/row/rack-1/server-1",
        "/api/v1/history?domain=site/row&from=1 h&to=0 s", "/api/v1/journal?from=1 h&kind=rung&limit=10&cursor=1&order=oldest", "/openapi/v1.json", "/metrics", "/agents/v1",
    ];

    private static readonly string[] Bodies =
    [
        """{"path":"site/row","type":"limit","value":"4 kW","reason":"x","for":"2 h"}""",
        """{"path":"site/row/rack-1/server-1","type":"cap","value":"1200 MHz, 80 %","reason":"x","until":"2030-01-01T00:00:00Z"}""",
        """{"path":"site/row","type":"schedule","value":"17:00-21:00 mon-fri 3 kW; 21:00-23:00 4 kW","reason":"x"}""",
        """{"path":"site/row","mode":"shadow","reason":"x","until":null}""",
    ];

    private static readonly string[] Verbs = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

    [Fact]
    public async Task Send_TenThousandRandomRequests_AreAllAnsweredAndNoneWith500()
    {
        await using TestApi api = await TestApi.StartAsync();
        Dictionary<HttpStatusCode, int> codes = [];
        Lock gate = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, stop) =>
        {
            Random random = new(number);
            (string verb, string path, byte[] body) = Next(random);
            using HttpRequestMessage request = new(new HttpMethod(verb), path);
            if (verb is "POST" or "PUT" or "DELETE" or "PATCH")
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = random.Next(10) > 0 ? new MediaTypeHeaderValue("application/json") : null;
            }

            using HttpResponseMessage response = await api.Client.SendAsync(request, stop);
            ((int)response.StatusCode).ShouldBeLessThan(500, $"{verb} {path} {Encoding.UTF8.GetString(body)}");
            lock (gate)
                codes[response.StatusCode] = codes.GetValueOrDefault(response.StatusCode) + 1;
        });
        codes.Values.Sum().ShouldBe(Requests);
        codes.Keys.ShouldContain(HttpStatusCode.Created, "some must come through, or nothing was tried");
        codes.Keys.ShouldContain(HttpStatusCode.BadRequest);
        api.Node.Counters.ActorFailures.ShouldBe(0);
        api.Log.Warnings.ShouldNotContain(static line => line.Contains("unhandled", StringComparison.OrdinalIgnoreCase));
        await Wait.Until(() => api.Node.IsReady, "the node is as well as before");
    }

    /// <summary>All of them reach a handler that reads a body, whatever is in it.</summary>
    [Fact]
    public async Task Send_TenThousandSpoiltBodies_AreAllAnsweredAndNoneWith500()
    {
        (HttpMethod Verb, string Path)[] readers =
        [
            (HttpMethod.Post, "/api/v1/overrides"), (HttpMethod.Put, "/api/v1/mode"), (HttpMethod.Post, "/api/v1/topology/check"),
        ];
        await using TestApi api = await TestApi.StartAsync();
        Dictionary<HttpStatusCode, int> codes = [];
        Lock gate = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, stop) =>
        {
            Random random = new(number);
            (HttpMethod verb, string path) = readers[number % readers.Length];
            byte[] body = Spoil(random, Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]));
            using HttpRequestMessage request = new(verb, path) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await api.Client.SendAsync(request, stop);
            ((int)response.StatusCode).ShouldBeLessThan(500, $"{verb} {path} {Encoding.UTF8.GetString(body)}");
            lock (gate)
                codes[response.StatusCode] = codes.GetValueOrDefault(response.StatusCode) + 1;
        });
        codes.Values.Sum().ShouldBe(Requests);
        codes.Keys.ShouldContain(HttpStatusCode.Created, "some must come through, or nothing was tried");
        codes[HttpStatusCode.BadRequest].ShouldBeGreaterThan(Requests / 4);
        api.Node.Counters.ActorFailures.ShouldBe(0);
        await Wait.Until(() => api.Node.IsReady, "the node is as well as before");
    }

    private static (string Verb, string Path, byte[] Body) Next(Random random)
    {
        string verb = Verbs[random.Next(Verbs.Length)];
        string path = Paths[random.Next(Paths.Length)];
        if (random.Next(3) == 0)
            path = "/" + Uri.EscapeDataString(Encoding.Latin1.GetString(Spoil(random, Encoding.Latin1.GetBytes(path[1..])))).Replace("%2F", "/", StringComparison.Ordinal).TrimStart('/');
        else if (path.Contains('?', StringComparison.Ordinal))
            path = path.Split('?')[0] + "?" + string.Join('&', path.Split('?')[1].Split('&').Select(pair => pair.Split('=')[0] + "=" + Value(random, pair.Split('=')[1])));
        byte[] body = Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]);
        return (verb, path, random.Next(3) == 0 ? body : Spoil(random, body));
    }

    private static string Value(Random random, string value) =>
        Uri.EscapeDataString(random.Next(2) == 0 ? value : Encoding.Latin1.GetString(Spoil(random, Encoding.Latin1.GetBytes(value))));

    private static byte[] Spoil(Random random, byte[] bytes)
    {
        List<byte> spoilt = [.. bytes];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(spoilt.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    spoilt.Insert(at, (byte)random.Next(256));
                    break;
                case 1:
                    spoilt.InsertRange(at, "9999999999999999"u8);
                    break;
                case 2 when at < spoilt.Count:
                    spoilt[at] = (byte)random.Next(256);
                    break;
                default:
                    spoilt.RemoveRange(Math.Min(at, spoilt.Count), Math.Min(random.Next(8), spoilt.Count - Math.Min(at, spoilt.Count)));
                    break;
            }
        }

        return [.. spoilt];
    }
}
