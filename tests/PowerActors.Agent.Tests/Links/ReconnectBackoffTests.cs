using PowerActors.Agent.Links;

namespace PowerActors.Agent.Tests.Links;

public class ReconnectBackoffTests
{
    [Fact]
    public void Next_FailureAfterFailure_DoublesUpToTheLongestAndStartsAnewAfterASuccess()
    {
        ReconnectBackoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), seed: 3);
        double most = 1;
        for (int i = 0; i < 100; i++)
        {
            backoff.Next().TotalSeconds.ShouldBeInRange(most / 2, most);
            most = Math.Min(30, most * 2);
        }

        backoff.Reset();
        backoff.Next().TotalSeconds.ShouldBeInRange(.5, 1);
    }

    [Fact]
    public void Next_ManyAgents_ComeBackAtDifferentTimes_AndTheSameSeedAtTheSame()
    {
        static TimeSpan Tenth(ulong seed)
        {
            ReconnectBackoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), seed);
            for (int i = 0; i < 9; i++)
                backoff.Next();
            return backoff.Next();
        }

        Enumerable.Range(0, 1000).Select(static seed => Tenth((ulong)seed)).Distinct().Count().ShouldBeGreaterThan(990);
        Tenth(5).ShouldBe(Tenth(5));
    }
}
