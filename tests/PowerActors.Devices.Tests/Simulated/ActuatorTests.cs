using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class ActuatorTests
{
    [Fact]
    public void Give_BeforeLatency_LeavesSettingInForce()
    {
        var actuator = new Actuator(TimeSpan.FromTicks(40), setting: 9);
        actuator.Give(3, nowTicks: 100);
        actuator.NextDueTicks.ShouldBe(140);
        actuator.Advance(139).ShouldBeFalse();
        actuator.InForce.ShouldBe(9);
        actuator.Requested.ShouldBe(3);
        actuator.Advance(140).ShouldBeTrue();
        actuator.InForce.ShouldBe(3);
        actuator.NextDueTicks.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Give_SameSettingAgain_DoesNotRestartLatency()
    {
        var actuator = new Actuator(TimeSpan.FromTicks(40), setting: 9);
        actuator.Give(3, nowTicks: 0);
        actuator.Give(3, nowTicks: 30);
        actuator.InFlight.ShouldBe(1);
        actuator.Advance(40).ShouldBeTrue();
        actuator.InForce.ShouldBe(3);
    }

    [Fact]
    public void Give_TighterAfterLooser_TakesEffectOneLatencyAfterItWasGiven()
    {
        var actuator = new Actuator(TimeSpan.FromTicks(40), setting: 3);
        actuator.Give(9, nowTicks: 0); // looser
        actuator.Give(1, nowTicks: 10); // tighter
        actuator.Advance(40).ShouldBeTrue();
        actuator.InForce.ShouldBe(9);
        actuator.Advance(50).ShouldBeTrue();
        actuator.InForce.ShouldBe(1);
    }

    [Fact]
    public void Advance_OverSeveralAtOnce_EndsAtTheLast()
    {
        var actuator = new Actuator(TimeSpan.FromTicks(40), setting: 5);
        actuator.Give(1, 0);
        actuator.Give(5, 10);
        actuator.Advance(1000).ShouldBeFalse();
        actuator.InForce.ShouldBe(5);
        actuator.InFlight.ShouldBe(0);
    }

    [Fact]
    public void AnySequence_AtAnyTime_InForceIsTheLastGivenOneLatencyAgo()
    {
        // A reference that scans the whole history.
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            int latency = random.Next(0, 50);
            var actuator = new Actuator(TimeSpan.FromTicks(latency), setting: 0);
            var given = new List<(long At, int Setting)>();
            long now = 0;
            for (int step = 0; step < 200; step++)
            {
                now += random.Next(0, 10);
                if (random.Next(3) == 0)
                {
                    int setting = random.Next(4);
                    actuator.Give(setting, now);
                    given.Add((now, setting));
                }

                actuator.Advance(now);
                actuator.InForce.ShouldBe(given.LastOrDefault(g => g.At + latency <= now).Setting);
                actuator.NextDueTicks.ShouldBeGreaterThan(now);
            }
        }
    }

    [Fact]
    public void Reset_WithCommandsInFlight_ForgetsThem()
    {
        var actuator = new Actuator(TimeSpan.FromTicks(40), setting: 9);
        actuator.Give(3, 0);
        actuator.Reset(9);
        actuator.Advance(100).ShouldBeFalse();
        actuator.InForce.ShouldBe(9);
        actuator.Requested.ShouldBe(9);
    }

    [Fact]
    public void Constructor_NegativeLatency_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Actuator(TimeSpan.FromTicks(-1), 0));

    [Fact]
    public void Profiles_AreThePublishedLatencies()
    {
        ActuatorProfile.OutOfBand.ShouldBe(new ActuatorProfile(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(5)));
        ActuatorProfile.InBand.ShouldBe(new ActuatorProfile(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
    }
}
