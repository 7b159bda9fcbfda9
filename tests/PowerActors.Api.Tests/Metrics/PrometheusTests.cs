using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PowerActors.Api.Metrics;
using PowerActors.Api.Models;
using PowerActors.Api.Tests.Support;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Api.Tests.Metrics;

[Collection(MetricsCollection.Name)]
public sealed class PrometheusTests
{
    [Fact]
    public async Task Metrics_OfALiveSite_HaveWhatAnOperatorLooksAt()
    {
        await using TestApi api = await TestApi.StartAsync();
        await using TestAgent agent = new(api.Host.AgentsAddress, TestSite.Server(1, 1));
        await Wait.Until(() => api.Node.IsReady && api.Node.Agents.Telemetry(0) is not null, "the agent has reported");
        api.Node.Laws.Violate(Law.P3, "site/row", TimeSpan.Zero, "for the test");
        string text = await TextOf(api);
        text.ShouldContain("poweractors_domain_limit_watts{domain=\"site/row\",kind=\"row\"} 5200\n");
        text.ShouldContain("poweractors_gpu_power_watts{server=\"site/row/rack-1/server-1\",gpu=\"0\"} ");
        text.ShouldContain("poweractors_server_connected{server=\"site/row/rack-1/server-1\"} 1\n");
        text.ShouldContain("poweractors_law_violations_total{law=\"P3\"} 1\n");
        text.ShouldContain("poweractors_law_violations_total{law=\"P1\"} 0\n");
        text.ShouldContain("poweractors_journal_available 1\n");
    }

    [Fact]
    public async Task Metrics_OfASiteThatIsHeld_TellWhatHoldsAndWhatWasAsked()
    {
        await using TestApi api = await TestApi.StartAsync();
        await using TestAgent agent = new(api.Host.AgentsAddress, TestSite.Server(1, 1));
        agent.Noted.PowerLimits = (new Watts(350), new Watts(300));
        int rack = api.Node.Index.Nodes.First(static at => at.Path == "site/row/rack-1").Index;
        await Wait.Until(() => api.Node.Board[1] is { InForce.Brake: true } && api.Node.Board[rack] is { InForce.Brake: true } && api.Node.Agents.LeaseAge(0) is not null, "row and rack are held, and the agent has acknowledged that");
        await Wait.Until(() => api.Node.Agents.Telemetry(0)?.Caps?[0] is { Requested.Value: < 2000, Enforced.Value: < 2000, RequestedPower: not null }, "its caps are told");
        string text = await TextOf(api);
        const string Row = "{domain=\"site/row\",kind=\"row\"";
        const string Gpu = "{server=\"site/row/rack-1/server-1\",gpu=\"0\"}";
        const string Server = "{server=\"site/row/rack-1/server-1\"}";
        string[] series =
        [
            "poweractors_domain_utilization_ratio" + Row + "}", "poweractors_domain_rung" + Row + "}", "poweractors_domain_brake" + Row + "}",
            "poweractors_domain_ceiling_megahertz" + Row + ",priority=\"low\"}", "poweractors_domain_ceiling_megahertz" + Row + ",priority=\"high\"}",
            "poweractors_domain_demanded_ceiling_megahertz" + Row + ",priority=\"low\"}", "poweractors_domain_ceiling_megahertz{domain=\"site/row/rack-1\",kind=\"rack\",priority=\"low\"}",
            "poweractors_gpu_requested_clock_megahertz" + Gpu, "poweractors_gpu_enforced_clock_megahertz" + Gpu,
            "poweractors_server_lease_age_seconds" + Server, "poweractors_server_report_age_seconds" + Server,
            "poweractors_dead_letters_total", "poweractors_agents_directive_latency_seconds_count", "poweractors_agents_directive_latency_seconds_bucket{le=\"1\"}",
            "poweractors_agents_law_violations_total{law=\"P2\"}", "poweractors_alerts_total{kind=\"LawBroken\"}",
        ];
        series.Where(name => !text.Contains("\n" + name + " ", StringComparison.Ordinal)).ShouldBeEmpty(text);
        text.ShouldContain("poweractors_gpu_requested_power_watts" + Gpu + " 350\n");
        text.ShouldContain("poweractors_gpu_enforced_power_watts" + Gpu + " 300\n");
        text.ShouldNotContain("poweractors_domain_demanded_ceiling_megahertz{domain=\"site/row/rack-1\"", Case.Sensitive, "the rack has no rung of its own");
        text.ShouldNotContain("ceiling_share", Case.Sensitive, "no ceiling is a share");
    }

    [Fact]
    public async Task Metrics_OfASiteThatAsksForWatts_TellThePrice()
    {
        TopologyPlan plan = TestSite.Plan();
        TopologyDomain row = plan.Root.Domains[0];
        Rung asks = row.Ladder.Rungs[0] with { EnterAt = .02, LeaveBelow = .01, Ceilings = row.Ladder.Rungs[0].Ceilings with { Price = new PerPriority<double>(.45, 0) } };
        await using TestApi api = await TestApi.StartAsync(plan: plan with { Root = plan.Root with { Domains = [row with { Ladder = row.Ladder with { Rungs = [asks] } }] } });
        await Wait.Until(() => api.Node.Board[1] is { Rung: 1 }, "the row asks");
        string text = await TextOf(api);
        text.ShouldContain("poweractors_domain_price{domain=\"site/row\",kind=\"row\",priority=\"low\"} 0.45\n");
        text.ShouldNotContain("poweractors_domain_price{domain=\"site/row\",kind=\"row\",priority=\"high\"}");
        CeilingsModel shown = DomainModel.Of(api.Node, api.Node.Index.Nodes[1]).InForce!;
        (shown.LowPrice, shown.HighPrice).ShouldBe((.45, null));
    }

    [Fact]
    public async Task Metrics_OfASiteThatIsFree_TellNoCeiling()
    {
        await using TestApi api = await TestApi.StartAsync(plan: TestSite.Plan(rowLimit: 12_000));
        await Wait.Until(() => api.Node.IsReady, "the node runs");
        string text = await TextOf(api);
        text.ShouldNotContain("_ceiling_", Case.Sensitive, "nothing is held");
        text.ShouldNotContain("domain_price", Case.Sensitive, "nothing is asked");
    }

    [Fact]
    public void Write_AHistogramAndOddLabels_IsWellFormed()
    {
        using Meter meter = new("PowerActors.Test");
        using PrometheusText text = new("PowerActors.Test");
        Histogram<double> waits = meter.CreateHistogram<double>("poweractors.wait", "s", "How long.");
        waits.Record(.003);
        waits.Record(70);
        meter.CreateCounter<long>("poweractors.odd", "{thing}", "Odd.").Add(2, new KeyValuePair<string, object?>("name", "a\"b\\c\nd"));
        text.Write().ShouldBe("""
            # HELP poweractors_odd_total Odd.
            # TYPE poweractors_odd_total counter
            poweractors_odd_total{name="a\"b\\c\nd"} 2
            # HELP poweractors_wait_seconds How long.
            # TYPE poweractors_wait_seconds histogram
            poweractors_wait_seconds_bucket{le="0.001"} 0
            poweractors_wait_seconds_bucket{le="0.0025"} 0
            poweractors_wait_seconds_bucket{le="0.005"} 1
            poweractors_wait_seconds_bucket{le="0.01"} 1
            poweractors_wait_seconds_bucket{le="0.025"} 1
            poweractors_wait_seconds_bucket{le="0.05"} 1
            poweractors_wait_seconds_bucket{le="0.1"} 1
            poweractors_wait_seconds_bucket{le="0.25"} 1
            poweractors_wait_seconds_bucket{le="0.5"} 1
            poweractors_wait_seconds_bucket{le="1"} 1
            poweractors_wait_seconds_bucket{le="2.5"} 1
            poweractors_wait_seconds_bucket{le="5"} 1
            poweractors_wait_seconds_bucket{le="10"} 1
            poweractors_wait_seconds_bucket{le="30"} 1
            poweractors_wait_seconds_bucket{le="60"} 1
            poweractors_wait_seconds_bucket{le="+Inf"} 2
            poweractors_wait_seconds_sum 70.003
            poweractors_wait_seconds_count 2

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Write_WhileSomebodyCounts_DoesNotHoldHimUp()
    {
        using Meter meter = new("PowerActors.Test");
        using PrometheusText text = new("PowerActors.Test");
        Counter<long> counted = meter.CreateCounter<long>("poweractors.counted");
        meter.CreateObservableGauge("poweractors.asked", () => Task.Run(() => counted.Add(3)).Wait(TimeSpan.FromSeconds(20)) ? 1 : 0);
        string page = text.Write();
        page.ShouldContain("poweractors_asked 1\n", Case.Sensitive, "a page is being made, and another thread has counted meanwhile");
        page.ShouldContain("poweractors_counted_total 3\n");
    }

    [Fact]
    public void Write_TwoInstrumentsOfOneName_SayEachSeriesOnceAndAnewEachTime()
    {
        using Meter meter = new("PowerActors.Test"), other = new("PowerActors.Test");
        using PrometheusText text = new("PowerActors.Test");
        int value = 1;
        foreach (Meter each in (Meter[])[meter, other])
            each.CreateObservableGauge("poweractors.asked", () => new Measurement<int>(value, new KeyValuePair<string, object?>("gpu", 7), new KeyValuePair<string, object?>("server", "a\"b")));
        text.Write().ShouldBe("# HELP poweractors_asked \n# TYPE poweractors_asked gauge\npoweractors_asked{gpu=\"7\",server=\"a\\\"b\"} 1\n");
        value = 2;
        text.Write().ShouldEndWith("} 2\n");
    }

    [PrometheusFact]
    public async Task Metrics_CheckedByPromtool_AreAccepted()
    {
        await using TestApi api = await TestApi.StartAsync();
        await using TestAgent agent = new(api.Host.AgentsAddress, TestSite.Server(1, 1));
        await Wait.Until(() => api.Node.IsReady && api.Node.Board[1] is { InForce.Brake: true } && api.Node.Agents.LeaseAge(0) is not null, "the row is held, and the agent has acknowledged that");
        using Process promtool = Start("promtool", "check", "metrics");
        await promtool.StandardInput.WriteAsync(await TextOf(api));
        promtool.StandardInput.Close();
        string said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        (promtool.ExitCode, said.Trim()).ShouldBe((0, ""));
    }

    [PrometheusFact]
    public async Task Metrics_ScrapedByPrometheus_AreUp()
    {
        await using TestApi api = await TestApi.StartAsync(static (settings, folder) => settings with { Tokens = TestApi.WriteTokens(folder) });
        DirectoryInfo folder = Directory.CreateTempSubdirectory("poweractors-");
        int port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yml"), $"""
            scrape_configs:
              - job_name: poweractors
                scrape_interval: 200ms
                scrape_timeout: 200ms
                authorization:
                  credentials: {TestApi.TokenOf("viewer")}
                static_configs:
                  - targets: ["{api.Host.Address.Authority}"]
            """);
        using Process prometheus = Start("prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error");
        try
        {
            using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Wait.Until(() => IsUp(client), "Prometheus has scraped the node");
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            folder.Delete(recursive: true);
        }

        Process Start(string file, params string[] args) => PrometheusTests.Start(file, folder.FullName, args);
    }

    private static bool IsUp(HttpClient client)
    {
        try
        {
            using HttpRequestMessage query = new(HttpMethod.Get, "/api/v1/query?query=up");
            using HttpResponseMessage response = client.Send(query);
            using JsonDocument answer = JsonDocument.Parse(response.Content.ReadAsStream());
            return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Any(static series => series.GetProperty("value")[1].GetString() == "1");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException)
        {
            return false; // It is still starting.
        }
    }

    private static async Task<string> TextOf(TestApi api)
    {
        using HttpResponseMessage response = await api.Client.GetAsync(new Uri("/metrics", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return await response.Content.ReadAsStringAsync();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string file, params string[] args) => Start(file, Path.GetTempPath(), args);

    private static Process Start(string file, string folder, string[] args) =>
        Process.Start(new ProcessStartInfo(file, args) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
}

/// <summary>A fact that needs Prometheus: skipped with a reason where it is absent, and failing there when CI=true.</summary>
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "promtool")) && File.Exists(Path.Combine(folder, "prometheus")));
        if (!isThere && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "prometheus and promtool are not on the PATH; Debian has them in the package prometheus";
    }
}
