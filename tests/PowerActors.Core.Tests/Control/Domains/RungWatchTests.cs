using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Domains;

/// <summary>That the watch sees what it watches for, and nothing else. Flapping through a wrong estimate: <see cref="Laws.LawP8P9Tests"/>.</summary>
public sealed class RungWatchTests
{
    [Fact]
    public void P8_ShellThatForgotToTick_IsReported()
    {
        LawBench bench = new LawBench(LawBench.Row).Run(60, .85).Run(10, .5);
        bench.Law.Rung.ShouldBe(1);
        for (int child = 0; child < 4; child++)
            bench.Law.OnReport(child, new Core.Control.Domains.PowerReport(1000, new(3000), default, default, default), bench.Now);
        bench.Law.OnTick(bench.Now + 1.Hours());
        bench.Law.OnTick(bench.Now + 2.Hours());
        bench.Laws.ChecksOf(Law.P8).ShouldBePositive();
        bench.Run(2, .5);
        bench.Laws.Violations.ShouldNotContain(static violation => violation.Law == Law.P9);
    }

    [Fact]
    public void P9_ManyStepsOfLoad_AreManyLoads()
    {
        LawBench bench = new(LawBench.Row);
        for (int i = 0; i < 10; i++)
            bench.Run(130, .85).Run(130, .5);
        bench.Effects.RungChanges.Count.ShouldBe(20);
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void P9_LadderLongForgotten_OneMoreStepIsNotBlamedForIt()
    {
        // Five changes at one load are allowed; those of the next load count from none.
        LawBench bench = new LawBench(LawBench.Row).Run(4, 1.05);
        bench.Run(500, .2).Law.Rung.ShouldBe(0);
        bench.Run(4, 1.05).Law.Rung.ShouldBe(4);
        bench.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void P8_LongLadder_ATickPerRungIsNoRatchet()
    {
        Ladder ladder = new()
        {
            Name = "long",
            Hold = 20.Seconds(),
            Rungs = [.. Enumerable.Range(0, 30).Select(i => LawBench.Row.Ladder.Rungs[0] with { Name = $"r{i}", Settle = TimeSpan.Zero })],
        };
        LawBench bench = new LawBench(LawBench.Row with { Ladder = ladder }).Run(80, .85);
        bench.Law.Rung.ShouldBe(30);
        bench.Run(30 * 24, .3).Law.Rung.ShouldBe(0);
        bench.Laws.Violations.ShouldBeEmpty();
    }
}
