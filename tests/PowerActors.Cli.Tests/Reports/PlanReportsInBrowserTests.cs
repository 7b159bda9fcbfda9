using System.Text.Json;
using Microsoft.Playwright;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Reports;

/// <summary>The pages of <c>plan dvfs</c>, <c>plan serving</c> and <c>plan governor</c>, as a reader's browser shows them.</summary>
public sealed class PlanReportsInBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Kernels = """
        kernel,count,core_mhz,mem_mhz,time_ms,energy_mj,phase,order
        "gemm, <wide>",24,1400,9501,2,700,forward,1
        "gemm, <wide>",24,1000,9501,2.6,560,forward,1
        "gemm, <wide>",24,700,9501,3.7,520,forward,1
        norm,48,1400,9501,0.5,90,forward,2
        norm,48,1000,9501,0.5,70,forward,2
        norm,48,700,9501,0.51,55,forward,2
        attention,24,1400,9501,3,900,backward,3
        attention,24,1000,9501,3.3,700,backward,3
        attention,24,700,9501,4.1,640,backward,3
        """;

    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [BrowserFact]
    public async Task Dvfs_Page_ShowsThePlanAsTheJsonHasIt()
    {
        (WatchedPage watched, JsonElement json) = await Open(
            "plan", "dvfs", "--profile", _cli.File("p.csv", Kernels), "--slowdown", "5%", "--apply-to", _cli.File("other.csv", Kernels.Replace("3.3,700", "3.4,690")));
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(4);
        HashSet<string> shown = await PageChecks.FiguresEqual(watched, json);
        Shows(shown, "/plan/saving", "/plan/slowdown", "/plan/switches", "/bound", "/gap", "/baseline/energyMj", "/coarser/2/plan/energyMj", "/choices/2/energyMj", "/transfer/plan/saving");

        // One curve for each grain, from the fastest plan to the thriftiest; the finer one is never above.
        json.GetProperty("frontier").GetArrayLength().ShouldBeGreaterThan(3);
        json.GetProperty("coarser")[2].GetProperty("frontier").GetArrayLength().ShouldBe(3);
        (await watched.Page.Locator("figure:has(figcaption:text('What an iteration takes')) path.line").CountAsync()).ShouldBe(4 + 9); // and their swatches
        (await watched.Page.Locator("th:has-text('gemm, <wide> (forward)')").CountAsync()).ShouldBe(1);
    }

    [BrowserFact]
    public async Task Dvfs_LocalRuleAndTrials_HavePagesToo()
    {
        string trials = "kernel,core_mhz,time_ms,energy_mj,trial\n" + string.Concat(Enumerable.Range(1, 4).Select(t => $"a,1400,10,{100 + t},{t}\na,700,10,{80 + t},{t}\n"));
        (WatchedPage watched, JsonElement json) = await Open("plan", "dvfs", "--profile", _cli.File("t.csv", trials), "--rule", "local", "--confidence", "95%");
        (await PageChecks.FiguresEqual(watched, json)).ShouldContain("/heldOut/1/saving");
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(4);
        json.TryGetProperty("frontier", out _).ShouldBeFalse();
    }

    [BrowserFact]
    public async Task Serving_Page_ShowsThePlanAsTheJsonHasIt()
    {
        (WatchedPage watched, JsonElement json) = await Open(
            "plan", "serving", "--profile", _cli.File("s.csv", Serving()), "--ttft-p99", "400ms", "--tbt-p99", "60ms", "--load", "1200tok/s", "--capacity", "9ktok/s", "--server", "DGX-A100");
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(5);
        Shows(
            await PageChecks.FiguresEqual(watched, json),
            "/best/powerWatts", "/saving", "/prices/0/costWatts", "/prices/1/costWatts", "/loads/1/best/powerWatts", "/candidates/1/powerWatts", "/capacity/0/powerWatts", "/interpolationError/0/mean");
    }

    [BrowserFact]
    public async Task Serving_NothingMeetsTheObjectives_IsSaidOnThePage()
    {
        (WatchedPage watched, JsonElement json) = await Open(ExitCode.No, "plan", "serving", "--profile", _cli.File("s.csv", Serving()), "--ttft-p99", "1ms", "--load", "1200tok/s");
        (await watched.Page.Locator(".notice .bad").TextContentAsync()).ShouldNotBeNull().ShouldContain("no setting meets the objectives");
        await PageChecks.FiguresEqual(watched, json);
    }

    [BrowserFact]
    public async Task Governor_Page_ShowsEveryRunAsTheJsonHasIt()
    {
        (WatchedPage watched, JsonElement json) = await Open("plan", "governor", "--model", "llama2-70b", "--oversubscribe", "0%", "--duration", "20m");
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(4);
        HashSet<string> shown = await PageChecks.FiguresEqual(watched, json);
        Shows(shown, "/governor/saving", "/governor/overMore", "/hindsight/saving", "/highest/gpuEnergyMegawattHours", "/fixed/11/secondsOnRungs");
    }

    [BrowserFact]
    public async Task Governor_WithLadder_ComparesTheSameRequests()
    {
        (WatchedPage watched, JsonElement json) = await Open(["plan", "governor", "--with-ladder", "--seeds", "2", "--duration", "30m", "--set", "governor.ttft=\"5 s\"", .. TestCli.BusyLoad]);
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(2);
        (await PageChecks.FiguresEqual(watched, json)).ShouldContain("/seeds/1/with/secondsOnRungs");
        json.GetProperty("servers").GetInt32().ShouldBe(52, "+30 % is what POLCA adds, and the default");
        foreach (JsonElement seed in json.GetProperty("seeds").EnumerateArray())
            seed.GetProperty("with").GetProperty("secondsOnRungs").GetDouble().ShouldBeLessThan(seed.GetProperty("without").GetProperty("secondsOnRungs").GetDouble());
    }

    [BrowserFact]
    public async Task Pages_DarkAndPrinted_StayLegible()
    {
        (WatchedPage watched, _) = await Open("plan", "dvfs", "--profile", _cli.File("p.csv", Kernels), "--slowdown", "5%");
        await watched.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        (await watched.Page.EvaluateAsync<bool>("() => { const c = e => getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((a, v) => a + +v, 0); return c(document.body) < 150; }")).ShouldBeTrue();
        await watched.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        (await watched.Page.PdfAsync(new PagePdfOptions { Format = "A4" })).Length.ShouldBeGreaterThan(10_000);
        watched.Messages.ShouldBeEmpty();
    }

    private static void Shows(HashSet<string> shown, params string[] paths) => paths.Except(shown, StringComparer.Ordinal).ShouldBeEmpty("all of these are on the page");

    private Task<(WatchedPage Page, JsonElement Json)> Open(params string[] arguments) => Open(ExitCode.Done, arguments);

    private async Task<(WatchedPage Page, JsonElement Json)> Open(int expected, params string[] arguments)
    {
        string file = _cli.Missing("page.html");
        (int code, string json, string error) = _cli.Run([.. arguments, "--json", "--report", file]);
        code.ShouldBe(expected, error);
        WatchedPage watched = await browser.OpenAsync(file);
        await PageChecks.IsQuietAndCarries(watched, file, json);
        return (watched, JsonDocument.Parse(json).RootElement);
    }

    /// <summary>Three clocks of one instance: the higher the clock, the more watts and the less waiting.</summary>
    private static string Serving() => "gpu,model,clock,tp,pp,load,power,ttft,tbt\n" + string.Concat(
        from clock in (int[])[800, 1100, 1400]
        from load in (int[])[600, 1200, 2400]
        select FormattableString.Invariant($"A100-SXM4-80GB,m,{clock},8,1,{load},{900 + (clock * .4) + (load * .1)},{(350_000 / clock) + (load * .05)},{(50_000 / clock) + (load * .005)}\n"));
}
