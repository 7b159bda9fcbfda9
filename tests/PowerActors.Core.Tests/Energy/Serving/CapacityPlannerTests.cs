using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Serving;

public class CapacityPlannerTests
{
    private static readonly ServerShape Eight = new(8, new Watts(1000), new Watts(60));

    [Fact]
    public void Plan_PowerThatSaturates_FillsInstances()
    {
        // 100 tok/s at 200 W, 200 at 240: two full instances beat three or four.
        CapacityPlan plan = CapacityPlanner.Plan(Profiles.TwoClocks, Profiles.Query(400), new ServerShape(1, Watts.Zero, Watts.Zero))!;
        InstanceGroup only = plan.Groups.ShouldHaveSingleItem();
        only.Count.ShouldBe(2);
        only.Point.TokensPerSecond.ShouldBe(200, 1e-9);
        plan.Power.Value.ShouldBe(480, 1e-6);
    }

    [Fact]
    public void Plan_HeldServer_CountsItsBaseAndItsIdleGpus()
    {
        CapacityPlan plan = CapacityPlanner.Plan(Profiles.TwoClocks, Profiles.Query(400), Eight)!;
        plan.Servers.ShouldBe(1);
        plan.IdleGpus.ShouldBe(6);
        plan.Held.Value.ShouldBe(1000 + (6 * 60));
        plan.Power.Value.ShouldBe(480 + 1360, 1e-6);
    }

    [Fact]
    public void Plan_HeldServerMakesMoreParallelismPay()
    {
        // Alone the small instance is the cheaper way; two of the large one in one server save a server.
        ServingSetting small = Profiles.Setting(1000, 8), large = Profiles.Setting(1000, 4);
        ServingProfile profile = new([Profiles.Row(small, 100, 500, .1, .1), Profiles.Row(large, 100, 600, .1, .1)]);
        CapacityPlanner.Plan(profile, Profiles.Query(200), new ServerShape(8, Watts.Zero, Watts.Zero))!.Groups.ShouldHaveSingleItem().Point.Setting.ShouldBe(small);
        CapacityPlan held = CapacityPlanner.Plan(profile, Profiles.Query(200), Eight)!;
        held.Groups.ShouldHaveSingleItem().Point.Setting.ShouldBe(large);
        held.Servers.ShouldBe(1);
    }

    [Fact]
    public void Plan_ObjectiveThatNothingMeets_IsNull() =>
        CapacityPlanner.Plan(Profiles.TwoClocks, Profiles.Query(400, ttft: .1), Eight).ShouldBeNull();

    [Fact]
    public void Plan_LessThanASingleInstanceWasMeasuredAt_IsNull() =>
        CapacityPlanner.Plan(Profiles.TwoClocks, Profiles.Query(50), Eight).ShouldBeNull();

    [Theory]
    [InlineData(330)]
    [InlineData(700)]
    [InlineData(1210)]
    public void Plan_SmallLoad_EqualsExhaustiveSearchOnTheGrid(double load)
    {
        ServingSetting one = Profiles.Setting(1000, 1), two = Profiles.Setting(1200, 2);
        ServingProfile profile = new(
        [
            Profiles.Row(one, 100, 200, .1, .1), Profiles.Row(one, 300, 410, .1, .1),
            Profiles.Row(two, 200, 330, .1, .1), Profiles.Row(two, 600, 520, .1, .1),
        ]);
        ServerShape server = new(4, new Watts(150), new Watts(30));
        CapacityPlan plan = CapacityPlanner.Plan(profile, Profiles.Query(load), server)!;
        int total = (int)Math.Round(load / plan.Step);
        plan.Groups.Sum(static g => g.Count * g.Point.TokensPerSecond).ShouldBe(load, 1e-6);

        double least = double.PositiveInfinity;
        Search(total, 0, 0, total);
        plan.Power.Value.ShouldBe(least, 1e-6);

        // All multisets of (setting, steps), largest first.
        void Search(int left, int gpus, double power, int most)
        {
            if (power >= least)
                return;
            if (left == 0)
            {
                int servers = (gpus + 3) / 4;
                least = Math.Min(least, power + (servers * 150) + (((servers * 4) - gpus) * 30));
                return;
            }

            for (int steps = Math.Min(left, most); steps > 0; steps--)
            {
                foreach (SettingCurves curves in profile.Settings)
                {
                    if (curves.At(steps * plan.Step, null) is { } point)
                        Search(left - steps, gpus + point.Setting.Gpus, power + point.Power.Value, steps);
                }
            }
        }
    }
}
