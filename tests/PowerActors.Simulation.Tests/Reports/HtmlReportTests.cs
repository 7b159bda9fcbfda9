using System.Text;
using System.Text.Json;
using PowerActors.Simulation.Reports;
using PowerActors.Simulation.Reports.Parts;

namespace PowerActors.Simulation.Tests.Reports;

public sealed class HtmlReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poweractors-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Render_EqualReports_AreEqualByteForByte() => Report().Render().ShouldBe(Report().Render());

    [Fact]
    public void Render_DataThatWouldEndItsElement_StaysInIt()
    {
        const string Json = """{ "name": "</script><script>alert(1)</script><!--" }""";
        string page = (Report() with { Data = [("result", Json)] }).Render();
        page.Split("</script>").Length.ShouldBe(2, "only the element's own end");
        string inside = page.Split("id=\"result\">")[1].Split("</script>")[0];
        JsonDocument.Parse(inside).RootElement.GetProperty("name").GetString().ShouldBe("</script><script>alert(1)</script><!--");
    }

    [Fact]
    public void Render_Page_NamesNothingOutsideItself()
    {
        string page = Report().Render();
        page.ShouldNotContain("http:");
        page.ShouldNotContain("https:");
        page.ShouldNotContain("@import");
        page.ShouldNotContain("url(");
        page.ShouldContain("default-src 'none'");
    }

    [Fact]
    public void Save_ExistingFile_IsReplacedAndNothingElseIsLeft()
    {
        string path = Path.Combine(_folder, "r.html");
        File.WriteAllText(path, new string('x', 1_000_000));
        Report().Save(path);
        File.ReadAllText(path).ShouldBe(Report().Render());
        File.ReadAllBytes(path)[0].ShouldBe((byte)'<', "no byte order mark");
        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Fact]
    public void Save_FolderMissing_ThrowsAndLeavesNothing()
    {
        Should.Throw<IOException>(() => Report().Save(Path.Combine(_folder, "no", "r.html")));
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void Probe_PlaceThatCanBeWritten_TouchesNothing()
    {
        string path = Path.Combine(_folder, "r.html");
        File.WriteAllText(path, "before");
        HtmlReport.Probe(path);
        File.ReadAllText(path).ShouldBe("before");
        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Fact]
    public void DataTable_Cells_NameTheirRowsAndColumns()
    {
        Markup page = new();
        page.Add(new DataTable("T", [new Column("name"), new Column("n", IsNumber: true)], [["a<b", Figure.Count(1234, "/n")]]));
        string table = page.ToString();
        table.ShouldContain("<caption>T</caption>");
        table.ShouldContain("<th scope=\"row\"><span class=\"plain\">a&lt;b</span></th>");
        table.ShouldContain("data-path=\"/n\" data-scale=\"1\">1,234<");
    }

    private static HtmlReport Report() => new()
    {
        Title = "A <report>",
        Lead = [new KeyFigures(new KeyFigure("x", "1", "of 2"))],
        Sections =
        [
            new ReportSection("One", new Paragraph("text & more"), new Facts("F", [new Fact("a", "b", "c")])),
            new ReportSection("Two", new ShellCommand("echo '<hi>'"), new Foldable("more", new BulletList(["a", "b"]))),
        ],
        Data = [("result", "{}")],
    };
}
