using PowerActors.Core.Energy.Serving;

namespace PowerActors.Core.Tests.Energy.Serving;

public class InterpolationErrorTests
{
    [Fact]
    public void LeaveOneLoadOut_StraightLineAndAKink_IsSeen()
    {
        ServingSetting setting = Profiles.Setting(1000);
        ServingProfile profile = new([Profiles.Row(setting, 1, 100, .1, 1), Profiles.Row(setting, 2, 200, .4, 1), Profiles.Row(setting, 3, 300, .3, 1)]);
        IReadOnlyList<InterpolationError> errors = InterpolationError.LeaveOneLoadOut(profile);
        errors.Select(static e => e.Metric).ShouldBe([ServingMetric.Power, ServingMetric.TtftP99, ServingMetric.TbtP99]);
        errors[0].Largest.ShouldBe(0, 1e-12);
        errors[1].Points.ShouldBe(1);
        errors[1].Mean.ShouldBe(.5, 1e-12); // 0.2 between 0.1 and 0.3, where 0.4 was measured
    }

    [Fact]
    public void LeaveOneLoadOut_TwoLoads_HasNothingToLeaveOut() =>
        InterpolationError.LeaveOneLoadOut(Profiles.TwoClocks).ShouldBeEmpty();
}
