namespace PowerActors.Actors.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void NextUInt64_SeedZero_IsTheReferenceSequence()
    {
        // The reference implementation of xoshiro256** with its state filled by SplitMix64 from seed 0 (prng.di.unimi.it).
        var random = new SeededRandom(0);

        random.NextUInt64().ShouldBe(0x99EC5F36CB75F2B4UL);
        random.NextUInt64().ShouldBe(0xBF6E1F784956452AUL);
        random.NextUInt64().ShouldBe(0x1A5F849D4933E6E0UL);
    }

    [Fact]
    public void NextDouble_ManyDraws_AreUniform()
    {
        var random = new SeededRandom(3);
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++)
            tenths[(int)(random.NextDouble() * 10)]++;

        // Five standard deviations of a binomial with p = 0.1: deterministic, so it cannot flicker.
        tenths.ShouldAllBe(count => Math.Abs(count - 10_000) < 475);
    }

    [Fact]
    public void Next_StaysInRangeAndReachesAll()
    {
        var random = new SeededRandom(4);
        int[] counts = new int[7];
        for (int i = 0; i < 7000; i++)
            counts[random.Next(7)]++;

        counts.ShouldAllBe(count => count > 800);
        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Between_ReachesBothEnds()
    {
        var random = new SeededRandom(5);
        var seen = new HashSet<long>();
        for (int i = 0; i < 1000; i++)
            seen.Add(random.Between(TimeSpan.FromTicks(3), TimeSpan.FromTicks(6)).Ticks);

        seen.Order().ShouldBe([3L, 4, 5, 6]);
    }

    [Fact]
    public void Fork_IsIndependentButRepeatable()
    {
        var first = new SeededRandom(6);
        var second = new SeededRandom(6);
        SeededRandom fork = first.Fork();

        fork.NextUInt64().ShouldBe(second.Fork().NextUInt64());
        first.NextUInt64().ShouldBe(second.NextUInt64());
        fork.NextUInt64().ShouldNotBe(first.NextUInt64());
    }
}
