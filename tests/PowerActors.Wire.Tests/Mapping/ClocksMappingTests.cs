using PowerActors.Core.Units;
using PowerActors.Wire.Mapping;
using PowerActors.Wire.Protocol;

namespace PowerActors.Wire.Tests.Mapping;

public class ClocksMappingTests
{
    private static readonly ServerClocks Clocks = new(
        GovernorStatus.Shadow, 1, [.. Enumerable.Range(0, 8).Select(static i => new GpuClocks(new Megahertz(900 + i), new Watts(i), i == 0 ? Megahertz.Unlimited : new Megahertz(705)))], "decode", 7);

    [Fact]
    public void Clocks_WrittenAndParsed_AreTheSame()
    {
        Report report = Report.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(With(static _ => { })));
        ReportMapping.Read(report, Samples.Limits, out _).ShouldBeNull();
        ServerClocks read = ClocksMapping.Read(report)!;
        (read.Governor, read.Stale, read.Phase, read.PhaseChanges).ShouldBe((Clocks.Governor, Clocks.Stale, Clocks.Phase, Clocks.PhaseChanges));
        read.Gpus.ShouldBe(Clocks.Gpus);
    }

    [Fact]
    public void Report_WithoutClocks_HasNone()
    {
        Report report = With(static _ => { });
        report.Reset();
        report.Clocks.ShouldBeNull();
        ClocksMapping.Read(report).ShouldBeNull();
    }

    [Fact]
    public void Clocks_ThatCannotBe_RefuseTheReport()
    {
        Action<Clocks>[] wrong =
        [
            static clocks => clocks.Governor = 3,
            static clocks => clocks.Stale = 5000,
            static clocks => clocks.PhaseChanges = -1,
            static clocks => clocks.Phase = new string('x', 65),
            static clocks => clocks.Phase = "a\nb",
            static clocks => clocks.GovernorMhz[0] = 0,
            static clocks => clocks.GovernorMhz[0] = float.NaN,
            static clocks => clocks.GovernorMhz[0] = 20_000,
            static clocks => clocks.GovernorMhz.Add(900),
            static clocks => clocks.PhaseMhz.Clear(),
            static clocks => clocks.SavedWatts[3] = -1,
            static clocks => clocks.SavedWatts[3] = float.PositiveInfinity,
        ];
        foreach (Action<Clocks> change in wrong)
            ReportMapping.Read(With(change), Samples.Limits, out _).ShouldNotBeNull();
    }

    private static Report With(Action<Clocks> change)
    {
        Report report = Samples.Report();
        ClocksMapping.Write(report, Clocks);
        change(report.Clocks);
        return report;
    }
}
