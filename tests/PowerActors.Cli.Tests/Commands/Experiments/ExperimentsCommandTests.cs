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
        (json.RootElement.GetProperty("binding").GetArrayLength() > 0 || most == allowed).ShouldBeTrue();
    }

    public void Dispose() => _cli.Dispose();
}
