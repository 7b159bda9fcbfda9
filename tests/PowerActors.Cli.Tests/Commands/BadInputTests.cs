using PowerActors.Cli.Commands;

namespace PowerActors.Cli.Tests.Commands;

/// <summary>Bad input: exit code 2, nothing on standard output, one line per fault that says where, what, and what would be right.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void UnknownKey_AtTheTop_NamesTheNearest() =>
        Check("\npolcy = no-cap\n").ShouldBe(["site.conf:2: unknown key 'polcy'; did you mean 'policy'?"]);

    [Fact]
    public void UnknownKey_DeepDown_NamesTheNearest() =>
        Check("objectives.high { p50 = \"1 %\"\n p9 = \"5 %\" }").ShouldBe(["site.conf:2: unknown key 'p9' in objectives.high; did you mean 'p99'?"]);

    [Fact]
    public void Unit_LeftOut_IsRefused() =>
        Check("timing {\n  lease = 60\n}").ShouldBe(["site.conf:2: timing.lease is 60 without a unit; write \"60 ms\", \"60 s\", \"60 m\" or \"60 h\""]);

    [Fact]
    public void Limit_Negative_IsRefused() =>
        Check("topology.rows = [\n { limit = \"-5 kW\"\n servers = [{ model = DGX-A100 }] }]").ShouldBe(["site.conf:2: topology.rows.0.limit is -5 kW; it must be above 0 W"]);

    [Fact]
    public void Name_Twice_IsRefused() =>
        Check("""
            topology.rows = [
              { name = a, servers = [{ model = DGX-A100 }] }
              { name = a, servers = [{ model = DGX-A100 }] }
            ]
            """).ShouldBe(["site.conf:3: 'a' stands twice in site, first at site.conf:2; a name must be unique among its siblings"]);

    [Fact]
    public void Ladder_PricesThatCannotBe_AreNamedWithTheirLines() =>
        Check("""
            ladders.mine.rungs = [
              { name = a, enter = "80 %", leave = "75 %", low-price = "2000 %" }
              { name = b, enter = "85 %", leave = "80 %", low = "1110 MHz", low-price = 0.3 }
              { name = c, enter = "90 %", leave = "85 %", low = "1110 MHz", high-prise = "30 %" }
            ]
            """).ShouldBe(
        [
            "site.conf:2: ladders.mine.rungs.0.low-price is 2000 %; it must be from 0 % to 1000 %",
            "site.conf:3: ladders.mine.rungs.1.low-price is 0.3 without a unit; write \"30 %\"",
            "site.conf:4: unknown key 'high-prise' in ladders.mine.rungs.2; did you mean 'high-price'?",
        ]);

    [Fact]
    public void Ladder_HighPriorityAskedFirst_IsRefused() =>
        Check("""
            ladders.mine.rungs = [
              { name = a, enter = "80 %", leave = "75 %", low = "1275 MHz", low-price = "30 %" }
              { name = b, enter = "85 %", leave = "80 %", low = "1275 MHz", low-price = "30 %", high-price = "40 %" }
            ]
            """).ShouldBe(["site.conf:3: ladders.mine: rung 'b' asks high priority for watts at 40 % but low only at 30 %; low priority must give at least at that price (law P7)"]);

    /// <summary>A ceiling that is none for some low-priority GPU is no ceiling for law P7.</summary>
    [Fact]
    public void Ladder_HighPriorityAskedWhereALowOneIsFree_IsRefused() =>
        Check("""
            policy = mine
            ladders.mine.rungs = [
              { name = a, enter = "80 %", leave = "75 %", low = "1500 MHz", low-price = "30 %", high-price = "30 %" }
              { name = brake, enter = "100 %", leave = "84 %", low = "288 MHz", high = "288 MHz", brake = true }
            ]
            topology.rows = [{ limit = "30 kW", servers = [{ model = DGX-A100, priority = low }, { model = DGX-H100, priority = high }] }]
            """).ShouldHaveSingleItem().ShouldContain("rung 'a' caps high-priority H100-SXM5-80GB at free and 30 % for watts, but leaves low-priority A100-SXM4-80GB free");

    [Fact]
    public void Ladder_ThresholdsOutOfOrder_IsRefused() =>
        Check("""
            ladders.mine.rungs = [
              { name = first, enter = "89 %", leave = "84 %", low = "1275 MHz" }
              { name = second, enter = "80 %", leave = "75 %", low = "1110 MHz" }
            ]
            """).ShouldBe(["site.conf:3: ladders.mine: rung 'second' enters at 80 %, below 'first' at 89 %; thresholds must not fall"]);

    [Fact]
    public void FailSafe_CannotFit_IsRefusedWithDomainAndWatts() =>
        Check("""
            fail-safe { low = free, high = free }
            topology.rows = [{ name = row, limit = "260 kW"
              servers = [{ count = 40, model = DGX-A100 }] }]
            """).ShouldBe(
        [
            "site.conf:2: site/row: with every controller dead its 40 servers draw 272.8 kW at the fail-safe caps (free), 12.8 kW more than its limit of 260 kW; "
            + "lower the fail-safe, raise the limit or remove servers (law P6)",
        ]);

    [Fact]
    public void Times_ThatDoNotFitTogether_AreRefusedAtTheirLine() =>
        Check("timing {\n heartbeat = \"1 s\"\n}").ShouldBe(["site.conf:2: heartbeat (1 s) is shorter than the telemetry period (2 s); it must be at least as long"]);

    [Fact]
    public void Syntax_NotHocon_IsRefusedWithItsLine()
    {
        string line = Check("timing {\n  lease = \"60 s\n}").ShouldHaveSingleItem();
        line.ShouldStartWith("site.conf:2: ");
        line.ShouldContain(';');
    }

    [Fact]
    public void Substitution_Cycle_IsRefusedWithItsLine()
    {
        string line = Check("templates { a = ${templates.b}\n b = ${templates.a} }")[0];
        line.ShouldStartWith("site.conf:");
        line.ShouldContain("cycle");
    }

    [Fact]
    public void Substitution_Undefined_IsRefusedWithItsLine() => Check("\npolicy = ${polcy}").ShouldHaveSingleItem().ShouldStartWith("site.conf:2: ");

    [Fact]
    public void Include_Cycle_IsRefused()
    {
        _cli.File("other.conf", "include \"site.conf\"");
        string line = Check("include \"other.conf\"").ShouldHaveSingleItem();
        line.ShouldStartWith("other.conf:1: the file includes itself: site.conf -> other.conf -> site.conf; ");
    }

    [Fact]
    public void File_Missing_IsRefused() => _cli.Refused("topology", "check", _cli.Missing("no.conf")).ShouldHaveSingleItem().ShouldStartWith("no.conf: ");

    [Fact]
    public void Faults_OfSeveralKinds_AreToldTogetherInTheOrderOfTheLines() =>
        Check("""
            polcy = polca
            timing { lease = 60 }
            ladders.mine { hold = "10 s", rungs = [
              { name = a, enter = "89 %", leave = "84 %", low = "1110 MHz" }
              { name = b, enter = "89 %", leave = "89 %", low = "1110 MHz" }
            ] }
            simulation.batching = some
            breakers.slow { form = iec, trip-time = "80 s" }
            hardware.servers.mine { extends = DGX-A10 }
            topology {
              limit = 5 kw
              rows = [{ limit = "20 kW", racsk = [], racks = [
                { name = r, servers = [{ model = DGX-A100, count = 1 }] }
                { name = r, servers = [{ model = DGX-A100, count = 1, priority = lo }] }
              ] }]
            }
            """).ShouldBe(
        [
            "site.conf:1: unknown key 'polcy'; did you mean 'policy'?",
            "site.conf:2: timing.lease is 60 without a unit; write \"60 ms\", \"60 s\", \"60 m\" or \"60 h\"",
            "site.conf:5: ladders.mine: rung 'b' is left below 89 %; it must be above 0 % and below its entry at 89 %",
            "site.conf:7: simulation.batching is 'some'; write continuous or single",
            "site.conf:8: breakers.slow has no 'exponent'; give the exponent of its curve, such as 2",
            "site.conf:9: hardware.servers.mine.extends is the unknown product 'DGX-A10'; did you mean 'DGX-A100'?",
            "site.conf:11: topology.limit is '5 kw' with the unknown unit 'kw'; write \"5 W\", \"5 kW\" or \"5 MW\"",
            "site.conf:12: unknown key 'racsk' in topology.rows.0; did you mean 'racks'?",
            "site.conf:14: topology.rows.0.racks.1.servers.0.priority is 'lo'; write low, high, alternate, or a share of low such as \"30 % low\"",
            "site.conf:14: 'r' stands twice in site/row-1, first at site.conf:13; a name must be unique among its siblings",
        ]);

    [Fact]
    public void SameFaults_InSimulate_AreTheSameLines()
    {
        string file = _cli.File("site.conf", "polcy = polca\ntiming.lease = 60");
        _cli.Refused("simulate", "--config", file).ShouldBe(_cli.Refused("topology", "check", file));
    }

    [Theory]
    [InlineData("--set: policy is the unknown ladder 'polka'; did you mean 'polca'?", "topology", "check", "--set", "policy=polka")]
    [InlineData("--policy: policy is the unknown ladder 'polka'; did you mean 'polca'?", "simulate", "--policy", "polka")]
    [InlineData("--duration: simulation.duration is 24 without a unit; write \"24 ms\", \"24 s\", \"24 m\" or \"24 h\"", "simulate", "--duration", "24")]
    [InlineData("--servers: simulation.servers is 0; it must be from 1 to 200000", "simulate", "--servers", "0")]
    [InlineData("--oversubscribe: simulation.oversubscribe is 30 without a unit; write \"30 %\"", "simulate", "--oversubscribe", "30")]
    [InlineData("--oversubscribe: stands beside --servers; write one of them", "simulate", "--oversubscribe", "30%", "--servers", "5")]
    [InlineData("--model: simulation.model is the unknown model 'bloom'; known are bloom-176b, llama2-70b", "simulate", "--model", "bloom")]
    [InlineData("--raw: resolves one file alone; leave --config, --set and PATH out", "config", "show", "timing", "--raw", "x.conf")]
    [InlineData("PATH: unknown key 'tming'; did you mean 'timing'?", "config", "show", "tming")]
    [InlineData("PATH: unknown key 'leese' in timing; did you mean 'lease'?", "config", "show", "timing.leese")]
    [InlineData("poweractors: unknown option '--serves'; did you mean '--servers'?", "simulate", "--serves", "3")]
    [InlineData("poweractors: unknown command 'simulat'; did you mean 'simulate'?", "simulat")]
    [InlineData("poweractors: unknown command 'chekc'; did you mean 'check'?", "topology", "chekc")]
    [InlineData("poweractors: unexpected 'b.conf'; poweractors topology check --help shows what can stand here", "topology", "check", "a.conf", "b.conf")]
    [InlineData("poweractors: topology needs one of check (poweractors topology --help)", "topology")]
    [InlineData("poweractors: required argument missing for option: '--seed'", "simulate", "--seed")]
    public void CommandLine_Wrong_IsOneLine(string line, params string[] args) => _cli.Refused(args).ShouldBe([line]);

    [Fact]
    public void Environment_Wrong_NamesTheVariable()
    {
        _cli.Environment["POWERACTORS__TIMING__LEASE"] = "60";
        _cli.Refused("topology", "check").ShouldBe(["environment variable POWERACTORS__TIMING__LEASE: timing.lease is 60 without a unit; write \"60 ms\", \"60 s\", \"60 m\" or \"60 h\""]);
    }

    [Fact]
    public void Servers_MoreThanTheFailSafeAllows_AreRefused() =>
        _cli.Refused("simulate", "--servers", "500")[0].ShouldContain("with every controller dead its 500 servers draw");

    private string[] Check(string text) => _cli.Refused("topology", "check", _cli.File("site.conf", text));
}
