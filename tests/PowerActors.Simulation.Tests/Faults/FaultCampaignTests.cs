using PowerActors.Core.Topology;
using PowerActors.Simulation.Faults;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Tree;

namespace PowerActors.Simulation.Tests.Faults;

/// <summary>
/// Simulated hours in which telemetry is lost and late, actors crash, servers fall silent and actuators stick: no breaker trips and no law is broken. Each seed is a run of its own and
/// repeats exactly. <c>POWERACTORS_FAULT_SEEDS=1000</c> runs a thousand; <c>POWERACTORS_SEED=42</c> runs that one.
/// </summary>
public class FaultCampaignTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    [Fact]
    public void Run_UnderFaults_KeepsEveryLaw()
    {
        List<string> broken = [];
        Lock gate = new();
        Parallel.ForEach(Seeds(), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            string? failure = RunOne(seed);
            if (failure is null)
                return;
            lock (gate)
                broken.Add(failure);
        });
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Run_SameSeedTwice_GivesTheSameDigest()
    {
        SimulationResult first = Execute(7, out _), second = Execute(7, out _);
        second.Digest.ShouldBe(first.Digest);
        second.Laws.Checks.ShouldBe(first.Laws.Checks);
    }

    private static string? RunOne(ulong seed)
    {
        try
        {
            SimulationResult result = Execute(seed, out FaultScenario scenario);
            if (result.Laws.Violations.Count == 0 && result.Capping.BreakerTrips == 0)
                return null;
            IEnumerable<string> laws = result.Laws.Violations.Take(3).Select(static violation => $"{violation.Law} at {violation.At.TotalSeconds:0} s, {violation.Where}: {violation.Detail}");
            return $"seed {seed} repeats this: {string.Join("; ", laws)} ({string.Join("; ", scenario.Story)})";
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return $"seed {seed} repeats this: {failure}";
        }
    }

    private static SimulationResult Execute(ulong seed, out FaultScenario scenario)
    {
        // From a quiet row to one that would pass its limit by far without control.
        double requestsPerServer = 2 + (seed % 8);
        TopologyPlan plan = TestPlans.Row(servers: 52, nameplateServers: 40);
        scenario = FaultScenario.Draw(seed, new TreeIndex(plan.Root), Duration);
        SimulationOptions options = TestPlans.Synthetic(plan, Duration, requestsPerServer, seed) with
        {
            MessageFaults = scenario.Messages,
            HardwareFaults = scenario.Hardware,
            WithReference = false,
        };
        using SimulationRun run = new(options);
        return run.Execute();
    }

    private static IEnumerable<ulong> Seeds()
    {
        if (ulong.TryParse(Environment.GetEnvironmentVariable("POWERACTORS_SEED"), out ulong one))
            return [one];
        int count = int.TryParse(Environment.GetEnvironmentVariable("POWERACTORS_FAULT_SEEDS"), out int asked) ? asked : 40;
        return Enumerable.Range(1, count).Select(static seed => (ulong)seed);
    }
}
