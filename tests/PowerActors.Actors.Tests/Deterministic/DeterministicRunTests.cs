namespace PowerActors.Actors.Tests.Deterministic;

public sealed class DeterministicRunTests
{
    [Fact]
    public void ForSeeds_OneFails_NamesTheSeed()
    {
        DeterministicRunException exception = Should.Throw<DeterministicRunException>(() =>
            DeterministicRun.ForSeeds([41, 42, 43], system => system.Seed.ShouldNotBe(42UL)));

        exception.Seed.ShouldBe(42UL);
        exception.Message.ShouldStartWith("seed 42 repeats this failure: ");
        exception.Message.ShouldContain("POWERACTORS_SEED=42");
        exception.InnerException.ShouldNotBeNull();
    }

    [Fact]
    public void ForSeeds_Options_AreMadePerSeed()
    {
        List<string> names = [];
        DeterministicRun.ForSeeds(
            [1, 2],
            seed => new DeterministicOptions { Name = $"run-{seed}" },
            system => names.Add($"{system.Name} {system.Seed}"));

        names.ShouldBe(["run-1 1", "run-2 2"]);
    }

    [Fact]
    public void ForSeeds_BadVariable_SaysWhatWouldBeRight()
    {
        string? before = Environment.GetEnvironmentVariable(DeterministicRun.SeedVariable);
        try
        {
            Environment.SetEnvironmentVariable(DeterministicRun.SeedVariable, "forty-two");
            Should.Throw<FormatException>(() => DeterministicRun.ForSeeds([1], _ => { })).Message.ShouldContain("a whole number");

            List<ulong> ran = [];
            Environment.SetEnvironmentVariable(DeterministicRun.SeedVariable, "7");
            DeterministicRun.ForSeeds([1, 2], system => ran.Add(system.Seed));
            ran.ShouldBe([7UL]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(DeterministicRun.SeedVariable, before);
        }
    }
}
