using PowerActors.Core.Control.Laws;
using PowerActors.Core.Topology;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Tree;

namespace PowerActors.Simulation.Tests.Running;

public class SimulationRunTests
{
    [Fact]
    public void Execute_RowFarBelowItsLimit_EqualsTheUncappedReference()
    {
        SimulationResult result = Execute(servers: 20, nameplateServers: 40, requestsPerServer: 2);
        result.Capping.Directives.ShouldBeLessThanOrEqualTo(1);
        result.Latency.High.ShouldSatisfyAllConditions(
            static high => high.P50Impact.ShouldBe(0),
            static high => high.P99Impact.ShouldBe(0),
            static high => high.ThroughputImpact.ShouldBe(0));
        result.Objectives.Met.ShouldBeTrue();
        ShouldBalance(result);
    }

    [Fact]
    public void Execute_CrowdedRow_StaysBelowItsLimitWhereTheUncappedOneDoesNot()
    {
        SimulationResult capped = Execute(servers: 58, nameplateServers: 40, requestsPerServer: 6);
        SimulationResult free = Execute(servers: 58, nameplateServers: 400, requestsPerServer: 6);
        double limit = capped.Power.LimitWatts;
        (free.Power.PeakUtilization * free.Power.LimitWatts).ShouldBeGreaterThan(limit);
        capped.Power.PeakUtilization.ShouldBeLessThan(1);
        capped.Latency.Low.P50Impact.ShouldBeGreaterThan(.03);
        capped.Latency.High.P50Impact.ShouldBeLessThan(capped.Latency.Low.P50Impact);
        capped.Capping.RungSeconds["T2h"].ShouldBeGreaterThan(0);
        ShouldBalance(capped);
    }

    [Fact]
    public void Execute_SameSeed_GivesTheSameDigestAndFigures()
    {
        SimulationResult first = Execute(52, 40, 4), second = Execute(52, 40, 4);
        second.Digest.ShouldBe(first.Digest);
        second.Power.MeanUtilization.ShouldBe(first.Power.MeanUtilization);
        second.Latency.ShouldBe(first.Latency);
    }

    [Fact]
    public void Execute_AnotherSeed_GivesAnotherDigest() =>
        Execute(52, 40, 4, seed: 2).Digest.ShouldNotBe(Execute(52, 40, 4, seed: 1).Digest);

    [Fact]
    public void Execute_AnyRun_ChecksEveryLawThatItCan()
    {
        TopologyPlan plan = TestPlans.Row(64, 40);
        using SimulationRun run = new(TestPlans.Synthetic(plan, TimeSpan.FromHours(1), 5, seed: 3));
        run.Execute();
        foreach (Law law in new[] { Law.P1, Law.P2, Law.P5, Law.P7, Law.P9 })
            run.Laws.ChecksOf(law).ShouldBeGreaterThan(0, law.ToString());
        run.Laws.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Execute_EnergyAndMeanPower_Agree()
    {
        SimulationResult result = Execute(40, 40, 3);
        double mean = result.Power.EnergyMegawattHours * 1e6 * 3600 / result.SimulatedSeconds;
        (result.Power.MeanUtilization * result.Power.LimitWatts).ShouldBe(mean, mean * .02);
    }

    [Fact]
    public void Execute_WhenNoActuatorActs_TheBreakerTripsAndP1IsReportedBroken()
    {
        // Twice the servers and every actuator stuck: far more than the single fault that P1 promises to survive. The physical breaker must go, and servers fall dark.
        TopologyPlan plan = TestPlans.Row(80, 40);
        SimulationOptions options = TestPlans.Synthetic(plan, TimeSpan.FromHours(2), 6, seed: 1) with { HardwareFaults = [(TimeSpan.Zero, StickEveryActuator)] };
        using SimulationRun run = new(options);
        SimulationResult result = run.Execute();
        result.Capping.BreakerTrips.ShouldBeGreaterThan(0);
        result.Requests.Dropped.ShouldBeGreaterThan(0);
        result.Laws.Violations.ShouldContain(static violation => violation.Law == Law.P1);
        result.Objectives.Met.ShouldBeFalse();
        ShouldBalance(result);
    }

    private static void StickEveryActuator(VirtualDatacenter datacenter)
    {
        foreach (TreeNode server in datacenter.Index.Servers)
        {
            foreach (SimulatedGpu gpu in datacenter.Server(server.ServerIndex).Gpus)
                gpu.Faults = SimulatedFaults.None with { Clock = ActuatorFault.Ignores, Brake = ActuatorFault.Ignores };
        }
    }

    private static SimulationResult Execute(int servers, int nameplateServers, double requestsPerServer, ulong seed = 1)
    {
        TopologyPlan plan = TestPlans.Row(servers, nameplateServers);
        using SimulationRun run = new(TestPlans.Synthetic(plan, TimeSpan.FromHours(1), requestsPerServer, seed, nameplateServers));
        SimulationResult result = run.Execute();
        result.Laws.Violations.ShouldBeEmpty();
        return result;
    }

    private static void ShouldBalance(SimulationResult result)
    {
        RequestResult requests = result.Requests;
        requests.Offered.ShouldBe(requests.Completed + requests.Dropped + requests.InFlight);
        result.Capping.RungSeconds.Values.Sum().ShouldBe(result.SimulatedSeconds, 1e-6);
    }
}
