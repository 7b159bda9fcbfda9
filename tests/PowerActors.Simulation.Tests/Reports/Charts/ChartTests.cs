using System.Globalization;
using System.Xml.Linq;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Charts;

namespace PowerActors.Simulation.Tests.Reports.Charts;

/// <summary>What holds for every chart: its image is well-formed whatever the data, says what it is, and has nothing in it that is no number.</summary>
public sealed class ChartTests
{
    public static TheoryData<string> Charts => [.. All.Keys];

    private static Dictionary<string, Func<IReportPart>> All { get; } = new(StringComparer.Ordinal)
    {
        ["line"] = static () => Line([new Series("a", [new(0, 1), new(1, double.NaN), new(2, 3)]), new Series("b", [new(0, 2)]) { Drawing = Drawing.LineAndMarks }]),
        ["line, no data"] = static () => Line([]),
        ["line, one value"] = static () => Line([new Series("a", [new(5, 7)])]),
        ["line, no finite value"] = static () => Line([new Series("a", [new(0, double.NaN), new(1, double.PositiveInfinity)])]),
        ["line, everything"] = static () => Line([new Series("x<y", [.. Enumerable.Range(0, 5000).Select(static i => new ChartPoint(i, i % 77))]) { Drawing = Drawing.Steps, IsFilled = true, IsDashed = true }]) with
        {
            Bands = [new Band("T1 & up", 10, 20, Tone.Rung(1, 3)), new Band("brake", 30, 30, Tone.Brake)],
            Thresholds = [new Threshold("a", 20), new Threshold("b", 20.1), new Threshold("limit", 60, IsLimit: true), new Threshold("out of sight", 1e9)],
            Ranges = [new Envelope("range", [new(0, 1), new(10, 2)], [new(0, 5), new(10, 6)])],
        },
        ["area"] = static () => new AreaChart
        {
            Caption = "c", X = Axis.Time(), Y = Axis.Percent("y"), Edges = [0, 10, 20, 20],
            Layers = [new Layer("a", [.1, .2, .3], Tone.Free), new Layer("b", [.9, .8, .7], Tone.Brake)],
        },
        ["bars"] = static () => new BarChart
        {
            Caption = "c", Value = Axis.Percent("v"), Categories = ["one", "<two>"],
            Groups = [new BarGroup("g", [.2, double.NaN]), new BarGroup("h", [-.1, 0]) { Labels = ["minus", Figure.Percent(0, "/x")] }],
        },
        ["bars, none"] = static () => new BarChart { Caption = "c", Value = Axis.Percent("v"), Categories = [], Groups = [] },
        ["heat"] = static () => new HeatMap
        {
            Caption = "c", Rows = ["a", "a row with a name that is far too long for its place"], Columns = ["x", "y"], ValueLabel = "v",
            Values = [[.1, double.NaN], [1.4, -.5]], Detail = static (row, column) => $"<{row},{column}>",
        },
        ["heat over time"] = static () => new HeatMap { Caption = "c", Rows = ["a"], Columns = ["", ""], ValueLabel = "v", Values = [[.1, .2]], Across = (Axis.Time(), 0, 7200) },
        ["heat, none"] = static () => new HeatMap { Caption = "c", Rows = [], Columns = [], ValueLabel = "v", Values = [] },
        ["histogram"] = static () => Histogram.Of("c", Axis.Latency("t"), [new DistributionSeries("a", [new Bin(1, 1.1, 5), new Bin(40, 41, 2)]), new DistributionSeries("r", [], IsReference: true)]),
        ["tail"] = static () => CdfChart.Of("c", Axis.Latency("t"), [new DistributionSeries("a", [new Bin(1, 1.1, 5), new Bin(40, 41, 2)])]),
    };

    [Theory]
    [MemberData(nameof(Charts))]
    public void AnyChart_IsWellFormedLabelledAndFinite(string name)
    {
        Markup page = new();
        page.Add(All[name]());
        XElement figure = XElement.Parse(page.ToString());
        XElement image = figure.Descendants("svg").Single(static svg => svg.Attribute("role") is not null);
        image.Attribute("role")!.Value.ShouldBe("img");
        image.Attribute("aria-label")!.Value.ShouldNotBeEmpty();
        figure.Element("figcaption")!.Value.ShouldBe("c");
        page.ToString().ShouldNotContain("NaN");
        page.ToString().ShouldNotContain("∞");
        page.ToString().ShouldNotContain("Infinity");
        foreach (XAttribute size in image.Descendants("rect").SelectMany(static rect => rect.Attributes()).Where(static attribute => attribute.Name.LocalName is "width" or "height"))
            double.Parse(size.Value, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void AnyChart_DrawnTwice_IsTheSame(string name)
    {
        Markup first = new(), second = new();
        first.Add(All[name]());
        second.Add(All[name]());
        second.ToString().ShouldBe(first.ToString());
    }

    [Fact]
    public void LineChart_SpikeAmongAMillion_ReachesItsHeight()
    {
        LineChart chart = Line([new Series("a", [.. Enumerable.Range(0, 1_000_000).Select(static i => new ChartPoint(i, i == 777_777 ? 100 : 1))])]) with { Y = new Axis("y") { Low = 0, High = 100 } };
        string svg = chart.ToSvg();
        svg.Length.ShouldBeLessThan(100_000);
        string path = XElement.Parse(svg).Descendants("path").Single(static path => path.Attribute("class")?.Value.StartsWith("line", StringComparison.Ordinal) == true).Attribute("d")!.Value;
        path.Split('L').Select(static point => double.Parse(point.Split(' ')[1], CultureInfo.InvariantCulture)).Min().ShouldBe(26, "the top of the plot");
    }

    [Fact]
    public void HeatMap_Values_HaveACellEachAndTheirTooltip()
    {
        XElement svg = XElement.Parse(((HeatMap)All["heat"]()).ToSvg());
        XElement[] cells = [.. svg.Descendants("rect")];
        cells.Length.ShouldBe(3, "a value that is none has no cell");
        cells[0].Value.ShouldBe("a, x: 10 %\n<0,0>");
        cells[1].Attribute("class")!.Value.ShouldBe("cell over");
        cells[2].Attribute("class")!.Value.ShouldBe("cell h0");
    }

    [Fact]
    public void BarChart_Lengths_AreInProportion()
    {
        BarChart chart = new() { Caption = "c", Value = new Axis("v"), Categories = ["a", "b"], Groups = [new BarGroup("g", [1, 4])] };
        double[] lengths = [.. XElement.Parse(chart.ToSvg()).Descendants("rect").Select(static rect => double.Parse(rect.Attribute("width")!.Value, CultureInfo.InvariantCulture))];
        (lengths[1] / lengths[0]).ShouldBe(4, .01);
    }

    [Fact]
    public void AreaChart_ManyStretches_AreAveragedNotDropped()
    {
        double[] half = [.. Enumerable.Range(0, 10_000).Select(static i => i % 2 == 0 ? 1d : 0)];
        AreaChart chart = new()
        {
            Caption = "c", X = Axis.Time(), Y = new Axis("y") { Low = 0, High = 1 }, Edges = [.. Enumerable.Range(0, 10_001).Select(static i => (double)i)],
            Layers = [new Layer("a", half, Tone.Free), new Layer("b", [.. half.Select(static value => 1 - value)], Tone.Brake)],
        };
        XElement lower = XElement.Parse(chart.ToSvg()).Descendants("path").Single(static path => path.Attribute("class")?.Value == "bar q0");
        // 150 high, plot from 26 to 108: the middle is at 67, all along.
        lower.Attribute("d")!.Value.ShouldStartWith("M62 108V67");
        lower.Attribute("d")!.Value.Length.ShouldBeLessThan(60);
    }

    [Fact]
    public void Histogram_Shares_AddUpToOne()
    {
        DistributionSeries series = new("a", [.. Enumerable.Range(1, 500).Select(static i => new Bin(i * .1, (i + 1) * .1, i))]);
        LineChart chart = Histogram.Of("c", Axis.Latency("t"), [series], cover: 1);
        // The outline has its first and last point at 0, and the last share twice.
        chart.Series[0].Points.Skip(1).SkipLast(2).Sum(static point => point.Y).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void CdfChart_Median_CrossesAtItsValue()
    {
        DistributionSeries series = new("a", [.. Enumerable.Range(0, 100).Select(static i => new Bin(1 + i, 2 + i, 10))]);
        LineChart chart = CdfChart.Of("c", Axis.Latency("t"), [series]);
        chart.Series[0].Points.Single(static point => Math.Abs(point.Y - .5) < 1e-9).X.ShouldBe(51);
        chart.Series[0].Points.ShouldContain(static point => point.Y == .001);
    }

    private static LineChart Line(IReadOnlyList<Series> series) => new() { Caption = "c", X = new Axis("x"), Y = new Axis("y"), Series = series };
}
