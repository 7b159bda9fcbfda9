using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Tests.Journal;
using PowerActors.Cluster.Tests.Journal.Writing;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Node;

public sealed class OperatorDeskTests : IDisposable
{
    private const string Row = "site/row";
    private const string Server = "site/row/rack-1/server-1";

    private readonly TemporaryFile _file = new();
    private readonly SteppedTime _time = new();
    private UnsteadyJournal _journal = null!;
    private JournalService _service = null!;
    private OperatorDesk _desk = null!;
    private List<IReadOnlyDictionary<string, DomainSteering>> _told = [];
    private NodeEvents _events = null!;

    public OperatorDeskTests() => Open();

    [Fact]
    public void Say_AnythingInForce_IsInTheJournalBeforeItIsTold()
    {
        _desk.Connect(told =>
        {
            _service.Journal.Read(new JournalFilter()).Entries.ShouldContain(static entry => entry.Record.What is JournalEvent.OverrideSet);
            _told.Add(told);
        });
        _desk.Say(Mode("a", ControlMode.Shadow)).Outcome.ShouldBe(DeskOutcome.Done);
        _told.Single()[Row].Mode.ShouldBe(ControlMode.Shadow);
    }

    [Fact]
    public void Say_WithAJournalThatIsGone_RefusesWhatLoosensAndHoldsWhatTightens()
    {
        _desk.Say(Budget("kept", 4000)).Outcome.ShouldBe(DeskOutcome.Done);
        _journal.FailsWith = JournalFault.Unavailable;
        _desk.Say(Mode("a", ControlMode.Shadow)).Outcome.ShouldBe(DeskOutcome.NotKept);
        _desk.Say(Exempt("b")).Outcome.ShouldBe(DeskOutcome.NotKept);
        _desk.Say(Budget("kept", 5000)).Outcome.ShouldBe(DeskOutcome.NotKept, "a higher budget in the place of a lower one");
        _desk.TakeBack("kept", "alice", "over").Outcome.ShouldBe(DeskOutcome.NotKept);
        _desk.Of(Row).ShouldSatisfyAllConditions(
            static row => row.Mode.ShouldBe(ControlMode.Enforce),
            static row => row.Budget.ShouldBe(new Watts(4000)));
        _desk.Say(Budget("tighter", 3000)).Outcome.ShouldBe(DeskOutcome.Done);
        _desk.Of(Row).Budget.ShouldBe(new Watts(3000));
        _desk.InForce.Select(static said => said.Id).Order().ShouldBe(["kept", "tighter"]);
    }

    [Fact]
    public void Tick_WhenItsTimeIsOver_EndsItAndSaysWhy()
    {
        _desk.Say(Budget("a", 4000, TimeSpan.FromHours(2)));
        _time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        _desk.Tick();
        _desk.Of(Row).Budget.ShouldBe(new Watts(4000));
        _time.Advance(TimeSpan.FromSeconds(1));
        _desk.Tick();
        _desk.Of(Row).Budget.ShouldBe(Watts.Unlimited);
        _desk.InForce.ShouldBeEmpty();
        _service.Journal.Read(new JournalFilter()).Entries.ShouldContain(static entry => entry.Record.What == new JournalEvent.OverrideEnded("a", "expired"));
    }

    [Fact]
    public void Tick_WithAJournalThatIsGone_LetsWhatTightenedHoldPastItsEnd()
    {
        _desk.Say(Budget("a", 4000, TimeSpan.FromHours(2)));
        _journal.FailsWith = JournalFault.Unavailable;
        _time.Advance(TimeSpan.FromHours(3));
        _desk.Tick();
        (_desk.Of(Row).Budget, _desk.InForce.Count).ShouldBe((new Watts(4000), 1));
    }

    [Fact]
    public void Tick_AfterTheMachinesClockIsSteppedByAnHour_EndsNothing()
    {
        _desk.Say(Budget("a", 4000, TimeSpan.FromMinutes(30)));
        _time.Step = TimeSpan.FromHours(1);
        _desk.Tick();
        _desk.Of(Row).Budget.ShouldBe(new Watts(4000));
    }

    [Fact]
    public void Tick_InAWindowOfASchedule_HoldsItsBudgetAndNotLonger()
    {
        _desk.Say((Override)OverrideText.Read("schedule", "14:00-15:00 mon-fri 3 kW", Head("s"), out _, out _)!).Outcome.ShouldBe(DeskOutcome.Done);
        List<double> budgets = [];
        for (int quarter = 0; quarter < 10; quarter++)
        {
            _desk.Tick();
            budgets.Add(_desk.Of(Row).Budget.Value);
            _time.Advance(TimeSpan.FromMinutes(15));
        }

        double free = double.PositiveInfinity;
        budgets.ShouldBe([free, free, free, free, 3000, 3000, 3000, 3000, free, free]);
        _service.Journal.Read(new JournalFilter()).Entries.Count(static entry => entry.Record.What is JournalEvent.BudgetChanged).ShouldBe(2);
    }

    [Fact]
    public void Say_TheSameIdAgain_ReplacesTheMode()
    {
        _desk.Say(Mode("m", ControlMode.Shadow));
        _desk.Say(Mode("m", ControlMode.Enforce));
        (_desk.Of(Row).Mode, _desk.InForce.Count).ShouldBe((ControlMode.Enforce, 1));
    }

    [Fact]
    public void Say_WhatCannotBe_NamesEveryFault()
    {
        DeskAnswer answer = _desk.Say(new Override.SetBudget(new Watts(1e9)) { Id = "x", Path = Row, Author = "alice", Reason = "", From = DateTimeOffset.UnixEpoch, Until = DateTimeOffset.UnixEpoch });
        answer.Outcome.ShouldBe(DeskOutcome.Refused);
        answer.Faults.Select(static fault => fault.Field).Order().ShouldBe(["budget", "reason", "until"]);
        _desk.TakeBack("none", "alice", "x").Outcome.ShouldBe(DeskOutcome.NotFound);
    }

    [Fact]
    public void Open_AfterARestart_HasTheSameInForce()
    {
        _desk.Say(Budget("a", 4000, TimeSpan.FromHours(2)));
        _desk.Say(Exempt("b"));
        _desk.Say(Mode("m", ControlMode.Shadow));
        _desk.Say(Budget("gone", 3000));
        _desk.TakeBack("gone", "alice", "over").Outcome.ShouldBe(DeskOutcome.Done);
        IReadOnlyList<Override> before = _desk.InForce;
        _service.Dispose();
        Open();
        _desk.InForce.Select(static said => (said.Id, said.Path, said.Author, said.Reason, said.Until, OverrideText.Write(said)))
            .ShouldBe(before.Select(static said => (said.Id, said.Path, said.Author, said.Reason, said.Until, OverrideText.Write(said))));
        (_desk.Of(Row).Budget, _desk.Of(Row).Mode, _desk.NotUnderstood.Count).ShouldBe((new Watts(4000), ControlMode.Shadow, 0));
    }

    [Fact]
    public void Open_WithAnOverrideOfANewerVersion_NamesItAndDoesNotLetItHold()
    {
        _service.Writer.TryCommit(new JournalRecord(_time.GetUtcNow(), Row, 0, new JournalEvent.OverrideSet("new", "teleport", "far", null)) { Author = "alice", Reason = "x" }).ShouldBeTrue();
        _service.Dispose();
        Open();
        _desk.InForce.ShouldBeEmpty();
        _desk.NotUnderstood.Single().ShouldContain("'new' of site/row");
    }

    public void Dispose()
    {
        _service.Dispose();
        _file.Dispose();
    }

    private void Open()
    {
        _journal = new UnsteadyJournal(SqliteJournal.Open(_file.Path, _time));
        _service = JournalService.Start(_journal, new JournalWriterOptions { CommitTimeout = TimeSpan.FromSeconds(10) }, TimeProvider.System, NullLoggerFactory.Instance);
        _events = new NodeEvents(_time);
        _told = [];
        _desk = new OperatorDesk(TestSite.Plan().Root, ControlMode.Enforce, _service.Writer, _events, new SteadyClock(_time), TimeZoneInfo.Utc);
    }

    private OverrideHead Head(string id, TimeSpan? length = null) =>
        new(id, Row, "alice", "test", _time.GetUtcNow(), length is { } time ? _time.GetUtcNow() + time : null);

    private Override Budget(string id, double watts, TimeSpan? length = null) => OverrideText.Read("limit", $"{watts} W", Head(id, length), out _, out _)!;

    private Override Mode(string id, ControlMode mode) => OverrideText.Read("mode", mode == ControlMode.Shadow ? "shadow" : "enforce", Head(id), out _, out _)!;

    private Override Exempt(string id) => OverrideText.Read("exempt", "", Head(id) with { Path = Server }, out _, out _)!;
}
