using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PowerActors.Api.Tests.Support;

namespace PowerActors.Api.Tests.Security;

/// <summary>kube-scheduler can show a client certificate and no token: who is let in by one, and to what.</summary>
public sealed class SchedulerCertificateTests
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    [Theory]
    [InlineData("system:kube-scheduler", ClientUse, false, "/scheduler/filter", HttpStatusCode.OK)]
    [InlineData("system:kube-scheduler", ClientUse, false, "/api/v1/topology/check", HttpStatusCode.Forbidden)]
    [InlineData("kubernetes-admin", ClientUse, false, "/scheduler/filter", HttpStatusCode.Unauthorized)] // of the cluster's authority, and somebody else
    [InlineData("system:kube-scheduler", ServerUse, false, "/scheduler/filter", HttpStatusCode.Unauthorized)] // a server's certificate
    [InlineData("system:kube-scheduler", ClientUse, true, "/scheduler/filter", HttpStatusCode.Unauthorized)] // another authority's
    [InlineData(null, ClientUse, false, "/scheduler/filter", HttpStatusCode.Unauthorized)]
    public async Task Post_WithACertificate_IsLetInAsASchedulerOrNotAtAll(string? name, string use, bool isForeign, string path, HttpStatusCode expected)
    {
        TestCertificates? made = null;
        await using TestApi api = await TestApi.StartAsync((settings, folder) =>
        {
            made = new TestCertificates(folder);
            return settings with { Listen = new Uri("https://127.0.0.1:0"), Certificate = made.Certificate, Key = made.Key, SchedulerAuthority = made.Authority, Tokens = TestApi.WriteTokens(folder) };
        });
        using TestCertificates certificates = made!;
        DirectoryInfo elsewhere = Directory.CreateTempSubdirectory("poweractors-");
        using TestCertificates foreign = new(elsewhere.FullName);
        using X509Certificate2? shown = name is null ? null : (isForeign ? foreign : certificates).Issue(name, use);
        using SocketsHttpHandler handler = new() { SslOptions = { RemoteCertificateValidationCallback = (_, node, _, _) => DoorTests.IsOf(node, certificates) } };
        if (shown is not null)
            handler.SslOptions.ClientCertificates = [shown];
        using HttpClient client = new(handler) { BaseAddress = api.Host.Address };
        for (int i = 0; i < 2; i++) // the second time it is remembered
        {
            using StringContent body = new("""{"Pod":{"metadata":{"name":"p"}},"NodeNames":["n"]}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), body);
            response.StatusCode.ShouldBe(expected);
        }

        elsewhere.Delete(recursive: true);
    }
}
