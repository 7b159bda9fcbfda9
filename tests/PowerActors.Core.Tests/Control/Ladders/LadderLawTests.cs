using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Tests.Control.Support;

namespace PowerActors.Core.Tests.Control.Ladders;

public sealed class LadderLawTests
{
    private static readonly Ladder Polca = KnownLadders.Polca(40.Seconds());

    [Theory]
    [InlineData(0, .79, 0)]
    [InlineData(0, .80, 1)]
    [InlineData(1, .88, 1)]
    [InlineData(1, .89, 2)]
    [InlineData(2, .89, 3)]
    [InlineData(3, .99, 3)]
    [InlineData(0, 1, 4)]
    [InlineData(0, double.PositiveInfinity, 4)]
    public void Step_SettledUtilization_ClimbsOneRungOrBrakes(int rung, double utilization, int expected) =>
        LadderLaw.Step(Polca, new LadderState(rung, TimeSpan.Zero, null), In(utilization), 40.Seconds()).Rung.ShouldBe(expected);

    [Fact]
    public void Step_BeforeItSettled_ClimbsOnlyToTheBrake()
    {
        LadderState state = new(1, 10.Seconds(), null);
        LadderLaw.Step(Polca, state, In(.95), 49.Seconds()).Rung.ShouldBe(1);
        LadderLaw.Step(Polca, state, In(1), 11.Seconds()).Rung.ShouldBe(4);
        LadderLaw.Step(Polca, state, In(.5) with { TripImminent = true }, 11.Seconds()).Rung.ShouldBe(4);
    }

    [Fact]
    public void Step_Quiet_DescendsOneRungPerHold()
    {
        LadderState state = new(4, TimeSpan.Zero, null);
        List<int> leftAt = [];
        for (int second = 0; second <= 300; second++)
        {
            LadderState next = LadderLaw.Step(Polca, state, In(.3), second.Seconds());
            if (next.Rung < state.Rung)
                leftAt.Add(second);
            (state.Rung - next.Rung).ShouldBeLessThanOrEqualTo(1);
            state = next;
        }

        leftAt.ShouldBe([60, 121, 182, 243]);
        state.Rung.ShouldBe(0);
    }

    [Fact]
    public void Step_QuietInterrupted_HoldsAnew()
    {
        LadderState state = new(1, TimeSpan.Zero, null);
        for (int second = 0; second <= 100; second++)
            state = LadderLaw.Step(Polca, state, In(second == 50 ? .76 : .5), second.Seconds());
        state.Rung.ShouldBe(1);
        LadderLaw.Step(Polca, state, In(.5), 111.Seconds()).Rung.ShouldBe(0);
    }

    [Theory]
    [InlineData(.7, 0, true)]
    [InlineData(.75, 0, false)]
    [InlineData(.5, .27, true)]
    [InlineData(.5, .28, false)] // 78 %: below the entry, but within half the hysteresis of it
    [InlineData(.5, double.PositiveInfinity, false)]
    [InlineData(double.NaN, 0, false)]
    [InlineData(.5, double.NaN, false)]
    public void MayLeave_T1_NeedsQuietAndRoomForWhatIsWithheld(double utilization, double givenBack, bool expected) =>
        LadderLaw.MayLeave(Polca.Rungs[0], In(utilization) with { GivenBack = givenBack }).ShouldBe(expected);

    [Fact]
    public void MayLeave_TooLittleKnownOrTripImminent_No()
    {
        LadderLaw.MayLeave(Polca.Rungs[0], In(.1) with { MayLoosen = false }).ShouldBeFalse();
        LadderLaw.MayLeave(Polca.Rungs[0], In(.1) with { TripImminent = true }).ShouldBeFalse();
    }

    [Fact]
    public void Step_NoNumber_StaysWhereItIs()
    {
        LadderState state = new(2, TimeSpan.Zero, 1.Seconds());
        LadderLaw.Step(Polca, state, In(double.NaN), 1000.Seconds()).ShouldBe(state with { QuietSince = null });
        LadderLaw.Step(Ladder.None, LadderState.Start, In(5), 1000.Seconds()).ShouldBe(LadderState.Start);
    }

    private static LadderInput In(double utilization) => new(utilization, GivenBack: 0, TripImminent: false, MayLoosen: true);
}
