using System.Text;

namespace PowerActors.Simulation.Reports;

/// <summary>
/// A report: one HTML file that needs nothing but itself. No script runs in it and nothing is fetched (its content security policy forbids both), it prints, and it follows the reader's
/// dark scheme. Equal reports give equal bytes.
/// </summary>
public sealed record HtmlReport
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>Heading and title of the page.</summary>
    public required string Title { get; init; }

    /// <summary>One line below the heading; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What stands before the first section, such as the figures that matter most.</summary>
    public IReadOnlyList<IReportPart> Lead { get; init; } = [];

    /// <summary>The sections, in order.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>JSON that goes with the page, by the id of its <c>script</c> element (letters only), for programs that read the page.</summary>
    public IReadOnlyList<(string Id, string Json)> Data { get; init; } = [];

    /// <summary>The last line of the page, such as the program's version; null for none.</summary>
    public string? Footer { get; init; }

    /// <summary>The whole file as text.</summary>
    public string Render()
    {
        Markup page = new();
        page.Add($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n");
        page.Add($"<title>{Title}</title>\n<style>\n");
        page.Raw(Style.Value);
        page.Add($"</style>\n</head>\n<body>\n<header>\n<h1>{Title}</h1>\n");
        if (Subtitle is not null)
            page.Add($"<p class=\"subtitle\">{Subtitle}</p>\n");
        page.Add($"</header>\n");
        if (Sections.Count > 3)
            WriteContents(page);
        page.Add($"<main>\n");
        foreach (IReportPart part in Lead)
            page.Add(part);
        for (int i = 0; i < Sections.Count; i++)
            WriteSection(page, Sections[i], i + 1);
        page.Add($"</main>\n");
        if (Footer is not null)
            page.Add($"<footer>{Footer}</footer>\n");
        foreach ((string id, string json) in Data)
            WriteData(page, id, json);
        page.Add($"</body>\n</html>\n");
        return page.ToString();
    }

    /// <summary>Writes the file: first beside its place and then moved there, so that nobody ever sees half a report.</summary>
    /// <param name="path">Where to; a file that stands there is replaced.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public void Save(string path)
    {
        string beside = Beside(path);
        try
        {
            File.WriteAllText(beside, Render(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(beside, Path.GetFullPath(path), overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Finds out whether <see cref="Save"/> could write here, and leaves nothing behind.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public static void Probe(string path)
    {
        string beside = Beside(path);
        try
        {
            File.WriteAllBytes(beside, []);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static string Beside(string path) => $"{Path.GetFullPath(path)}.{Environment.ProcessId}.tmp";

    private static void WriteSection(Markup page, ReportSection section, int number)
    {
        page.Add($"<section aria-labelledby=\"s{number}\">\n<h2 id=\"s{number}\">{section.Title}</h2>\n");
        if (section.Intro is not null)
            page.Add($"<p>{section.Intro}</p>\n");
        foreach (IReportPart part in section.Parts)
            page.Add(part);
        page.Add($"</section>\n");
    }

    private void WriteContents(Markup page)
    {
        page.Add($"<nav aria-label=\"Contents\"><ol>");
        for (int i = 0; i < Sections.Count; i++)
            page.Add($"<li><a href=\"#s{i + 1}\">{Sections[i].Title}</a></li>");
        page.Add($"</ol></nav>\n");
    }

    /// <summary>In JSON a <c>&lt;</c> stands only within strings, where <c>\u003c</c> means the same and ends no element.</summary>
    private static void WriteData(Markup page, string id, string json)
    {
        page.Add($"<script type=\"application/json\" id=\"{id}\">\n");
        page.Raw(json.Replace("<", "\\u003c", StringComparison.Ordinal).TrimEnd());
        page.Add($"\n</script>\n");
    }

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("the assembly lacks its report.css");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>A section of a report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Parts">What it shows.</param>
public sealed record ReportSection(string Title, params IReadOnlyList<IReportPart> Parts)
{
    /// <summary>A paragraph below the heading that says how to read what follows; null for none.</summary>
    public string? Intro { get; init; }
}
