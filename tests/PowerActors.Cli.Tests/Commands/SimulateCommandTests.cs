using System.Text.Json;

namespace PowerActors.Cli.Tests.Commands;

/// <summary>The main job, as a caller of the command line sees it.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Json_HasEveryKeyInItsPlace()
    {
        using JsonDocument document = Json("--duration", "20m", "--servers", "40");
        Keys(document.RootElement).ShouldBe(
            ["policy", "seed", "servers", "nameplateServers", "oversubscription", "simulatedSeconds", "wallSeconds", "speedup", "power", "capping", "requests", "latency", "serving", "slo", "objectives", "laws", "digest"]);
        JsonElement root = document.RootElement;
        foreach (string key in new[] { "limitWatts", "meanUtilization", "peakUtilization", "maxRise2s", "maxRise40s", "energyMegawattHours" })
            root.GetProperty("power").GetProperty(key).GetDouble().ShouldBeGreaterThan(0, key);
        Keys(root.GetProperty("capping").GetProperty("rungSeconds")).ShouldBe(["free", "T1", "T2", "T2h", "brake"]);
        Keys(root.GetProperty("requests")).ShouldBe(["offered", "completed", "dropped", "inFlight"]);
        foreach (string priority in new[] { "high", "low" })
            Keys(root.GetProperty("latency").GetProperty(priority)).ShouldBe(["p50Seconds", "p99Seconds", "p50Impact", "p99Impact", "meanImpact", "throughputImpact"]);
        foreach (string latency in new[] { "response", "ttft", "tbt" })
            Keys(root.GetProperty("serving").GetProperty(latency)).ShouldBe(["p50", "p90", "p99"]);
        root.GetProperty("objectives").GetProperty("missed").GetArrayLength().ShouldBe(0);
        root.GetProperty("laws").GetProperty("violations").GetArrayLength().ShouldBe(0);
        root.GetProperty("laws").GetProperty("checks").GetInt64().ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void NoArguments_MeansFiftyTwoServersBehindThePowerOfForty()
    {
        using JsonDocument document = Json("--duration", "5m");
        JsonElement root = document.RootElement;
        root.GetProperty("policy").GetString().ShouldBe("polca");
        root.GetProperty("servers").GetInt32().ShouldBe(52);
        root.GetProperty("nameplateServers").GetInt32().ShouldBe(40);
        root.GetProperty("oversubscription").GetDouble().ShouldBe(.3, 1e-12);
        root.GetProperty("power").GetProperty("limitWatts").GetDouble().ShouldBe(260_000);
    }

    [Fact]
    public void SameSeed_GivesTheSameDigest_AnotherSeedAnother()
    {
        static string Digest(JsonDocument document)
        {
            using (document)
                return document.RootElement.GetProperty("digest").GetString()!;
        }

        string first = Digest(Json("--duration", "30m", "--seed", "5"));
        Digest(Json("--duration", "30m", "--seed", "5")).ShouldBe(first);
        Digest(Json("--duration", "30m", "--seed", "6")).ShouldNotBe(first);
    }

    [Fact]
    public void Requests_AlwaysBalance()
    {
        using JsonDocument document = Json("--duration", "30m", "--batching", "single", "--rate-scale", "3");
        JsonElement requests = document.RootElement.GetProperty("requests");
        long Count(string key) => requests.GetProperty(key).GetInt64();
        Count("offered").ShouldBe(Count("completed") + Count("dropped") + Count("inFlight"));
        Count("inFlight").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Check_ObjectiveMissed_ExitsWithOneAndNamesIt()
    {
        (int exit, string output, _) = _cli.Run(["simulate", "--duration", "1h", "--check", "--set", "objectives.low.p50=\"0.1 %\"", .. TestCli.BusyLoad]);
        exit.ShouldBe(1);
        output.ShouldContain("Objectives missed");
        output.ShouldContain("low-priority P50: +");
    }

    [Fact]
    public void Check_ObjectivesMet_ExitsWithZero() => _cli.Run("simulate", "--duration", "20m", "--servers", "40", "--check").Code.ShouldBe(0);

    [Theory]
    [InlineData("polca")]
    [InlineData("no-cap")]
    [InlineData("one-threshold-low")]
    [InlineData("one-threshold-all")]
    public void Table_OfAnyPolicy_FitsAHundredColumns(string policy)
    {
        (int exit, string output, string error) = _cli.Run("simulate", "--duration", "30m", "--policy", policy);
        exit.ShouldBe(0);
        error.ShouldBeEmpty();
        foreach (string line in output.Split('\n'))
            line.TrimEnd().Length.ShouldBeLessThanOrEqualTo(100, line);
        output.ShouldStartWith($"{policy}: 52 servers behind the power of 40 (+30 %)");
        output.ShouldContain("Laws: ");
    }

    [Theory]
    [InlineData("hocon/examples/h100-row.conf")]
    [InlineData("hocon/examples/mixed-fleet.conf")]
    [InlineData("hocon/examples/mixed-hierarchy.conf")]
    public void Examples_CanBeSimulated(string example)
    {
        using JsonDocument document = Json("--duration", "20m", "--config", Path.Combine(Repository.Root, example));
        document.RootElement.GetProperty("requests").GetProperty("completed").GetInt64().ShouldBeGreaterThan(0);
        document.RootElement.GetProperty("capping").GetProperty("alerts").GetInt32().ShouldBe(0);
    }

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(static property => property.Name)];

    private JsonDocument Json(params string[] arguments)
    {
        (int exit, string output, string error) = _cli.Run(["simulate", "--json", .. arguments]);
        exit.ShouldBe(0, error);
        error.ShouldBeEmpty();
        return JsonDocument.Parse(output);
    }
}
