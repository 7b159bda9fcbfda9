using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
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

    /// <summary>A campaign in which nothing happens proves nothing: faults strike, rows are pushed onto their upper rungs, and people are told.</summary>
    [Fact]
    public void Draw_SomeSeeds_PutTheTreeUnderStress()
    {
        double onUpperRungs = 0, crashes = 0, lost = 0, alerts = 0;
        foreach (ulong seed in new ulong[] { 3, 4, 7, 9 })
        {
            (SimulationOptions options, _) = Compose(seed);
            using SimulationRun run = new(options);
            SimulationResult result = run.Execute();
            onUpperRungs += result.Capping.RungSeconds["T2"] + result.Capping.RungSeconds["T2h"];
            crashes += run.System.FaultCount(FaultKind.Crash);
            lost += run.System.FaultCount(FaultKind.Drop);
            alerts += result.Capping.Alerts;
        }

        onUpperRungs.ShouldBeGreaterThan(600);
        crashes.ShouldBeGreaterThan(0);
        lost.ShouldBeGreaterThan(1000);
        alerts.ShouldBeGreaterThan(0);
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
        (SimulationOptions options, scenario) = Compose(seed);
        using SimulationRun run = new(options);
        return run.Execute();
    }

    private static (SimulationOptions Options, FaultScenario Scenario) Compose(ulong seed)
    {
        // From a quiet row to one that would pass its limit without control; always one that the check of the plan accepts.
        double requestsPerServer = 2 + (seed % 8);
        TopologyPlan plan = TestPlans.Row(servers: 52, nameplateServers: 40 - (int)(seed % 5), ladder: seed % 3 == 0 ? Priced() : null);
        TopologyCheck.Run(plan).Faults.ShouldBeEmpty();
        FaultScenario scenario = FaultScenario.Draw(seed, new TreeIndex(plan.Root), Duration);
        SimulationOptions options = TestPlans.Synthetic(plan, Duration, requestsPerServer, seed) with
        {
            MessageFaults = scenario.Messages,
            HardwareFaults = scenario.Hardware,
            WithReference = false,
        };
        return (options, scenario);
    }

    /// <summary>Every third row asks for watts at a price beside POLCA's ceilings.</summary>
    private static Ladder Priced()
    {
        Ladder polca = KnownLadders.Polca(new ControlTiming().ClockLatency);
        return polca with
        {
            Rungs = [.. polca.Rungs.Select(static (rung, i) => rung.IsBrake ? rung : rung with { Ceilings = rung.Ceilings with { Price = new PerPriority<double>(.4 + (.2 * i), i == 2 ? .5 : 0) } })],
        };
    }

    private static IEnumerable<ulong> Seeds()
    {
        if (ulong.TryParse(Environment.GetEnvironmentVariable("POWERACTORS_SEED"), out ulong one))
            return [one];
        int count = int.TryParse(Environment.GetEnvironmentVariable("POWERACTORS_FAULT_SEEDS"), out int asked) ? asked : 40;
        return Enumerable.Range(1, count).Select(static seed => (ulong)seed);
    }
}
