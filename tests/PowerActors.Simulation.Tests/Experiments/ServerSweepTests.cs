using PowerActors.Simulation.Experiments.Sweep;

namespace PowerActors.Simulation.Tests.Experiments;

public sealed class ServerSweepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(39)]
    [InlineData(53)]
    [InlineData(60)]
    public void Run_ObjectiveMissedAboveSomeCount_FindsIt(int most)
    {
        SweepResult result = ServerSweep.Run([7], start: 40, allowed: 60, "law P1", (seed, servers) => new SweepTrial(seed, servers, servers > most ? ["P99"] : []), workers: 1);
        result.Most.ShouldBe(most);
        result.Refusal.ShouldBe(most == 60 ? "law P1" : null);
        if (most < 60)
            result.Binding.ShouldBe([("P99", most + 1)]);
    }

    [Fact]
    public void Run_NothingIsEverMet_FindsNone() =>
        ServerSweep.Run([1, 2], 40, 60, null, static (seed, servers) => new SweepTrial(seed, servers, ["P50"]), 2).Most.ShouldBe(0);

    [Fact]
    public void HalfWidth_SeedsThatDiffer_IsStudents()
    {
        int[] most = [50, 52, 54];
        SweepResult result = ServerSweep.Run([0, 1, 2], 40, 60, null, (seed, servers) => new SweepTrial(seed, servers, servers > most[seed] ? ["P50"] : []), 2);
        result.Most.ShouldBe(50);
        result.Mean.ShouldBe(52);
        result.HalfWidth.ShouldBe(4.303 * 2 / Math.Sqrt(3), .001); // t at 97.5 % with two degrees of freedom
    }
}
