using System.Text.Json;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Reports;

/// <summary>The pages of <c>experiments run</c> and <c>sweep</c>, as a reader's browser shows them.</summary>
public sealed class ExperimentReportsInBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [BrowserFact]
    public async Task Headline_Page_ShowsEachPolicysRunAsTheJsonHasIt()
    {
        (WatchedPage watched, JsonElement json) = await Open("experiments", "run", "headline", "--duration", "20m");
        // Five comparisons, and for each policy power, rungs, worst minute, latencies and the tree.
        (await PageChecks.ChartsAreWhole(watched)).ShouldBeGreaterThanOrEqualTo(5 + (4 * 6));
        HashSet<string> shown = await PageChecks.FiguresEqual(watched, json);
        shown.ShouldContain("/points/0/worst/lowP50Impact");
        shown.ShouldContain("/points/3/runs/0/latency/high/p99Seconds");
        (await watched.Page.Locator("h2:has-text('no-cap, seed 1')").CountAsync()).ShouldBe(1);
    }

    [BrowserFact]
    public async Task AddedServers_Page_HasACurveForEachPolicy()
    {
        (WatchedPage watched, JsonElement json) = await Open("experiments", "run", "added-servers", "--duration", "2m");
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(6);
        await PageChecks.FiguresEqual(watched, json);
        (await watched.Page.Locator("figure:has(figcaption:text('low P50')) li").CountAsync()).ShouldBe(5);
    }

    [BrowserFact]
    public async Task Sweep_Page_ShowsEveryRunAndTheCeiling()
    {
        (WatchedPage watched, JsonElement json) = await Open("sweep", "--duration", "20m", "--seeds", "2");
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(1);
        HashSet<string> shown = await PageChecks.FiguresEqual(watched, json);
        foreach (string path in (string[])["/most", "/mean", "/ceiling", "/ceilingBeyondClocks", "/allowedByChecks"])
            shown.ShouldContain(path);
    }

    private async Task<(WatchedPage Page, JsonElement Json)> Open(params string[] command)
    {
        string file = _cli.Missing("page.html");
        (int code, string output, _) = _cli.Run([.. command, "--json", "--report", file]);
        code.ShouldBe(ExitCode.Done);
        WatchedPage watched = await browser.OpenAsync(file);
        await PageChecks.IsQuietAndCarries(watched, file, output);
        return (watched, JsonDocument.Parse(output).RootElement);
    }
}
