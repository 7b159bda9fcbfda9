using PowerActors.Agent.Yielding;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Agent.Tests.Yielding;

public class ProfiledWorkTests
{
    private static readonly GpuModel Gpu = GpuCatalog.A100Sxm80;

    private static readonly ClockCosts Costs = new(
    [
        new ClockCost(new Megahertz(900), 1.4, 1.2, .5),
        new ClockCost(new Megahertz(1200), 1.1, 1.05, .7),
        new ClockCost(new Megahertz(1410), 1, 1, 1),
    ]);

    [Fact]
    public void See_UnderACap_ReckonsWithTheDrawAtTheHighestClock()
    {
        ProfiledWork work = Work(1);
        See(work, Gpu.Idle + (Gpu.Tdp * .42), 1200, seconds: 0);
        work.Draw.ShouldBe(.6, 1e-9);
    }

    [Fact]
    public void ClockFor_LittleWatts_NeedsAHigherPrice()
    {
        ProfiledWork much = Work(1), little = Work(1);
        See(much, Gpu.Idle + (Gpu.Tdp * .8), 1410, seconds: 0);
        See(little, Gpu.Idle + (Gpu.Tdp * .2), 1410, seconds: 0);
        much.ClockFor(.5).ShouldBe(new Megahertz(1200)); // 10 % longer for .24 of TDP
        much.Clock.ShouldBe(new Megahertz(1200));
        little.ClockFor(.5).ShouldBe(Megahertz.Unlimited); // for .06
        little.ClockFor(2).ShouldBe(new Megahertz(1200));
    }

    [Fact]
    public void ClockFor_MorePrompts_GivesLess()
    {
        ProfiledWork prompts = Work(1), decode = Work(0);
        foreach (ProfiledWork work in (ProfiledWork[])[prompts, decode])
            See(work, Gpu.Idle + (Gpu.Tdp * .6), 1410, seconds: 0);
        prompts.ClockFor(.4).ShouldBe(Megahertz.Unlimited);
        decode.ClockFor(.4).ShouldBe(new Megahertz(1200));
    }

    [Fact]
    public void See_NothingToDoOrNoSense_KeepsWhatItKnew()
    {
        ProfiledWork work = Work(1);
        work.ClockFor(10).ShouldBe(Megahertz.Unlimited, "nothing was seen yet");
        See(work, Gpu.Idle + (Gpu.Tdp * .6), 1410, seconds: 0);
        See(work, Gpu.Idle, 210, seconds: 600);
        work.See([new GpuReading(new Watts(double.NaN), new Megahertz(1410), DeviceHealth.Good), new GpuReading(Gpu.Tdp, new Megahertz(1410), DeviceHealth.Lost)], TimeSpan.FromSeconds(601));
        work.Draw.ShouldBe(.6, 1e-9);
        See(work, Gpu.Idle + (Gpu.Tdp * 1.5), 210, seconds: 900);
        work.Draw.ShouldBe(2, 1e-9, "no work draws more than twice its TDP at any clock");
    }

    [Fact]
    public void See_SomeGpusIdle_ReckonsWithThoseThatWork()
    {
        ProfiledWork work = Work(1);
        work.See([new GpuReading(Gpu.Idle + (Gpu.Tdp * .6), Megahertz.Zero, DeviceHealth.Good), new GpuReading(Gpu.Idle, new Megahertz(210), DeviceHealth.Good)], TimeSpan.Zero);
        work.Draw.ShouldBe(.6, 1e-9);
    }

    [Fact]
    public void ClockFor_ServerThatIsMostlyIdle_GivesWhatItsIdleGpusDrawForLess()
    {
        GpuModel gpu = GpuCatalog.H100Sxm;
        ClockCosts costs = new([new ClockCost(new Megahertz(1005), 1.6, 1.4, .55) { Idle = 0 }, new ClockCost(new Megahertz(1980), 1, 1, 1) { Idle = .2 }]);
        ProfiledWork busy = new(costs, 0, [gpu]), idle = new(costs, 0, [gpu]);
        for (int i = 0; i < 100; i++)
        {
            busy.See([new GpuReading(new Watts(137), new Megahertz(1830), DeviceHealth.Good)], TimeSpan.FromSeconds(i * 20)); // what decode for one request draws
            idle.See([new GpuReading(new Watts(i == 0 ? 300 : 110), new Megahertz(1980), DeviceHealth.Good)], TimeSpan.FromSeconds(i * 20));
        }

        busy.ClockFor(.5).ShouldBe(Megahertz.Unlimited);
        idle.ClockFor(.5).ShouldBe(new Megahertz(1005));
    }

    private static ProfiledWork Work(double promptShare) => new(Costs, promptShare, [Gpu, Gpu]);

    private static void See(ProfiledWork work, Watts power, double clock, double seconds)
    {
        GpuReading reading = new(power, new Megahertz(clock), DeviceHealth.Good);
        work.See([reading, reading], TimeSpan.FromSeconds(seconds));
    }
}
