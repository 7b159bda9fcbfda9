using System.Text.Json;
using Microsoft.Playwright;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;

namespace PowerActors.Cli.Tests.Reports;

/// <summary>The page that <c>simulate --report</c> writes, as a reader's browser shows it.</summary>
public sealed class ReportInBrowserTests(Browser browser, ReportInBrowserTests.Run run) : IClassFixture<Browser>, IClassFixture<ReportInBrowserTests.Run>
{
    // What the page does not show as figures: how long the run took on this machine.
    private static readonly string[] NotShown = ["/wallSeconds", "/speedup", "/simulatedSeconds", "/seed", "/nameplateServers"];

    /// <summary>One run with both a page and JSON.</summary>
    public sealed class Run : IDisposable
    {
        private readonly TestCli _cli = new();

        public Run()
        {
            Page = _cli.Missing("report.html");
            (int code, Json, string error) = _cli.Run(["simulate", "--duration", "3h", "--seed", "2", .. TestCli.BusyLoad, "--json", "--report", Page]);
            code.ShouldBe(0, error);
        }

        public string Page { get; }

        public string Json { get; }

        public void Dispose() => _cli.Dispose();
    }

    [BrowserFact]
    public async Task Page_Opened_SaysNothingOnTheConsoleAndAsksForNothing()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        watched.Messages.ShouldBeEmpty();
        watched.Requests.Where(static url => !url.StartsWith("data:", StringComparison.Ordinal)).ShouldBe([new Uri(run.Page).AbsoluteUri]);
        (await watched.Page.TitleAsync()).ShouldBe("polca: 52 servers behind the power of 40");
    }

    [BrowserFact]
    public async Task EmbeddedJson_IsWhatTheCommandPrinted()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        string embedded = await watched.Page.Locator("#result").TextContentAsync() ?? "";
        embedded.Trim().ShouldBe(run.Json.Trim());
    }

    [BrowserFact]
    public async Task Figures_Shown_EqualTheJson()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        using JsonDocument json = JsonDocument.Parse(run.Json);
        HashSet<string> shown = await PageChecks.FiguresEqual(watched, json.RootElement);
        PageChecks.Leaves(json.RootElement, "").Except(NotShown, StringComparer.Ordinal).Except(shown, StringComparer.Ordinal).ShouldBeEmpty("every number of the JSON is on the page");
    }

    [BrowserFact]
    public async Task Charts_AllOfThem_HaveASizeAndKeepTheirTextInside()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(10);
    }

    [BrowserFact]
    public async Task Dark_Scheme_HasLightTextOnDarkEverywhere()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        double[] light = await Contrasts(watched.Page);
        await watched.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        double[] dark = await Contrasts(watched.Page);
        // WCAG 2, AA: 4.5 to 1 for text. The last figure is how bright the page is.
        light[..^1].ShouldAllBe(static contrast => contrast >= 4.5);
        dark[..^1].ShouldAllBe(static contrast => contrast >= 4.5);
        light[^1].ShouldBeGreaterThan(.9);
        dark[^1].ShouldBeLessThan(.05);
    }

    [BrowserFact]
    public async Task Print_OpensWhatIsFoldedAndLeavesOutTheContents()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        await watched.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        (await watched.Page.Locator("nav").IsVisibleAsync()).ShouldBeFalse();
        (await watched.Page.Locator("details table").BoundingBoxAsync()).ShouldNotBeNull().Height.ShouldBeGreaterThan(500);
        byte[] pdf = await watched.Page.PdfAsync(new PagePdfOptions { Format = "A4" });
        pdf.Length.ShouldBeGreaterThan(50_000);
        watched.Messages.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Telephone_Width_NeedsNoScrollingSideways()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page, new ViewportSize { Width = 390, Height = 800 });
        (await watched.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    [BrowserFact]
    public async Task Settings_Listed_AreAllThatConfigShows()
    {
        WatchedPage watched = await browser.OpenAsync(run.Page);
        await watched.Page.Locator("summary").ClickAsync();
        (await watched.Page.Locator("details tr", new PageLocatorOptions { HasText = "simulation.load.requests-per-server" }).InnerTextAsync()).ShouldContain("--set");
        (await watched.Page.Locator("details tr", new PageLocatorOptions { HasText = "timing.lease" }).InnerTextAsync()).ShouldContain("built-in:reference.conf:");
        (await watched.Page.Locator("details tbody tr").CountAsync()).ShouldBeGreaterThan(60);
    }

    [BrowserFact]
    public async Task Comparison_OfPolicies_KeepsItsTextInside()
    {
        string file = Path.Combine(Path.GetDirectoryName(run.Page)!, "comparison.html");
        Comparison().Save(file);
        WatchedPage watched = await browser.OpenAsync(file);
        watched.Messages.ShouldBeEmpty();
        (await PageChecks.ChartsAreWhole(watched)).ShouldBe(2);
        (await watched.Page.Locator("path.mark").CountAsync()).ShouldBe(18);
        (await watched.Page.Locator("rect.bar title").First.TextContentAsync()).ShouldBe("polca, high priority: 0.4 %");
    }

    /// <summary>Parts that the page of one run has no use for: marks, bars side by side.</summary>
    private static HtmlReport Comparison()
    {
        string[] policies = ["polca", "one-threshold-low", "one-threshold-all"];
        return new HtmlReport
        {
            Title = "Policies",
            Sections =
            [
                new ReportSection(
                    "Added servers",
                    new LineChart
                    {
                        Caption = "P99 of high priority against added servers",
                        X = Axis.Percent("servers above what the limit allows at nameplate"),
                        Y = Axis.Percent("impact on P99", 1),
                        Series = [.. policies.Select(static (policy, p) => new Series(policy, [.. Enumerable.Range(0, 6).Select(i => new ChartPoint(i * .1, i * i * (p + 1) * .002))]) { Drawing = Drawing.LineAndMarks })],
                        Thresholds = [new Threshold("allowed", .05, IsLimit: true)],
                        LabelRoom = 64,
                    },
                    new BarChart
                    {
                        Caption = "Impact at +30 %",
                        Value = Axis.Percent("impact", 1),
                        Categories = policies,
                        Groups = [new BarGroup("high priority", [.004, .006, .09]), new BarGroup("low priority", [.04, -.08, .09])],
                    }),
            ],
        };
    }

    /// <summary>Contrast of each kind of text with the page, and last the page's own luminance (WCAG 2's formulas).</summary>
    private static Task<double[]> Contrasts(IPage page) => page.EvaluateAsync<double[]>("""
        () => {
          const luminance = color => {
            const [r, g, b] = color.match(/[\d.]+/g).slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b;
          };
          const page = luminance(getComputedStyle(document.body).backgroundColor);
          const contrast = color => { const l = luminance(color); return (Math.max(l, page) + .05) / (Math.min(l, page) + .05); };
          const texts = ['h1', '.subtitle', 'nav a', '.key dt', '.good', 'figcaption', '.legend li', '.note', 'td', 'thead th'].map(s => contrast(getComputedStyle(document.querySelector(s)).color));
          const drawn = ['text.limit', '.ticks text', 'text.axis', 'text.threshold'].map(s => contrast(getComputedStyle(document.querySelector('svg ' + s)).fill));
          return [...texts, ...drawn, page];
        }
        """);
}
