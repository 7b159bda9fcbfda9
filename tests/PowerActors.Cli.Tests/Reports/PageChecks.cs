using System.Globalization;
using System.Text.Json;

namespace PowerActors.Cli.Tests.Reports;

/// <summary>What holds for every page, as a reader's browser shows it.</summary>
internal static class PageChecks
{
    private const string Figures = "() => [...document.querySelectorAll('[data-path]')].map(e => ({ path: e.dataset.path, scale: e.dataset.scale, text: e.textContent }))";

    private const string ChartSizes = """
        () => [...document.querySelectorAll('svg[role=img]')].map(svg => {
          const box = svg.getBoundingClientRect();
          const outside = [...svg.querySelectorAll('text')].filter(text => {
            const t = text.getBoundingClientRect();
            return t.left < box.left - 1 || t.right > box.right + 1 || t.top < box.top - 1 || t.bottom > box.bottom + 1;
          }).map(text => text.textContent);
          return { name: svg.getAttribute('aria-label'), width: box.width, height: box.height, shapes: svg.querySelectorAll('path, rect').length, outside };
        })
        """;

    /// <summary>Nothing on the console, nothing asked for but the page, and the JSON in it is what the command printed.</summary>
    public static async Task IsQuietAndCarries(WatchedPage watched, string file, string json)
    {
        watched.Messages.ShouldBeEmpty();
        watched.Requests.Where(static url => !url.StartsWith("data:", StringComparison.Ordinal)).ShouldBe([new Uri(file).AbsoluteUri]);
        string embedded = await watched.Page.Locator("#result").TextContentAsync() ?? "";
        Canonical(embedded.Replace(Path.GetDirectoryName(file) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)).ShouldBe(Canonical(json), "but for the folder of the files, which the test's console leaves out");
    }

    /// <summary>Within HTML a <c>&lt;</c> is written otherwise.</summary>
    private static string Canonical(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);

    /// <summary>Every figure that names its place in the JSON is the number there, as exactly as it is shown.</summary>
    /// <returns>The places that are shown.</returns>
    public static async Task<HashSet<string>> FiguresEqual(WatchedPage watched, JsonElement json)
    {
        JsonElement figures = await watched.Page.EvaluateAsync<JsonElement>(Figures);
        HashSet<string> shown = new(StringComparer.Ordinal);
        foreach (JsonElement figure in figures.EnumerateArray())
        {
            string path = figure.GetProperty("path").GetString()!, text = figure.GetProperty("text").GetString()!;
            double expected = At(json, path).GetDouble() * double.Parse(figure.GetProperty("scale").GetString()!, CultureInfo.InvariantCulture);
            (double value, int digits) = Number(text);
            value.ShouldBe(expected, (.5 * Math.Pow(10, -digits)) + 1e-9, $"{path} is shown as {text}");
            shown.Add(path);
        }

        return shown;
    }

    /// <summary>Every chart has a size, something in it, and its text inside.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> ChartsAreWhole(WatchedPage watched)
    {
        JsonElement charts = await watched.Page.EvaluateAsync<JsonElement>(ChartSizes);
        foreach (JsonElement chart in charts.EnumerateArray())
        {
            string name = chart.GetProperty("name").GetString()!;
            chart.GetProperty("width").GetDouble().ShouldBeGreaterThan(300, name);
            chart.GetProperty("height").GetDouble().ShouldBeGreaterThan(30, name);
            chart.GetProperty("shapes").GetInt32().ShouldBeGreaterThan(1, name);
            chart.GetProperty("outside").EnumerateArray().Select(static text => text.GetString()).ShouldBeEmpty(name);
        }

        return charts.GetArrayLength();
    }

    /// <summary>Places of the numbers in a document; those in lists are left out.</summary>
    public static IEnumerable<string> Leaves(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Leaves(member.Value, $"{path}/{member.Name}")),
        JsonValueKind.Number => [path],
        _ => [],
    };

    /// <summary>The element at a pointer (RFC 6901).</summary>
    private static JsonElement At(JsonElement root, string pointer) => pointer.Split('/').Skip(1).Aggregate(root, static (element, name) => element.ValueKind == JsonValueKind.Array
        ? element[int.Parse(name, CultureInfo.InvariantCulture)]
        : element.GetProperty(name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));

    /// <summary>The number that a text begins with, and its decimals.</summary>
    private static (double Value, int Digits) Number(string text)
    {
        string number = new([.. text.Replace('−', '-').TrimStart('✓', '✗', ' ').TakeWhile(static c => char.IsAsciiDigit(c) || c is '+' or '-' or '.' or ',')]);
        int point = number.IndexOf('.', StringComparison.Ordinal);
        return (double.Parse(number, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture), point < 0 ? 0 : number.Length - point - 1);
    }
}
