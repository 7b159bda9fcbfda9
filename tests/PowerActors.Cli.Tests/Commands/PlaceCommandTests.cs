using System.Text.Json;
using PowerActors.Cli.Commands;
using PowerActors.Cli.Output;

namespace PowerActors.Cli.Tests.Commands;

public sealed class PlaceCommandTests : IDisposable
{
    private readonly TestCli _cli = new();
    private readonly string _nodes;
    private readonly string _pods;

    public PlaceCommandTests()
    {
        _nodes = _cli.File("nodes.csv", "sn,cpu_milli,memory_mib,gpu,model\n" + string.Concat(Enumerable.Range(0, 6).Select(static i => $"n{i},64000,100000,4,{(i % 2 == 0 ? "G2" : "T4")}\n")));
        _pods = _cli.File("pods.csv", "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time\n"
            + string.Concat(Enumerable.Range(0, 60).Select(static i => $"p{i},{1000 * (1 + (i % 8))},1000,1,{(i % 3 == 0 ? 500 : 1000)},,LS,Running,{i * 10},{(i * 10) + 150}\n")));
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Replay_Json_HasAPointForEachPercent()
    {
        (int code, string output, string error) = _cli.Run("place", "replay", "--nodes", _nodes, "--pods", _pods, "--policy", "pwr+fgd:0.1", "--seed", "3", "--json");
        (code, error).ShouldBe((ExitCode.Done, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("policy").GetString().ShouldBe("pwr+fgd:0.1");
        json.GetProperty("points").GetArrayLength().ShouldBeGreaterThan(120);
        JsonElement half = json.GetProperty("points")[50];
        half.GetProperty("grar").GetDouble().ShouldBe(1);
        half.GetProperty("eopcWatts").GetDouble().ShouldBeGreaterThan(0);
        half.GetProperty("wattsPerAllocatedGpu").GetDouble().ShouldBe(half.GetProperty("eopcWatts").GetDouble() / (half.GetProperty("allocatedPercent").GetDouble() * .24), 1e-6);
        json.GetProperty("points")[0].GetProperty("grar").ValueKind.ShouldBe(JsonValueKind.Null);
        (json.GetProperty("placed").GetInt32() + json.GetProperty("failed").GetInt32()).ShouldBeGreaterThan(24);
    }

    [Fact]
    public void Replay_Events_AreWritten()
    {
        string events = _cli.Missing("events.csv");
        _cli.Run("place", "replay", "--nodes", _nodes, "--pods", _pods, "--policy", "random", "--events", events).Code.ShouldBe(ExitCode.Done);
        string[] lines = File.ReadAllLines(events);
        lines[0].ShouldBe("i,pod,ok,node,gpus,arrived_gpu_milli,used_gpu_milli,frag_milli,frag_pct_of_idle,power_w,power_cpu_w,power_gpu_w,failed");
        lines[1].Split(',').Length.ShouldBe(13);
    }

    [Fact]
    public void Replay_OwnGpu_IsPlacedAndDrawsItsWatts()
    {
        string nodes = _cli.File("own.csv", "sn,cpu_milli,memory_mib,gpu,model\nn0,0,1000,1,H900\n");
        string pods = _cli.File("one.csv", "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,0,1,1,1000\n");
        _cli.Refused("place", "replay", "--nodes", nodes, "--pods", pods, "--policy", "fgd").ShouldHaveSingleItem().ShouldStartWith("own.csv:2: model 'H900' is unknown");
        (int code, string output, _) = _cli.Run(
            "place", "replay", "--nodes", nodes, "--pods", pods, "--policy", "fgd", "--json", "--set", "placement.gpus.H900.idle=\"90 W\"", "--set", "placement.gpus.H900.tdp=\"900 W\"");
        code.ShouldBe(ExitCode.Done);
        JsonElement points = JsonDocument.Parse(output).RootElement.GetProperty("points");
        points[0].GetProperty("eopcWatts").GetDouble().ShouldBe(90);
        points[100].GetProperty("eopcWatts").GetDouble().ShouldBe(900);
    }

    [Theory]
    [InlineData("placement.gpus.X.idle=\"90 W\"", "placement.gpus.X has no 'tdp'")]
    [InlineData("placement.gpus.T4.idle=\"90 W\"", "placement.gpus.T4.idle is 90 W and tdp 70 W")]
    [InlineData("placement.cpu=Foo", "placement.cpu is the unknown CPU 'Foo'")]
    [InlineData("placement.gpu={}", "unknown key 'gpu' in placement")]
    public void Replay_BadTable_IsRefused(string set, string expected) =>
        _cli.Refused("place", "replay", "--nodes", _nodes, "--pods", _pods, "--policy", "fgd", "--set", set).ShouldContain(line => line.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Replay_BadOptions_AreToldTogether() =>
        _cli.Refused("place", "replay", "--nodes", _nodes, "--pods", _pods, "--policy", "best", "--seed", "x", "--inflate", "0").Select(static line => line.Split(':')[0])
            .ShouldBe(["--inflate", "--seed", "--policy"]);

    [Fact]
    public void Compare_Table_StaysWithinHundredColumns()
    {
        (int code, string output, string error) = _cli.Run("place", "compare", "--nodes", _nodes, "--pods", _pods, "--seeds", "1-3", "--inflate", "1.1");
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.Split('\n').ShouldAllBe(static line => line.Length <= Text.Width);
        output.ShouldStartWith("5 policies over 3 seeds");
        output.ShouldContain("adaptive");
    }

    [Fact]
    public void Compare_Json_HasMeansAndDeviations()
    {
        (_, string output, _) = _cli.Run("place", "compare", "--nodes", _nodes, "--pods", _pods, "--seeds", "1,2", "--policy", "pwr", "--json");
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("seeds").GetArrayLength().ShouldBe(2);
        json.GetProperty("policies")[1].GetProperty("points")[30].GetProperty("savingPercent").GetProperty("mean").GetDouble().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("5-1", "has the range 5-1")]
    [InlineData("1,1", "names 1 twice")]
    [InlineData("a", "is 'a'")]
    public void Compare_BadSeeds_AreRefused(string seeds, string expected) =>
        _cli.Refused("place", "compare", "--nodes", _nodes, "--pods", _pods, "--seeds", seeds).ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void Timed_TwoPolicies_GiveARowEach()
    {
        (int code, string output, string error) = _cli.Run("place", "timed", "--nodes", _nodes, "--pods", _pods, "--policy", "fgd,adaptive", "--load", "3");
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.ShouldContain(" WAITING ");
        output.Split('\n').ShouldAllBe(static line => line.Length <= Text.Width);
        output.Split('\n').Count(static line => line.StartsWith("fgd", StringComparison.Ordinal) || line.StartsWith("adaptive", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Timed_MoreThanThereIsRoomFor_TellsHowManyStillWait()
    {
        string pods = _cli.File("many.csv", "name,cpu_milli,memory_mib,num_gpu,gpu_milli,creation_time,deletion_time\n" + string.Concat(Enumerable.Range(0, 200).Select(static i => $"t{i},1000,1,1,1000,{i},100000\n")));
        (int code, string output, _) = _cli.Run("place", "timed", "--nodes", _nodes, "--pods", pods, "--policy", "fgd", "--json");
        code.ShouldBe(ExitCode.Done);
        JsonElement run = JsonDocument.Parse(output).RootElement.GetProperty("runs")[0];
        run.GetProperty("stillWaiting").GetInt32().ShouldBe(200 - run.GetProperty("placed").GetInt32() - run.GetProperty("refused").GetInt32());
        run.GetProperty("stillWaiting").GetInt32().ShouldBePositive();
    }

    [Theory]
    [InlineData("timed")]
    [InlineData("power")]
    public void Timed_TasksWithoutTimes_AreAllToldWithFileAndLine(string command)
    {
        string pods = _cli.File("late.csv", "name,cpu_milli,memory_mib,num_gpu,gpu_milli,creation_time,deletion_time\na,1000,1,1,1000,,5\nb,1000,1,1,1000,1,2\nc,1000,1,1,1000,3,\n");
        _cli.Refused("place", command, "--nodes", _nodes, "--pods", pods, "--policy", "fgd").ShouldBe(
        [
            "late.csv:2: creation_time is missing; write seconds from the trace's beginning: a replay in time needs it of every task",
            "late.csv:4: deletion_time is missing; write seconds from the trace's beginning: a replay in time needs it of every task",
        ]);
    }

    [Fact]
    public void Power_Table_SetsTheSameRequestsSideBySide()
    {
        string topology = _cli.File("topology.csv", "sn,domain\n" + string.Concat(Enumerable.Range(0, 6).Select(static i => $"n{i},row-1/rack-{(i / 2) + 1}\n")));
        (int code, string output, string error) = _cli.Run("place", "power", "--nodes", _nodes, "--pods", _pods, "--topology", topology, "--oversubscribe", "60", "--load", "4", "--policy", "fgd");
        (code, error).ShouldBe((ExitCode.Done, ""));
        output.Split('\n').ShouldAllBe(static line => line.Length <= Text.Width);
        output.ShouldContain("unheeded        preferred         refusing");
        output.ShouldContain("1 rows, 3 racks with limits");
        output.ShouldContain("minutes on brake");
    }

    [Fact]
    public void Power_BadInput_IsToldTogether()
    {
        _cli.Refused("place", "power", "--nodes", _nodes, "--pods", _pods, "--load", "0", "--oversubscribe", "-1", "--start-up", "x").Select(static line => line.Split(':')[0])
            .ShouldBe(["--load", "--oversubscribe", "--start-up"]);
        string topology = _cli.File("topology.csv", "sn,domain\nn0,a\n");
        _cli.Refused("place", "power", "--nodes", _nodes, "--pods", _pods, "--topology", topology).ShouldHaveSingleItem().ShouldContain("has 1 of the 6 nodes");
    }

    [Theory]
    [InlineData("replay", "--policy", "fgd")]
    [InlineData("compare", "--seeds", "1-2")]
    [InlineData("timed", "--policy", "fgd,adaptive")]
    [InlineData("power", "--policy", "fgd")]
    public void Report_EveryCommand_WritesAPageWhoseFiguresAreThoseOfItsJson(string command, string option, string value)
    {
        string report = _cli.Missing("report.html");
        (int code, _, string error) = _cli.Run("place", command, "--nodes", _nodes, "--pods", _pods, option, value, "--report", report);
        (code, error).ShouldBe((ExitCode.Done, ""));
        string page = File.ReadAllText(report);
        page.ShouldContain("<svg");
        page.ShouldContain($"place {command}");
        JsonElement json = JsonDocument.Parse(System.Text.RegularExpressions.Regex.Match(page, "(?s)id=\"result\">(.*?)</script>").Groups[1].Value).RootElement;
        System.Text.RegularExpressions.MatchCollection figures = System.Text.RegularExpressions.Regex.Matches(page, "data-path=\"([^\"]+)\" data-scale=\"([^\"]+)\"[^>]*>([^<]*)<");
        if (command != "replay")
            figures.Count.ShouldBeGreaterThan(3);
        foreach (System.Text.RegularExpressions.Match figure in figures)
        {
            JsonElement at = json;
            foreach (string step in figure.Groups[1].Value.Split('/', StringSplitOptions.RemoveEmptyEntries))
                at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(step)] : at.GetProperty(step);
            if (at.ValueKind != JsonValueKind.Number)
                continue;
            double said = at.GetDouble() * double.Parse(figure.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
            string shown = System.Text.RegularExpressions.Regex.Match(figure.Groups[3].Value.Replace(",", "", StringComparison.Ordinal).Replace('\u2212', '-'), @"-?\d+(\.\d+)?").Value;
            double unit = Math.Pow(10, -(shown.Contains('.', StringComparison.Ordinal) ? shown.Length - shown.IndexOf('.', StringComparison.Ordinal) - 1 : 0));
            double.Parse(shown, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(said, (.5 * unit) + 1e-9, figure.Groups[1].Value);
        }
    }
}
