using System.Net;
using System.Net.Sockets;
using System.Text;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Tests.Sessions.Support;

namespace PowerActors.Api.Tests.Metrics;

[Collection(MetricsCollection.Name)]
public sealed class OtlpTests
{
    [Fact]
    public async Task Otlp_WithAnEndpointThatHasAPath_SendsMetricsThereOverHttp()
    {
        using HttpListener collector = new();
        Uri address = new($"http://127.0.0.1:{FreePort()}/");
        collector.Prefixes.Add(address.AbsoluteUri);
        collector.Start();
        Task<(string Path, string? Type, string Body)> received = ReceiveAsync(collector);
        TestApi api = await TestApi.StartAsync((settings, _) => settings with { Otlp = new Uri(address, "v1/metrics") });
        await using (api)
        {
            await Wait.Until(() => api.Node.IsReady, "the node has something to tell");
        }

        // Stopping sends what there is: nobody waits for the minute.
        (string path, string? type, string body) = await received.WaitAsync(TimeSpan.FromMinutes(1));
        (path, type).ShouldBe(("/v1/metrics", "application/x-protobuf"));
        body.ShouldContain("poweractors.law.checks");
        body.ShouldContain("poweractors.journal.available");
    }

    private static async Task<(string Path, string? Type, string Body)> ReceiveAsync(HttpListener collector)
    {
        HttpListenerContext context = await collector.GetContextAsync();
        using MemoryStream body = new();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.StatusCode = 200;
        context.Response.Close();
        return (context.Request.Url!.AbsolutePath, context.Request.ContentType, Encoding.Latin1.GetString(body.ToArray()));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
