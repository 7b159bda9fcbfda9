using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Tests.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Tests.Energy.Governor;

/// <summary>The governor in whole runs: what it saves, and what it may not break.</summary>
public class GovernedRunTests
{
    private static readonly GovernorOptions Governor = new() { Settings = new GovernorSettings { Ttft = TimeSpan.FromSeconds(5) } };

    [Fact]
    public void Execute_Governed_SavesAFifthOfTheGpuEnergyForLessThanAPoint()
    {
        SimulationResult highest = Execute(20, 40, null), governed = Execute(20, 40, Governor);
        highest.Slo.TtftSeconds.ShouldBe(5);
        (governed.Power.GpuEnergyMegawattHours / highest.Power.GpuEnergyMegawattHours).ShouldBeLessThan(.8);
        (governed.Slo.Over - highest.Slo.Over).ShouldBeLessThan(.01);
        governed.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Execute_CrowdedRow_StandsOnRungsForLessTime()
    {
        SimulationResult highest = Execute(52, 40, null), governed = Execute(52, 40, Governor);
        OnRungs(highest).ShouldBeGreaterThan(0);
        OnRungs(governed).ShouldBeLessThan(OnRungs(highest) / 2);
        governed.Laws.Violations.ShouldBeEmpty();

        static double OnRungs(SimulationResult result) => result.Capping.RungSeconds.Where(static pair => pair.Key != "free").Sum(static pair => pair.Value);
    }

    [Fact]
    public void Execute_SameSeed_GivesTheSameDigest() =>
        Execute(20, 40, Governor).Digest.ShouldBe(Execute(20, 40, Governor).Digest);

    [Fact]
    public void Execute_OverloadedRow_KeepsEveryLaw()
    {
        SimulationResult result = Execute(64, 40, Governor, requestsPerServer: 6);
        result.Laws.Violations.ShouldBeEmpty();
        result.Capping.BreakerTrips.ShouldBe(0);
    }

    [SharedDataFact(SharedData.AzureConversation)]
    public void Study_AzureConversation_SavesAFifthForAtMostAPointMore()
    {
        SimulationOptions options = Options(40, 40, 2, ttft: 2) with
        {
            Load = new TraceLoad(AzureTrace.Read(SharedData.Path(SharedData.AzureConversation)), new TraceLoadOptions()),
            Duration = null,
        };
        GovernorStudyResult study = GovernorStudy.Run(options, new GovernorOptions(), [new Megahertz(915), new Megahertz(1110)]);
        study.Saving(study.Governed.GpuEnergy).ShouldBeGreaterThan(.2);
        study.More(study.Governed).ShouldBeLessThan(GovernorStudy.MorePoints);
        study.Hindsight.Value.ShouldBeLessThanOrEqualTo(study.BestFixed!.GpuEnergy.Value);
        study.Highest.WindowJoules.Sum().ShouldBe(study.Highest.GpuEnergy.Value, study.Highest.GpuEnergy.Value * 1e-9);
        study.Highest.Missed.ShouldBe((long)Math.Round(study.Highest.Result.Slo.Over * study.Highest.Result.Requests.Completed));
    }

    [Fact]
    public void ClockCosts_OfEveryProduct_AreATableThatAGovernorTakes()
    {
        foreach (GpuModel gpu in (GpuModel[])[GpuCatalog.A100Sxm80, GpuCatalog.H100Sxm])
        {
            ClockCosts costs = ServingClockCosts.Of(GpuPhysics.For(gpu, "llama2-70b"));
            costs.Steps[^1].Clock.ShouldBe(gpu.MaxClock);
            costs.Steps.Count.ShouldBeInRange(15, 40);
        }
    }

    private static SimulationResult Execute(int servers, int nameplateServers, GovernorOptions? governor, double requestsPerServer = 2)
    {
        using SimulationRun run = new(Options(servers, nameplateServers, requestsPerServer, governor));
        return run.Execute();
    }

    private static SimulationOptions Options(int servers, int nameplateServers, double requestsPerServer, GovernorOptions? governor = null, double ttft = 5)
    {
        TopologyPlan plan = TestPlans.Row(servers, nameplateServers);
        SimulationOptions options = TestPlans.Synthetic(plan, TimeSpan.FromHours(2), requestsPerServer, seed: 1, nameplateServers);
        return options with { WithReference = false, Ttft = TimeSpan.FromSeconds(ttft), Hardware = options.Hardware with { Governor = governor } };
    }
}
