using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Simulation.Energy.Dvfs;

namespace PowerActors.Simulation.Tests.Energy.Dvfs;

public sealed class DvfsProfileFileTests
{
    private const string Header = "kernel,count,core_mhz,mem_mhz,time_ms,energy_mj\n";

    [Fact]
    public void Parse_OwnFormat_IsAFullTable()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(
            "# a comment\n" + Header + "\"gemm<128, \"\"64\"\">\",24,1410,9501,1.5,300\r\n\"gemm<128, \"\"64\"\">\",24,705,9501,2,200\nnorm,48,705,9501,.2,11\nnorm,48,1410,9501,.1,10\n", "p.csv").Profile;
        profile.Kernels.Select(kernel => (kernel.Name, kernel.Count)).ShouldBe([("gemm<128, \"64\">", 24), ("norm", 48)]);
        profile.Clocks.ShouldBe([new ClockPair(new Megahertz(1410), new Megahertz(9501)), new ClockPair(new Megahertz(705), new Megahertz(9501))]);
        (profile.TimeMs(0, 1), profile.EnergyMj(1, 0)).ShouldBe((2, 10));
        profile.Trials.ShouldBe(1);
        profile.AutomaticClock.ShouldBe(0);
    }

    [Fact]
    public void Parse_AutomaticRows_AreTheAutomaticClock()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(Header + "a,1,1410,9501,1,1\na,1,auto,auto,1,2\n", "p.csv").Profile;
        profile.Clocks[profile.AutomaticClock].IsAutomatic.ShouldBeTrue();
    }

    [Fact]
    public void Parse_OrderColumn_OrdersTheKernels()
    {
        LoadedProfile loaded = DvfsProfileFile.Parse("kernel,core_mhz,time_ms,energy_mj,order,phase\nb,1410,1,1,2,fwd\nb,705,1,1,2,fwd\na,1410,1,1,1,fwd\na,705,1,1,1,fwd\n", "p.csv");
        loaded.Profile.Kernels.Select(kernel => kernel.Name).ShouldBe(["a", "b"]);
        loaded.HasOrder.ShouldBeTrue();
    }

    [Fact]
    public void Parse_Trials_AreAveragedAndKept()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(
            "kernel,count,core_mhz,mem_mhz,time_ms,energy_mj,trial\na,1,1410,1,1,10,x\na,1,1410,1,3,12,y\na,1,705,1,2,5,x\na,1,705,1,2,7,y\n".Replace(",1,1,", ",9501,1,").Replace(",1,3,", ",9501,3,").Replace(",1,2,", ",9501,2,"), "p.csv").Profile;
        profile.Trials.ShouldBe(2);
        profile.TimeMs(0, 0).ShouldBe(2);
        profile.EnergyTrials(0, 1).ToArray().ShouldBe([5, 7]);
    }

    [Fact]
    public void Parse_SeveralFaults_AreToldTogetherEachWithItsLine() => Faults(Header + """
        a,1,1410 MHz,9501,1,10
        a,1,705,9501,0,5
        b,1,1410,9501,1,-10
        b,1,705,9501,1.5ms,5
        c,1,1.41,9501,1,10
        c,2,705,9501,2,5
        c,1,705,9501,1
        """).ShouldBe(
    [
        "p.csv:2: core_mhz is '1410 MHz', with a unit; write 1410 alone, the column is in megahertz",
        "p.csv:3: time_ms is 0; it must be above 0",
        "p.csv:4: energy_mj is -10; it must be above 0",
        "p.csv:5: time_ms is '1.5ms', with a unit; write 1.5 alone, the column is in milliseconds",
        "p.csv:6: core_mhz is 1.41, too low for megahertz; if it is in gigahertz, write 1410",
        "p.csv:7: c has count 2, but 1 in line 6; every row of a kernel needs the same count",
        "p.csv:8: 5 columns where the header has 6; write one value for each column, separated by commas",
    ]);

    [Theory]
    [InlineData("a,1,1410,9501,1,10\na,1,705,9501,1,9\nb,1,1410,9501,1,10\n", "p.csv:4: b has no row at 705/9501 MHz, where other kernels have one; every kernel must be measured at every configuration")]
    [InlineData("a,1,1410,9501,1,10\nb,1,1410,9501,1,10\n", "p.csv:2: every row is at 1410/9501 MHz; a plan needs two or more configurations to choose from")]
    [InlineData("a,1,1410,9501,1,10\na,1,705,9501,1,9\na,1,705,9501,1,8\n", "p.csv:4: a at 705/9501 MHz stands again with other figures than in line 3; keep one, or number them in a column trial")]
    [InlineData("a,1,1410,9501,1,10\na,1,705,9501,.0012,9\na,1,900,9501,1.1,9\n", "p.csv:3: time_ms 0.0012 is 1/833 of what a has at its other configurations; if it is in seconds, write milliseconds")]
    [InlineData("a,1,1410,9501,nan,10\na,1,705,9501,1,9\n", "p.csv:2: time_ms is 'nan', not a number; write milliseconds without the unit")]
    [InlineData("a,1.5,1410,9501,1,10\na,1.5,705,9501,1,9\n", "p.csv:2: count is '1.5'; write a whole number from 1 to 1000000000|p.csv:3: count is '1.5'; write a whole number from 1 to 1000000000")]
    [InlineData("a,1,1410,auto,1,10\na,1,705,9501,1,9\n", "p.csv:2: one clock is auto and the other 1410 MHz; write auto for both or for none")]
    [InlineData("\"a,1,1410,9501,1,10\n", "p.csv:2: a quote is not closed; write \"...\" around a whole field, and \"\" for a quote in it")]
    [InlineData("a,1,1410,9501,1,300\na,1,705,9501,2,400\nb,1,1410,9501,1,.31\nb,1,705,9501,1.5,.4\n", "p.csv:4: b draws 0.31 W (0.31 mJ in 1 ms), where rows in the middle draw 200 W; if it has energy_mj in joules, or time_ms in microseconds, write millijoules and milliseconds|p.csv:5: b draws 0.267 W (0.4 mJ in 1.5 ms), where rows in the middle draw 200 W; if it has energy_mj in joules, or time_ms in microseconds, write millijoules and milliseconds")]
    [InlineData("a,1,1410,9501,1,1e308\na,1,705,9501,1,9\n", "p.csv:2: energy_mj is 1e308, which no kernel takes; write millijoules from 1e-12 to 1e12")]
    [InlineData("", "p.csv:1: there is a header but no row to plan with; expected rows of measured times and energies")]
    public void Parse_BadRows_AreOneLineEach(string rows, string faults) => Faults(Header + rows).ShouldBe(faults.Split('|'));

    [Fact]
    public void Parse_PairOfOneKernelOnly_IsOneFaultAtItsRow() =>
        Faults(Header + string.Concat(Enumerable.Range(0, 5).Select(k => $"k{k},1,1410,9501,1,10\nk{k},1,705,9501,1,9\n")) + "k0,1,1000,9501,1,9\n")
            .ShouldBe(["p.csv:12: 1000/9501 MHz was measured for 1 of 5 kernels; measure the others too or leave it out"]);

    [Fact]
    public void Parse_RowTwiceAlike_IsTakenOnce() =>
        DvfsProfileFile.Parse(Header + "a,1,1410,9501,1,10\na,1,705,9501,1,9\na,1,705,9501,1,9\n", "p.csv").Profile.Trials.ShouldBe(1);

    [Fact]
    public void Parse_CountOfATableWithGaps_IsAWholeNumber() =>
        DvfsProfileFile.Parse(Header + "a,24.0,1.41e3,9501,1,10\na,24.0,705,9501,1,9\n", "p.csv").Profile.Kernels[0].Count.ShouldBe(24);

    [Theory]
    [InlineData("kernel;count;core_mhz\n", "p.csv:1: columns kernel, core_mhz, time_ms, energy_mj are missing in the header; separate columns with commas, not semicolons; it must name kernel,count,core_mhz,mem_mhz,time_ms,energy_mj")]
    [InlineData("kernel\tcount\tcore_mhz\n", "p.csv:1: columns kernel, core_mhz, time_ms, energy_mj are missing in the header; separate columns with commas, not tabs; it must name kernel,count,core_mhz,mem_mhz,time_ms,energy_mj")]
    [InlineData("kernel,core_mhz,time_ms\n", "p.csv:1: column energy_mj is missing in the header; it must name kernel,count,core_mhz,mem_mhz,time_ms,energy_mj")]
    [InlineData("kernel,kernel,core_mhz,time_ms\n", "p.csv:1: column kernel stands twice; name each column once")]
    [InlineData("  \n", "p.csv: is empty; give a CSV file with the columns kernel,count,core_mhz,mem_mhz,time_ms,energy_mj")]
    public void Parse_BadHeader_IsOneLine(string text, string fault) => Faults(text).ShouldBe([fault]);

    [Fact]
    public void Parse_Where_TakesOnlyThoseRows()
    {
        string text = "kernel,core_mhz,time_ms,energy_mj,tp\na,1410,1,1,1\na,705,2,1,1\na,1410,3,1,2\na,705,4,1,2\n";
        DvfsProfileFile.Parse(text, "p.csv", new KeyValuePair<string, string>("tp", "2")).Profile.TimeMs(0, 0).ShouldBe(3);
        Should.Throw<InputException>(() => DvfsProfileFile.Parse(text, "p.csv", new KeyValuePair<string, string>("tp", "3"))).Message.ShouldBe("p.csv: no row has tp 3; choose values that are in the file");
        Should.Throw<InputException>(() => DvfsProfileFile.Parse(text, "p.csv", new KeyValuePair<string, string>("pp", "3"))).Message.ShouldContain("no column pp");
    }

    [Fact]
    public void Parse_LayerProfile_IsTwoKernelsARow()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(
            "tp,input_len,output_len,clock_mhz,batch_size,attn_us_per_layer,ffn_us_per_layer,tpot_ms,sum64_ms,attn_mj_per_layer,ffn_mj_per_layer,e2e_over_sum64\n"
            + "1,128,64,210,1,594.52,1728.01,147,148.64,59.45,199.68,0.989\n1,128,64,1410,1,100,300,147,148.64,80,250,0.989\n", "d.csv").Profile;
        profile.Kernels.Select(kernel => kernel.ToString()).ShouldBe(["attn (decode)", "ffn (decode)"]);
        profile.Kernels[0].Count.ShouldBe(64);
        profile.TimeMs(0, 1).ShouldBe(.59452, 1e-12);
        profile.EnergyMj(1, 0).ShouldBe(250);
    }

    [Fact]
    public void Parse_IterationProfile_IsAKernelForEachShape()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(
            "clock,batch_size,decode_tokens,total_ctx_len,time_taken,energy_consumption,num_trials,valid\n1410,1,60,2048,0.02,5343,50,1\n1380,1,60,2048,0.021,5097,50,1\n1410,128,60,2048,0.1,9000,50,1\n1380,128,60,2048,0.12,8000,50,1\n", "b.csv").Profile;
        profile.Kernels.Select(kernel => kernel.ToString()).ShouldBe(["batch=1 (decode)", "batch=128 (mixed)"]);
        profile.TimeMs(0, 0).ShouldBe(20, 1e-12);
        profile.EnergyMj(0, 0).ShouldBe(5343);
    }

    [Fact]
    public void Sequence_UnknownAndAmbiguous_AreToldTogether()
    {
        DvfsProfile profile = DvfsProfileFile.Parse("kernel,phase,core_mhz,time_ms,energy_mj\na,f,1410,1,1\na,f,705,2,1\na,b,1410,1,1\na,b,705,2,1\n", "p.csv").Profile;
        Should.Throw<InputException>(() => SequenceFile.Parse("kernel,times\na,1\nz,2\nz,0\n", "s.csv", profile)).Faults.Select(fault => fault.ToString()).ShouldBe(
        [
            "s.csv:2: the profile has 2 kernels 'a'; name its phase too",
            "s.csv:3: the profile has no kernel 'z'; name one that it has",
            "s.csv:4: times is '0'; write a whole number from 1 to 1000000000",
            "s.csv:4: the profile has no kernel 'z'; name one that it has",
        ]);
        SequenceFile.Parse("kernel,phase,times\na,b,3\na,f,\n".Replace("f,\n", "f,1\n"), "s.csv", profile).ShouldBe([new SequenceStep(1, 3), new SequenceStep(0, 1)]);
    }

    [Fact]
    public void PlanFile_OfAPlan_ReadsBack()
    {
        DvfsProfile profile = DvfsProfileFile.Parse(Header + "\"a,b\",2,1410,9501,1,10\n\"a,b\",2,705,9501,1,9\n", "p.csv").Profile;
        DvfsPlan plan = DvfsPlanner.Plan(profile, KernelSequence.Of(profile), new PlanOptions { Baseline = 0 }).Plan;
        PlanFile.Format(profile, plan, baseline: 0).ShouldBe(
            "step,kernel,phase,count,core_mhz,mem_mhz,time_ms,energy_mj,baseline_core_mhz,baseline_time_ms,baseline_energy_mj,baseline_mem_mhz\n1,\"a,b\",,2,705,9501,2,18,1410,2,20,9501\n");
    }

    private static string[] Faults(string text) => [.. Should.Throw<InputException>(() => DvfsProfileFile.Parse(text, "p.csv")).Faults.Select(fault => fault.ToString())];
}
