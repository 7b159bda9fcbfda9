using System.Net;
using System.Text;
using PowerActors.Api.Tests.Support;

namespace PowerActors.Api.Tests.Hosting;

public sealed class LimitTests
{
    [Fact]
    public async Task Get_MoreThanIsFine_IsRefusedWith429()
    {
        await using TestApi api = await TestApi.StartAsync(static (settings, _) => settings with { RequestsPerSecond = 1 });
        List<HttpStatusCode> codes = [];
        for (int i = 0; i < 100; i++)
            codes.Add((await api.GetAsync("/api/v1/status")).Code);
        codes[0].ShouldBe(HttpStatusCode.OK);
        codes.ShouldContain(HttpStatusCode.TooManyRequests);
        codes.Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("POST", "/api/v1/overrides")]
    [InlineData("PUT", "/api/v1/mode")]
    [InlineData("POST", "/api/v1/topology/check")]
    public async Task Send_ABodyThatIsTooLarge_IsRefusedWith413(string verb, string path)
    {
        await using TestApi api = await TestApi.StartAsync(static (settings, _) => settings with { LargestBody = 1000 });
        foreach (bool knowsLength in (bool[])[true, false])
        {
            using HttpRequestMessage request = new(new HttpMethod(verb), path);
            request.Content = new StringContent("{\"path\":\"" + new string('x', 2000) + "\"}", Encoding.UTF8, "application/json");
            if (!knowsLength)
                request.Headers.TransferEncodingChunked = true;
            using HttpResponseMessage response = await api.Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        (await api.GetAsync("/healthz")).Code.ShouldBe(HttpStatusCode.OK);
    }
}
