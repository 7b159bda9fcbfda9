using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Dvfs;

namespace PowerActors.Simulation.Tests.Energy.Dvfs;

public class PhasePlanFileTests
{
    private const string Header = "step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj\n";

    [Fact]
    public void Parse_PlanThatThePlannerWrote_HasAClockForEachPhase()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(
            """
            kernel,phase,count,core_mhz,time_ms,energy_mj
            a,forward,2,1410,1,10
            a,forward,2,705,1.5,9
            b,forward,1,1410,3,30
            b,forward,1,705,5,28
            c,decode,4,1410,2,20
            c,decode,4,705,2,12
            """,
            "p.csv").Profile;
        DvfsPlan plan = DvfsPlanner.Plan(profile, KernelSequence.Of(profile), new PlanOptions { Baseline = 0, Grain = PlanGrain.Phase }).Plan;
        PhasePlan read = PhasePlanFile.Parse(PlanFile.Format(profile, plan, baseline: 0), "plan.csv");
        read.Baseline.ShouldBe(new Megahertz(1410));
        read.Phases.ShouldBe([new PhaseChoice("forward", new Megahertz(1410), 5, 50, 5, 50), new PhaseChoice("decode", new Megahertz(705), 8, 48, 8, 80)]);
        (read.IndexOf("decode"), read.IndexOf("x"), read.Resting).ShouldBe((1, -1, new Megahertz(1410)));
    }

    [Fact]
    public void Parse_Faults_AreToldTogetherWithFileAndLine() =>
        Faults(Header + "1,k,forward,1,900,,10,20,1410,9,30\n2,l,forward,1,1200,,1,2,1410,1,3\n3,m,,1,900,,1,2,1410,1,3\n4,n,a b,1,900,,1,2,1380,1,3\n5,o,decode,1,0.9,,0,2,1410,1,3\n").ShouldBe(
        [
            "plan.csv:3: phase forward has 1200 MHz here and 900 MHz in line 2; a plan made with --grain phase has one",
            "plan.csv:4: phase is empty; a profile with a column phase gives a plan with phases",
            "plan.csv:5: baseline_core_mhz is 1380 where other rows have 1410; a plan is compared with one",
            "plan.csv:5: phase 'a b' cannot be hinted at; write 1 to 64 ASCII characters without spaces",
            "plan.csv:6: core_mhz is 0.9, too low for megahertz; if it is in gigahertz, write 900",
            "plan.csv:6: time_ms is 0; it must be above 0",
        ]);

    [Fact]
    public void Parse_PlanWithoutBaseline_SaysWhatIsMissing() =>
        Faults("step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj\n1,k,f,1,900,,1,2\n").ShouldHaveSingleItem().ShouldStartWith(
            "plan.csv:1: columns baseline_core_mhz, baseline_time_ms, baseline_energy_mj are missing in the header; a plan that `poweractors plan dvfs --grain phase --out FILE` wrote names");

    [Fact]
    public void Parse_HeaderAlone_IsRefused() => Faults(Header).ShouldHaveSingleItem().ShouldContain("there is a header but no row");

    [Fact]
    public void Parse_RowsAtDifferentMemoryClocks_AreRefused() =>
        Faults(Header + "1,k,forward,1,900,9501,10,20,1410,9,30\n2,l,decode,1,900,5001,1,2,1410,1,3\n3,m,idle,1,900,auto,1,2,1410,1,3\n").ShouldBe(
            ["plan.csv:3: mem_mhz is 5001 here and 9501 in line 2; phases set no memory clock, so plan with it fixed (--where mem_mhz=9501)"]);

    [Fact]
    public void Parse_MemoryClockThatIsNotTheBaselines_IsRefused() =>
        Faults(Header.Replace("\n", ",baseline_mem_mhz\n", StringComparison.Ordinal) + "1,k,forward,1,900,5001,10,20,1410,9,30,9501\n").ShouldBe(
            ["plan.csv:2: mem_mhz is 5001 where the baseline has 9501; phases set no memory clock, so plan with it fixed (--where mem_mhz=9501)"]);

    [Theory]
    [InlineData("", null)]
    [InlineData("auto", null)]
    [InlineData("9501", 9501.0)]
    public void Parse_OneMemoryClock_IsKeptThroughTheLimitOfAGpu(string memory, double? expected) =>
        PhasePlanFile.Parse(Header + $"1,k,forward,1,900,{memory},10,20,1410,9,30\n", "plan.csv").For(new Megahertz(1000)).MemoryClock.ShouldBe(expected is { } clock ? new Megahertz(clock) : null);

    private static string[] Faults(string text) => [.. Should.Throw<InputException>(() => PhasePlanFile.Parse(text, "plan.csv")).Faults.Select(static fault => fault.ToString())];
}
