using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using PowerActors.Agent;
using PowerActors.Api.Hosting;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Input;

namespace PowerActors.Api.Tests.Security;

/// <summary>Who gets in, and through which door.</summary>
public sealed class DoorTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0", "api.tls.certificate", "api.tokens")]
    [InlineData("http://192.0.2.1:8480", "api.tls.certificate", "api.tokens")]
    [InlineData("https://0.0.0.0:0", "api.tls.certificate", "api.tokens")]
    [InlineData("https://127.0.0.1:0", "api.tls.certificate")]
    [InlineData("https://control-1:8480", "names a host")]
    public async Task Start_WhereOthersCouldReachIt_RefusesAndSaysWhatIsMissing(string listen, params string[] missing)
    {
        InputException refused = await Should.ThrowAsync<InputException>(() => TestApi.StartAsync((settings, _) => settings with { Listen = new Uri(listen) }));
        foreach (string what in missing)
            refused.Faults.ShouldContain(fault => fault.Message.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_SaysSo()
    {
        await using TestApi first = await TestApi.StartAsync();
        InputException refused = await Should.ThrowAsync<InputException>(() => TestApi.StartAsync((settings, _) => settings with { Listen = first.Host.Address }));
        refused.Faults.Single().Message.ShouldContain("cannot listen");
    }

    [Theory]
    [InlineData("missing.pem", null)]
    [InlineData("tokens", null)]
    public async Task Start_WithACertificateThatCannotBeUsed_SaysSo(string file, string? key)
    {
        InputException refused = await Should.ThrowAsync<InputException>(() => TestApi.StartAsync((settings, folder) =>
        {
            TestApi.WriteTokens(folder);
            return settings with { Listen = new Uri("https://127.0.0.1:0"), Certificate = Path.Combine(folder, file), Key = key };
        }));
        refused.Faults.Single().File.ShouldBe("api.tls.certificate");
    }

    [Theory]
    [InlineData("evil.example", null, HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1", "http://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    public async Task Get_WithoutTokensFromAForeignPage_IsRefused(string host, string? origin, HttpStatusCode code)
    {
        await using TestApi api = await TestApi.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/status");
        request.Headers.Host = $"{host}:{api.Host.Address.Port}";
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using HttpResponseMessage response = await api.Client.SendAsync(request);
        response.StatusCode.ShouldBe(code);
    }

    [Fact]
    public async Task Tls_WithTokensOnAllAddresses_ServesThoseItKnows()
    {
        TestCertificates? made = null;
        await using TestApi api = await TestApi.StartAsync((settings, folder) =>
        {
            made = new TestCertificates(folder);
            return settings with { Listen = new Uri("https://0.0.0.0:0"), Certificate = made.Certificate, Key = made.Key, Tokens = TestApi.WriteTokens(folder) };
        });
        using TestCertificates certificates = made!;
        using SocketsHttpHandler handler = new() { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => IsOf(shown, certificates) } };
        using HttpClient client = new(handler) { BaseAddress = new Uri($"https://127.0.0.1:{api.Host.Address.Port}") };
        using HttpResponseMessage nobody = await client.GetAsync(new Uri("/api/v1/status", UriKind.Relative));
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestApi.TokenOf("viewer"));
        using HttpResponseMessage known = await client.GetAsync(new Uri("/api/v1/status", UriKind.Relative));
        known.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AgentToken_ForItsServerAndAnother_SpeaksForItsOwnOnly()
    {
        await using TestApi api = await TestApi.StartAsync(static (settings, folder) => settings with { Tokens = TestApi.WriteTokens(folder) });
        await using TestAgent own = new(api.Host.AgentsAddress, TestSite.Server(1, 1), options: static agent => agent with { Token = static () => TestApi.TokenOf("agent") });
        await using TestAgent other = new(api.Host.AgentsAddress, TestSite.Server(1, 2), options: static agent => agent with { Token = static () => TestApi.TokenOf("agent") });
        await using TestAgent person = new(api.Host.AgentsAddress, TestSite.Server(2, 1), options: static agent => agent with { Token = static () => TestApi.TokenOf("operator") });
        await Wait.Until(() => own.IsConnected, "the agent speaks for its own server");
        await Wait.Until(() => api.Log.Warnings.Any(static line => line.Contains("gpu-1 may not speak for 'site/row/rack-1/server-2'", StringComparison.Ordinal)), "it is refused for another");
        await Wait.Until(() => api.Log.Warnings.Any(static line => line.Contains("no valid credentials", StringComparison.Ordinal)), "a person's token is no agent's");
        (other.IsConnected, person.IsConnected, api.Node.Agents.Sessions).ShouldBe((false, false, 1));
    }

    [Fact]
    public async Task AgentCertificate_OfTheAuthority_SpeaksForTheServerInItsName()
    {
        TestCertificates? made = null;
        await using TestApi api = await TestApi.StartAsync((settings, folder) =>
        {
            made = new TestCertificates(folder);
            return settings with { Listen = new Uri("https://127.0.0.1:0"), Certificate = made.Certificate, Key = made.Key, AgentAuthority = made.Authority };
        });
        using TestCertificates certificates = made!;
        using X509Certificate2 good = certificates.Issue(TestSite.Server(1, 1));
        using X509Certificate2 servers = certificates.Issue(TestSite.Server(1, 2), use: "1.3.6.1.5.5.7.3.1");
        using TestCertificates others = new(Directory.CreateTempSubdirectory("poweractors-").FullName);
        using X509Certificate2 foreign = others.Issue(TestSite.Server(2, 1));
        await using TestAgent own = Agent(api.Host, TestSite.Server(1, 1), certificates, good);
        await Wait.Until(() => own.IsConnected, "the agent has come in by its certificate");
        await using TestAgent wrongName = Agent(api.Host, TestSite.Server(2, 2), certificates, good);
        await Wait.Until(() => api.Log.Warnings.Any(static line => line.Contains("may not speak for 'site/row/rack-2/server-2'", StringComparison.Ordinal)), "it is refused for another server");
        (await CodeOf(api.Host, certificates, servers)).ShouldBe(401, "a certificate for servers is no agent's");
        (await CodeOf(api.Host, certificates, foreign)).ShouldBe(401, "another authority's is nobody's");
        (await CodeOf(api.Host, certificates, null)).ShouldBe(401);
    }

    private static TestAgent Agent(ApiHost host, string path, TestCertificates certificates, X509Certificate2 shown) => new(host.AgentsAddress, path, options: agent => agent with
    {
        Configure = socket =>
        {
            socket.ClientCertificates = [shown];
            socket.RemoteCertificateValidationCallback = (_, node, _, _) => IsOf(node, certificates);
        },
    });

    private static async Task<int> CodeOf(ApiHost host, TestCertificates certificates, X509Certificate2? shown)
    {
        using ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.RemoteCertificateValidationCallback = (_, node, _, _) => IsOf(node, certificates);
        if (shown is not null)
            socket.Options.ClientCertificates = [shown];
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(host.AgentsAddress, CancellationToken.None));
        return (int)socket.HttpStatusCode;
    }

    internal static bool IsOf(X509Certificate? shown, TestCertificates certificates)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(certificates.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return shown is X509Certificate2 certificate && chain.Build(certificate);
    }
}
