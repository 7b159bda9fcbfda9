using PowerActors.Core.Control;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Tests.Control.Support;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Control.Steering;

/// <summary>From what people said to what each domain is told.</summary>
public sealed class SteeringPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly TopologyDomain Row = new()
    {
        Kind = DomainKind.Row,
        Name = "row",
        Limit = new Watts(40_000),
        Domains =
        [
            new TopologyDomain { Kind = DomainKind.Rack, Name = "rack-1", Limit = new Watts(20_000), Servers = Plans.Servers(3, 3) },
            new TopologyDomain { Kind = DomainKind.Rack, Name = "rack-2", Servers = Plans.Servers(3, 0) },
        ],
    };

    [Fact]
    public void Nothing_Said_EveryDomainHasItsOwnMode()
    {
        IReadOnlyDictionary<string, DomainSteering> told = new SteeringPlan(Row, static path => path == "row" ? ControlMode.Enforce : ControlMode.Shadow).Resolve([], Noon, TimeZoneInfo.Utc);
        told.Keys.ShouldBe(["row", "row/rack-1", "row/rack-2"], ignoreOrder: true);
        told["row"].Mode.ShouldBe(ControlMode.Enforce);
        told["row/rack-1"].Mode.ShouldBe(ControlMode.Shadow);
        told["row"].Budget.ShouldBe(Watts.Unlimited);
    }

    [Fact]
    public void Overrides_OfEveryKind_ReachTheDomainTheyAreAbout()
    {
        IReadOnlyDictionary<string, DomainSteering> told = Resolve(
            Noon,
            new Override.SetBudget(new Watts(30_000)) { Id = "1", Path = "row", Author = "a", Reason = "r", From = Noon },
            new Override.SetBudget(new Watts(28_000)) { Id = "2", Path = "row", Author = "a", Reason = "r", From = Noon },
            new Override.PinCap(ClockCeiling.At(1200)) { Id = "3", Path = "row/rack-2", Author = "a", Reason = "r", From = Noon },
            new Override.PinCap(ClockCeiling.At(900)) { Id = "4", Path = "row/rack-1/s1", Author = "a", Reason = "r", From = Noon },
            new Override.ExemptServer { Id = "5", Path = "row/rack-1/s2", Author = "a", Reason = "r", From = Noon },
            new Override.SetMode(ControlMode.Shadow) { Id = "6", Path = "row/rack-1", Author = "a", Reason = "r", From = Noon });
        told["row"].Budget.ShouldBe(new Watts(28_000));
        told["row/rack-2"].Pin.ShouldBe(ClockCeiling.At(1200));
        told["row/rack-1"].Mode.ShouldBe(ControlMode.Shadow);
        told["row/rack-1"].Children.ShouldBe(
            new Dictionary<int, ChildSteering> { [1] = new(ClockCeiling.At(900), Exempt: false), [2] = new(Pin: null, Exempt: true) }, ignoreOrder: true);
    }

    [Fact]
    public void Mode_OfADomain_HoldsForWhatIsBelowUntilANearerWordSaysOtherwise()
    {
        Override.SetMode row = new(ControlMode.Enforce) { Id = "1", Path = "row", Author = "a", Reason = "r", From = Noon };
        Override.SetMode rack = new(ControlMode.Shadow) { Id = "2", Path = "row/rack-1", Author = "a", Reason = "r", From = Noon };
        SteeringPlan plan = new(Row, static _ => ControlMode.Shadow);
        IReadOnlyDictionary<string, DomainSteering> told = plan.Resolve([row, rack], Noon, TimeZoneInfo.Utc);
        (told["row"].Mode, told["row/rack-1"].Mode, told["row/rack-2"].Mode).ShouldBe((ControlMode.Enforce, ControlMode.Shadow, ControlMode.Enforce));
        told = plan.Resolve([row], Noon, TimeZoneInfo.Utc);
        told["row/rack-1"].Mode.ShouldBe(ControlMode.Enforce);
        told = plan.Resolve([], Noon, TimeZoneInfo.Utc);
        told["row/rack-1"].Mode.ShouldBe(ControlMode.Shadow);
    }

    [Fact]
    public void Exemption_RaisesTheWorstCaseOfEveryDomainAbove()
    {
        IReadOnlyDictionary<string, DomainSteering> told = Resolve(Noon, new Override.ExemptServer { Id = "5", Path = "row/rack-1/s2", Author = "a", Reason = "r", From = Noon });
        Ceilings capped = new(ClockCeiling.At(800), ClockCeiling.At(800), Brake: false);
        Watts one = ServerCatalog.DgxA100.WorstDraw(ServerCatalog.DgxA100.Gpu.MaxClock), low = ServerCatalog.DgxA100.WorstDraw(new Megahertz(800));
        told["row"].Worst[0].Under(capped).ShouldBe(one + (low * 2));
        told["row/rack-1"].Worst[2].Under(capped).ShouldBe(one);
        told["row"].Worst.ContainsKey(1).ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-07-01T16:59:00Z", false)]
    [InlineData("2026-07-01T17:00:00Z", true)]
    [InlineData("2026-07-02T01:59:00Z", true)]
    [InlineData("2026-07-02T02:00:00Z", false)]
    [InlineData("2026-07-04T18:00:00Z", false)]
    [InlineData("2026-07-04T01:00:00Z", true)]
    public void Schedule_OverMidnightOnWeekdays_HoldsOnTheDayItBegan(string at, bool holds)
    {
        BudgetWindow window = new(new TimeOnly(17, 0), new TimeOnly(2, 0), new Watts(25_000))
        {
            Days = new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday },
        };
        Override said = new Override.ScheduleBudget([window]) { Id = "1", Path = "row", Author = "a", Reason = "r", From = Noon };
        DateTimeOffset now = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        Resolve(now, said)["row"].Budget.ShouldBe(holds ? new Watts(25_000) : Watts.Unlimited);
    }

    [Fact]
    public void Drain_UntilItsEnd_IsNamed()
    {
        Override said = new Override.DrainServer { Id = "1", Path = "row/rack-1/s0", Author = "a", Reason = "r", From = Noon, Until = Noon.AddHours(1) };
        SteeringPlan.Drained([said], Noon.AddMinutes(59)).ShouldBe(["row/rack-1/s0"]);
        SteeringPlan.Drained([said], Noon.AddMinutes(60)).ShouldBeEmpty();
    }

    [Fact]
    public void Check_SeveralFaults_AreToldTogether()
    {
        Override said = new Override.SetBudget(new Watts(50_000)) { Id = "1", Path = "row", Author = " ", Reason = "", From = Noon, Until = Noon.AddHours(-1) };
        OverrideCheck.Faults(said, Row, Noon).Select(static fault => fault.Field).ShouldBe(["author", "reason", "until", "budget"]);
    }

    [Theory]
    [InlineData("row/rack-9", "path")]
    [InlineData("row/rack-1", "path")]
    [InlineData("row/rack-1/s0/gpu-1", "path")]
    [InlineData("row/rack-1/s0", null)]
    public void Check_ExemptionOfWhatIsNoServer_IsRefused(string path, string? field)
    {
        Override said = new Override.ExemptServer { Id = "1", Path = path, Author = "a", Reason = "r", From = Noon };
        OverrideCheck.Faults(said, Row, Noon).Select(static fault => fault.Field).FirstOrDefault().ShouldBe(field);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(100, false)]
    [InlineData(1200, true)]
    [InlineData(double.NaN, false)]
    public void Check_Pin_MustBeAClockTheGpusHave(double megahertz, bool isRight)
    {
        Override said = new Override.PinCap(ClockCeiling.At(megahertz)) { Id = "1", Path = "row", Author = "a", Reason = "r", From = Noon };
        (OverrideCheck.Faults(said, Row, Noon).Count == 0).ShouldBe(isRight);
    }

    private static IReadOnlyDictionary<string, DomainSteering> Resolve(DateTimeOffset now, params Override[] said) =>
        new SteeringPlan(Row, static _ => ControlMode.Enforce).Resolve(said, now, TimeZoneInfo.Utc);
}
