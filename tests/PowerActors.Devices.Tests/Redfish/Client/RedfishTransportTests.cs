using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Tests.Redfish.Client;

public sealed class RedfishTransportTests
{
    [Fact]
    public async Task GetAsync_SelfSigned_IsRefusedAndTheFingerprintTold()
    {
        using X509Certificate2 certificate = SelfSigned();
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx(), certificate);
        await using RedfishClient client = mock.Client();
        RedfishException e = await Should.ThrowAsync<RedfishException>(() => client.GetAsync(RedfishUri.Root, CancellationToken.None));
        e.Failure.ShouldBe(RedfishFailure.Untrusted);
        e.IsTransient.ShouldBeFalse();
        e.Message.ShouldContain(Fingerprint(certificate));
        mock.Seen.ShouldBeEmpty(); // Nothing was sent, credentials least of all.
    }

    [Fact]
    public async Task GetAsync_PinnedCertificate_IsTrusted()
    {
        using X509Certificate2 certificate = SelfSigned();
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx(), certificate);
        await using RedfishClient client = new(mock.Endpoint with { Fingerprint = Fingerprint(certificate) });
        (await client.GetAsync(RedfishUri.Root, CancellationToken.None)).Body.GetProperty("Name").GetString().ShouldBe("Root Service");
    }

    [Fact]
    public async Task GetAsync_AnotherCertificateThanThePinned_IsRefused()
    {
        using X509Certificate2 certificate = SelfSigned();
        using X509Certificate2 other = SelfSigned();
        await using MockRedfish mock = await MockRedfish.StartAsync(MockTrees.Hgx(), certificate);
        await using RedfishClient client = new(mock.Endpoint with { Fingerprint = Fingerprint(other) }, RedfishClientOptions.Default with { Retries = 0 });
        RedfishException e = await Should.ThrowAsync<RedfishException>(() => client.GetAsync(RedfishUri.Root, CancellationToken.None));
        e.Failure.ShouldBe(RedfishFailure.Untrusted);
        e.Message.ShouldContain("not the pinned one");
    }

    [Theory]
    [InlineData("http://bmc.example", "without TLS")]
    [InlineData("https://user:secret@bmc.example", "holds credentials")]
    [InlineData("ftp://bmc.example", "no URL")]
    public void Problem_UnsafeUrl_IsTold(string url, string told)
    {
        RedfishEndpoint endpoint = new() { Url = new Uri(url) };
        endpoint.Problem()!.ShouldContain(told);
        endpoint.Problem()!.ShouldNotContain("secret");
        Should.Throw<ArgumentException>(() => new RedfishClient(endpoint));
    }

    [Theory]
    [InlineData("sha256 Fingerprint=AB:{0}", true)]
    [InlineData("ab{1}", true)]
    [InlineData("AB", false)]
    [InlineData("XY{1}", false)]
    public void TryParseFingerprint_AsToolsPrintIt_IsRead(string form, bool good)
    {
        string text = string.Format(form, string.Join(':', Enumerable.Repeat("cd", 31)), string.Concat(Enumerable.Repeat("cd", 31)));
        RedfishEndpoint.TryParseFingerprint(text, out string fingerprint).ShouldBe(good);
        if (good)
            fingerprint.ShouldBe("AB" + string.Concat(Enumerable.Repeat("CD", 31)));
    }

    private static string Fingerprint(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=bmc", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
