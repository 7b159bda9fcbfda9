using Microsoft.Playwright;

namespace PowerActors.Cli.Tests.Reports;

/// <summary>A headless Chromium, the one that the system has. Nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The program: the one that CHROMIUM names, or the first on the path; null where there is none.</summary>
    public static string? Executable { get; } = Find();

    /// <summary>A new page that notes everything it should not do.</summary>
    public async Task<WatchedPage> OpenAsync(string file, ViewportSize? size = null)
    {
        IPage page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = size ?? new ViewportSize { Width = 1100, Height = 900 } });
        WatchedPage watched = new(page);
        await page.GotoAsync(new Uri(file).AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.Load, Timeout = 120_000 });
        return watched;
    }

    public async Task InitializeAsync()
    {
        if (Executable is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Flags, Timeout = 120_000 });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
            return named;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}

/// <summary>A page and what went wrong on it.</summary>
public sealed class WatchedPage
{
    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Messages.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Messages.Add($"error: {error}");
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Everything on the console.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Everything that was asked for, the page itself included.</summary>
    public List<string> Requests { get; } = [];
}

/// <summary>A fact that needs a browser: skipped with a reason where there is none; with CI=true it runs and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        bool mustRun = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
        if (Browser.Executable is null && !mustRun)
            Skip = "there is no Chromium on the path; install it, or name one in the environment variable CHROMIUM";
    }
}
