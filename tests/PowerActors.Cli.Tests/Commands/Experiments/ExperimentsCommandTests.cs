using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Commands.Experiments;

namespace PowerActors.Cli.Tests.Commands.Experiments;

public sealed class ExperimentsCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    [Fact]
    public void List_Names_AreUniqueAndSaid()
    {
        string text = _cli.Run("experiments", "list").Out;
        ExperimentCatalog.All.Select(static experiment => experiment.Name).ShouldBeUnique();
        ExperimentCatalog.All.ShouldAllBe(experiment => text.Contains(experiment.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_Headline_WritesJsonCsvAndPageOfTheSameRuns()
    {
        string folder = _cli.Missing("results");
        (int code, string output, _) = _cli.Run("experiments", "run", "headline", "--duration", "20m", "--out", folder, "--json");
        code.ShouldBe(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement[] points = [.. json.RootElement.GetProperty("points").EnumerateArray()];
        points.Length.ShouldBe(4);
        points.ShouldAllBe(static point => point.GetProperty("servers").GetInt32() == 52);
        string[] csv = File.ReadAllLines(Path.Combine(folder, "headline.csv"));
        csv.Length.ShouldBe(5);
        foreach (JsonElement point in points)
            csv.ShouldContain(line => line.Contains(point.GetProperty("runs")[0].GetProperty("digest").GetString()!, StringComparison.Ordinal));
        File.ReadAllText(Path.Combine(folder, "headline.html")).ShouldContain("data-path=\"/points/3/worst/brakes\"");
    }

    [Fact]
    public void Run_PointRepeatedBySimulate_HasTheSameDigest()
    {
        using JsonDocument json = JsonDocument.Parse(_cli.Run("experiments", "run", "headline", "--duration", "20m", "--json").Out);
        JsonElement point = json.RootElement.GetProperty("points")[0];
        point.GetProperty("command").GetString().ShouldBe("poweractors simulate --duration 20m --seed 1 --set 'simulation.oversubscribe=\"30 %\"' --set policy=polca");
        using JsonDocument alone = JsonDocument.Parse(_cli.Run("simulate", "--duration", "20m", "--seed", "1", "--set", "simulation.oversubscribe=\"30 %\"", "--set", "policy=polca", "--json").Out);
        point.GetProperty("runs")[0].GetProperty("digest").GetString().ShouldBe(alone.RootElement.GetProperty("digest").GetString());
    }

    public static TheoryData<string> WithoutTrace => [.. ExperimentCatalog.All.Where(static experiment => !experiment.NeedsTrace).Select(static experiment => experiment.Name)];

    /// <summary>Every point is settings that are understood: what a check of the topology refuses is refused by law P1 and for nothing else.</summary>
    [Theory]
    [MemberData(nameof(WithoutTrace))]
    public void Run_EveryPoint_RunsOrIsRefusedByLawP1(string name)
    {
        (int code, string output, _) = _cli.Run("experiments", "run", name, "--duration", "2m", "--json");
        code.ShouldBe(ExitCode.Done);
        JsonElement[] points = [.. JsonDocument.Parse(output).RootElement.GetProperty("points").EnumerateArray()];
        points.Length.ShouldBe(ExperimentCatalog.All.Single(experiment => experiment.Name == name).Points.Count);
        foreach (JsonElement point in points)
        {
            string? refused = point.GetProperty("refused").GetString();
            (refused is null ? point.GetProperty("runs").GetArrayLength() == 1 : refused.Contains("(law P1)", StringComparison.Ordinal)).ShouldBeTrue(refused ?? point.ToString());
        }

        points.Count(static point => point.GetProperty("refused").GetString() is null).ShouldBeGreaterThan(points.Length / 2);
    }

    [Fact]
    public void Thresholds_OfAPoint_AreThoseOfItsLabel()
    {
        ExperimentPoint point = ExperimentCatalog.All.Single(static experiment => experiment.Name == "thresholds").Points.Single(static point => point.Label == "75–85");
        string[] sets = [.. point.Sets.SelectMany(static set => (string[])["--set", set])];
        string ladder = _cli.Run(["config", "show", .. sets]).Out;
        string[] rungs = [.. ladder.Split('\n').Where(static line => line.Contains("ladders.polca.rungs", StringComparison.Ordinal) && line.Contains("enter", StringComparison.Ordinal))];
        rungs.Length.ShouldBe(4);
        rungs[0].ShouldContain("75 %");
        rungs[1].ShouldContain("85 %");
        rungs[2].ShouldContain("85 %");
        rungs[3].ShouldContain("100 %");
    }

    [Fact]
    public void Run_WithTraceAndSettings_RepeatsPointsWithThem()
    {
        string trace = _cli.File("t.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n");
        using JsonDocument json = JsonDocument.Parse(_cli.Run("experiments", "run", "azure", "--trace", trace, "--set", "simulation.seed=7", "--json").Out);
        JsonElement point = json.RootElement.GetProperty("points")[0];
        string command = point.GetProperty("command").GetString()!;
        command.ShouldStartWith("poweractors simulate --trace t.csv --seed 7 --set simulation.seed=7 --set policy=polca");
        using JsonDocument alone = JsonDocument.Parse(_cli.Run("simulate", "--trace", trace, "--seed", "7", "--set", "policy=polca", "--set", "simulation.oversubscribe=\"0 %\"", "--json").Out);
        point.GetProperty("runs")[0].GetProperty("digest").GetString().ShouldBe(alone.RootElement.GetProperty("digest").GetString());
    }

    /// <summary>The default load is the calibrated row, and stays it: whatever changes what servers draw or serve has to be fitted again. Half a minute, since extremes grow with the length of a run.</summary>
    [Fact]
    public void Calibrate_DefaultSettings_MeetEveryTarget()
    {
        (int code, string output, _) = _cli.Run("experiments", "calibrate", "--check", "--duration", "6w", "--seeds", "2", "--set", "simulation.servers=40", "--json");
        JsonElement[] targets = [.. JsonDocument.Parse(output).RootElement.GetProperty("targets").EnumerateArray()];
        targets.Length.ShouldBe(4);
        targets.ShouldAllBe(static target => target.GetProperty("met").GetBoolean() && Math.Abs(target.GetProperty("residual").GetDouble()) <= target.GetProperty("tolerance").GetDouble());
        code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void Run_UnknownName_IsRefusedWithTheNearest() =>
        _cli.Refused("experiments", "run", "headlin").Single().ShouldContain("did you mean 'headline'?");

    [Fact]
    public void Run_AzureWithoutTrace_IsRefused() => _cli.Refused("experiments", "run", "azure").Single().ShouldContain("--trace: is needed for azure");

    [Fact]
    public void Sweep_ShortRun_AnswersTheMostServersAndWhatBinds()
    {
        using JsonDocument json = JsonDocument.Parse(_cli.Run("sweep", "--duration", "20m", "--seeds", "1", "--json").Out);
        int most = json.RootElement.GetProperty("most").GetInt32(), allowed = json.RootElement.GetProperty("allowedByChecks").GetInt32();
        most.ShouldBeInRange(1, allowed);
        JsonElement[] trials = [.. json.RootElement.GetProperty("seeds")[0].GetProperty("trials").EnumerateArray()];
        trials.Where(trial => trial.GetProperty("servers").GetInt32() <= most).ShouldAllBe(static trial => trial.GetProperty("missed").GetArrayLength() == 0);
        trials.Where(trial => trial.GetProperty("servers").GetInt32() > most).ShouldAllBe(static trial => trial.GetProperty("missed").GetArrayLength() > 0);
        json.RootElement.GetProperty("binding").EnumerateArray().Select(static miss => miss.GetProperty("servers").GetInt32()).ShouldAllBe(servers => servers > most);
        double ceiling = json.RootElement.GetProperty("ceiling").GetDouble(), mean = json.RootElement.GetProperty("meanUncapped").GetDouble();
        ceiling.ShouldBe(40 / mean, 1e-9);
        json.RootElement.GetProperty("meanBeyondClocks").GetDouble().ShouldBeInRange(.3 * mean, mean);
        json.RootElement.GetProperty("ceilingBeyondClocks").GetDouble().ShouldBeGreaterThan(ceiling);
    }

    [Fact]
    public void Sweep_Table_SaysWhatBindsAndWhatPhysicsLeaves()
    {
        string text = _cli.Run("sweep", "--duration", "20m", "--seeds", "2").Out;
        text.ShouldContain("servers within all objectives on every seed");
        text.ShouldContain("(95 %)");
        text.ShouldContain("binding: ");
        text.ShouldContain("no clock can give back");
        text.Split('\n').Where(static line => !line.Contains("binding: ", StringComparison.Ordinal)).ShouldAllBe(static line => line.Length <= 130);
    }

    public void Dispose() => _cli.Dispose();
}
