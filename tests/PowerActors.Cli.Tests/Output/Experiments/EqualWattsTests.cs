using System.Text.Json;
using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Output.Experiments;

public sealed class EqualWattsTests : IDisposable
{
    private readonly TestCli _cli = new();

    [Fact]
    public void Run_Price_HoldsEachPointAgainstTheOtherSeriesAtItsPower()
    {
        string folder = _cli.Missing("results");
        (int code, string output, _) = _cli.Run("experiments", "run", "price", "--duration", "90m", "--out", folder, "--json");
        code.ShouldBe(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement[] rows = [.. json.RootElement.GetProperty("atEqualWatts").EnumerateArray()], points = [.. json.RootElement.GetProperty("points").EnumerateArray()];
        rows.Length.ShouldBe(4 + 5 + 5);
        int compared = 0;
        foreach (JsonElement row in rows)
        {
            double mean = row.GetProperty("meanUtilization").GetDouble();
            JsonElement point = points.Single(point => Is(point, row.GetProperty("series").GetString()!) && point.GetProperty("label").GetString() == row.GetProperty("label").GetString());
            Mean(point).ShouldBe(mean, 1e-12);
            JsonElement impact = row.GetProperty("lowP50Impact");
            impact.GetProperty("own").GetDouble().ShouldBe(point.GetProperty("worst").GetProperty("lowP50Impact").GetDouble(), 1e-12);
            JsonElement[] others = [.. points.Where(other => Is(other, row.GetProperty("against").GetString()!)).OrderBy(Mean)];
            bool isWithin = mean >= Mean(others[0]) && mean <= Mean(others[^1]);
            (impact.GetProperty("other").ValueKind == JsonValueKind.Number).ShouldBe(isWithin, row.ToString());
            if (!isWithin)
                continue;
            compared++;
            double[] impacts = [.. others.Select(static other => other.GetProperty("worst").GetProperty("lowP50Impact").GetDouble())];
            impact.GetProperty("other").GetDouble().ShouldBeInRange(impacts.Min() - 1e-12, impacts.Max() + 1e-12);
        }

        compared.ShouldBeGreaterThan(0);
        File.ReadAllText(Path.Combine(folder, "price.html")).ShouldContain("data-path=\"/atEqualWatts/0/meanUtilization\"");

        static bool Is(JsonElement point, string series) => point.GetProperty("series").GetString() == series;
        static double Mean(JsonElement point) => point.GetProperty("worst").GetProperty("meanUtilization").GetDouble();
    }

    [Fact]
    public void Run_PriceAsText_HasATableForEachComparisonWithinAHundredColumns()
    {
        string text = _cli.Run("experiments", "run", "price", "--duration", "2m").Out;
        foreach (string pair in (string[])["row by price / row by MHz", "mixed by price / mixed by MHz", "mixed by price / mixed by share"])
            text.ShouldContain($"At equal mean power: {pair}");
        text.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(100);
    }

    public void Dispose() => _cli.Dispose();
}
