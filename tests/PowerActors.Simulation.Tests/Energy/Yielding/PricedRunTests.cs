using PowerActors.Core.Control;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Energy.Yielding;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;

namespace PowerActors.Simulation.Tests.Energy.Yielding;

/// <summary>Simulated rows whose ladder asks for watts at a price.</summary>
public class PricedRunTests
{
    [Fact]
    public void Execute_HigherPrices_TakeMoreWattsAndTime()
    {
        SimulationResult free = Run(0), little = Run(.45), much = Run(.8);
        little.Power.MeanUtilization.ShouldBeLessThan(free.Power.MeanUtilization - .002);
        much.Power.MeanUtilization.ShouldBeLessThan(little.Power.MeanUtilization - .005);
        little.Latency.Low.P50Impact.ShouldBeInRange(.001, .05);
        much.Latency.Low.P50Impact.ShouldBeGreaterThan(little.Latency.Low.P50Impact + .01);
        much.Latency.High.P50Impact.ShouldBe(0);
        much.Latency.Low.MeanImpact.ShouldBe(much.Latency.Low.P50Impact, .03);
        foreach (SimulationResult result in (SimulationResult[])[free, little, much])
            result.Laws.Violations.ShouldBeEmpty();
    }

    /// <summary>POLCA's rungs with prices beside their ceilings, on a row that is pushed up and down its ladder.</summary>
    [Fact]
    public void Execute_PricesOnEveryRung_BreaksNoLawAndRepeats()
    {
        SimulationResult first = Execute(Priced(KnownLadders.Polca(TimeSpan.FromSeconds(40))), 6), second = Execute(Priced(KnownLadders.Polca(TimeSpan.FromSeconds(40))), 6);
        first.Laws.Violations.ShouldBeEmpty();
        first.Capping.RungSeconds["T2"].ShouldBeGreaterThan(0);
        second.Digest.ShouldBe(first.Digest);
    }

    [Fact]
    public void Mix_OfAServer_IsHowItSplitItsTime()
    {
        GpuPhysics physics = GpuPhysics.For(GpuCatalog.A100Sxm80, "bloom-176b");
        SimulatedWork work = new(SimulatedWork.CostsOf(physics), physics);
        work.Mix.ShouldBeNull();
        work.ClockFor(5).ShouldBe(Megahertz.Unlimited);
        for (int second = 0; second < 300; second += 10)
        {
            work.Change(new ServerActivity(InferencePhase.Prompt, 2048, 0), Ticks(second));
            work.Change(new ServerActivity(InferencePhase.Decode, 0, 4), Ticks(second + 2));
            work.Change(ServerActivity.Idle, Ticks(second + 8));
            work.See([], TimeSpan.FromSeconds(second + 9));
        }

        WorkMix mix = work.Mix!.Value;
        mix.PromptShare.ShouldBe(.25, .001);
        mix.PromptDraw.ShouldBe(1.0214 - (physics.IdleMilliwatts / (double)physics.TdpMilliwatts), .001);
        mix.TokenDraw.ShouldBe(.62 - (physics.IdleMilliwatts / (double)physics.TdpMilliwatts), .001);

        for (int minute = 5; minute < 60; minute++)
        {
            work.Change(new ServerActivity(InferencePhase.Decode, 0, 4), Ticks(60 * minute));
            work.See([], TimeSpan.FromMinutes(minute));
        }

        work.Mix!.Value.PromptShare.ShouldBeLessThan(.01); // what lies an hour back hardly counts
    }

    [Theory]
    [InlineData("bloom-176b")]
    [InlineData("llama2-70b")]
    public void CostsOf_EveryKnownGpu_IsATable(string model)
    {
        foreach (GpuModel gpu in (GpuModel[])[GpuCatalog.A100Sxm80, GpuCatalog.H100Sxm, GpuCatalog.H200Sxm, GpuCatalog.B200])
        {
            GpuPhysics physics = GpuPhysics.For(gpu, model);
            WorkCosts costs = SimulatedWork.CostsOf(physics);
            costs.Steps[^1].Clock.ShouldBe(gpu.MaxClock);
            costs.Steps[0].Clock.Value.ShouldBeInRange(.33 * gpu.MaxClock.Value, .4 * gpu.MaxClock.Value);
            WorkCost middle = costs.Steps.Last(step => step.Clock <= gpu.MaxClock * .8);
            middle.PromptTime.ShouldBe(physics.PromptSlowdownAt(middle.Clock));
            middle.PromptDraw.ShouldBeInRange(.3, .95);
        }
    }

    private static long Ticks(double seconds) => TimeSpan.FromSeconds(seconds).Ticks;

    private static SimulationResult Run(double price)
    {
        Rung held = new()
        {
            Name = "held", EnterAt = .01, LeaveBelow = .005, Settle = TimeSpan.FromSeconds(40), Ceilings = Ceilings.Free with { Price = new PerPriority<double>(price, 0) },
        };
        Ladder polca = KnownLadders.Polca(TimeSpan.FromSeconds(40));
        return Execute(polca with { Name = "held", Rungs = [held, polca.Rungs[^1]] }, 3);
    }

    private static Ladder Priced(Ladder ladder) => ladder with
    {
        Rungs = [.. ladder.Rungs.Select(static (rung, i) => rung.IsBrake ? rung : rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(.4 + (.2 * i), i == 2 ? .4 : 0) } })],
    };

    private static SimulationResult Execute(Ladder ladder, double requestsPerServer)
    {
        TopologyPlan plan = TestPlans.Row(52, 40, ladder);
        TopologyCheck.Run(plan).Faults.ShouldBeEmpty();
        using SimulationRun run = new(TestPlans.Synthetic(plan, TimeSpan.FromHours(1), requestsPerServer, seed: 3));
        return run.Execute();
    }
}
