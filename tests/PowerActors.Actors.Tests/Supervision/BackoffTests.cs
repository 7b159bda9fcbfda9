namespace PowerActors.Actors.Tests.Supervision;

public sealed class BackoffTests
{
    [Fact]
    public void Delay_GrowsByTheFactorUpToTheMaximum()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), Factor: 3, Jitter: 0);
        var random = new SeededRandom(1);

        Enumerable.Range(1, 5).Select(n => backoff.Delay(n, ref random).TotalSeconds).ToArray().ShouldBe([1.0, 3, 9, 10, 10]);
    }

    [Fact]
    public void Delay_Jitter_LengthensByUpToItsShare()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), Jitter: 0.5);
        var random = new SeededRandom(1);
        double[] delays = [.. Enumerable.Range(0, 1000).Select(_ => backoff.Delay(1, ref random).TotalSeconds)];

        delays.Min().ShouldBeInRange(10.0, 10.1);
        delays.Max().ShouldBeInRange(14.9, 15.0);
    }

    [Fact]
    public void TryRestart_HealthyForLong_StartsOverWithTheShortestDelay()
    {
        var strategy = new SupervisorStrategy
        {
            MaxRestarts = -1,
            Backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), Jitter: 0) { ResetAfter = TimeSpan.FromSeconds(30) },
        };
        var count = new RestartCountProbe(strategy);

        count.FailAt(0).ShouldBe(1);
        count.FailAt(2).ShouldBe(2);
        count.FailAt(5).ShouldBe(4);
        count.FailAt(50).ShouldBe(1);
    }

    [Fact]
    public void TryRestart_WindowOver_CountsAnew()
    {
        var count = new RestartCountProbe(new SupervisorStrategy { MaxRestarts = 2, Window = TimeSpan.FromSeconds(10) });

        count.FailAt(0).ShouldBe(0);
        count.FailAt(1).ShouldBe(0);
        count.FailAt(2).ShouldBeNull();
        count.FailAt(13).ShouldBe(0);
    }

    /// <summary>Fails an imaginary actor at given seconds and says after how many it would run again; null when it would not.</summary>
    private sealed class RestartCountProbe(SupervisorStrategy strategy)
    {
        private readonly RestartCount _count = new();
        private SeededRandom _random = new(1);

        public double? FailAt(double seconds)
        {
            bool granted = _count.TryRestart(strategy, TimeSpan.FromSeconds(seconds), ref _random, out TimeSpan delay);
            _count.OnRunning(TimeSpan.FromSeconds(seconds) + delay);
            return granted ? delay.TotalSeconds : null;
        }
    }
}
