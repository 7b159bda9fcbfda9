namespace PowerActors.Cli.Tests.Reports;

/// <summary><c>--report</c> as a caller meets it.</summary>
public sealed class ReportFileTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Report_FolderMissing_IsRefusedBeforeTheRun() =>
        _cli.Refused("simulate", "--duration", "6w", "--report", _cli.Missing("no/such/r.html"))
            .ShouldBe(["--report: the folder of no/such/r.html does not exist; create it, or write the file elsewhere"]);

    [Fact]
    public void Report_PathIsAFolder_IsRefusedBeforeTheRun()
    {
        Directory.CreateDirectory(_cli.Missing("folder"));
        _cli.Refused("simulate", "--duration", "6w", "--report", _cli.Missing("folder"))
            .ShouldBe(["--report: folder is a folder; write the path of a file, such as folder/report.html"]);
    }

    [Fact]
    public void Report_EmptyPath_IsRefusedBeforeTheRun() =>
        _cli.Refused("simulate", "--duration", "6w", "--report", "").ShouldBe(["--report: names no file; write a path such as report.html"]);

    [Fact]
    public void Report_Written_TellsHowToRepeatItAndChangesNoDecision()
    {
        string page = _cli.Missing("it's a report.html");
        string config = _cli.File("my.conf", "timing.lease = \"90 s\"\n");
        _cli.Environment["POWERACTORS__TIMING__DEADBAND"] = "0.4 %";
        string[] arguments = ["simulate", "--duration", "10m", "--seed", "9", "--config", config, "--set", "timing.staleness=\"14 s\"", "--json"];
        (int code, string plain, string error) = _cli.Run(arguments);
        code.ShouldBe(0, error);
        (code, string reported, error) = _cli.Run([.. arguments, "--report", page]);
        code.ShouldBe(0, error);
        Digest(reported).ShouldBe(Digest(plain));

        string text = System.Net.WebUtility.HtmlDecode(File.ReadAllText(page));
        text.ShouldContain($"POWERACTORS__TIMING__DEADBAND='0.4 %' poweractors simulate --duration 10m --seed 9 --config {config} --set 'timing.staleness=\"14 s\"' --json --report ");
        text.ShouldContain("it'\\''s a report.html");
        text.ShouldContain($"{config}:1");
        text.ShouldContain("environment variable POWERACTORS__TIMING__DEADBAND");
        text.ShouldContain("22 bytes, SHA-256 ");
        Directory.GetFiles(Path.GetDirectoryName(page)!, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Report_OfADay_IsFarBelowTwoMegabytes()
    {
        string page = _cli.Missing("r.html");
        _cli.Run("simulate", "--duration", "6h", "--set", "simulation.load.requests-per-server=1", "--report", page).Code.ShouldBe(0);
        new FileInfo(page).Length.ShouldBeLessThan(1_000_000);
    }

    private static string Digest(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("digest").GetString()!;
}
