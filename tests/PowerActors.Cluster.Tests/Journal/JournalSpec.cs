using System.Text.Json;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Cluster.Tests.Journal.Sql;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Journal;

/// <summary>What every journal must do, whatever keeps it.</summary>
public abstract class JournalSpec
{
    private static readonly JournalFilter All = new() { Kinds = [], Limit = 1000 };
    private static readonly DateTimeOffset Noon = TestRecords.Noon;

    /// <summary>Opens the journal of this test, each time anew.</summary>
    private protected IJournal Open() => Open(Migration.All);

    private protected abstract IJournal Open(IReadOnlyList<Migration> migrations);

    /// <summary>Executes a statement on the database, past the journal.</summary>
    private protected abstract void Execute(string statement);

    [SpecFact]
    public void Append_EveryKind_IsReadBackAsItWas()
    {
        using IJournal journal = Open();
        JournalRecord[] records = [.. TestRecords.EveryKind.Select(static (what, i) =>
            TestRecords.Of(what, $"site/row-{i}", i + .123456) with { Author = "Ada \uD83D\uDE80", Reason = i % 2 == 0 ? "tidy\nlines; -- '\"" : null })];
        long last = journal.Append(records);
        JournalEntry[] read = [.. journal.Read(All).Entries];
        read.Select(static entry => entry.Sequence).ShouldBeInOrder();
        read[^1].Sequence.ShouldBe(last);
        read.Length.ShouldBe(records.Length);
        TestRecords.EveryKind.Select(static what => what.Kind).Order(StringComparer.Ordinal).ShouldBe(EventKinds.Names.Order(StringComparer.Ordinal));
        for (int i = 0; i < records.Length; i++)
            Json(read[i] with { Sequence = 0 }).ShouldBe(Json(new JournalEntry(0, records[i])));
    }

    [SpecFact]
    public void Append_TextThatNoDatabaseHolds_IsCleanedAndNotLost()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Alert("half \uD83D", "site/\0bad") with { Author = "zero\0", Reason = "half \uDC00 surrogate" }]);
        JournalRecord read = journal.Read(All).Entries.ShouldHaveSingleItem().Record;
        read.Domain.ShouldBe("site/\uFFFDbad");
        read.Author.ShouldBe("zero\uFFFD");
        read.Reason.ShouldBe("half \uFFFD surrogate");
        read.What.ShouldBe(new JournalEvent.Alert("test", "half \uFFFD"));
    }

    [SpecFact]
    public void Append_NumbersThatAreNone_AreKept()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Of(new JournalEvent.RungChanged("polca", 0, 4, "free", "brake", double.NaN)), TestRecords.Of(new JournalEvent.BudgetChanged(double.PositiveInfinity, -1))]);
        journal.Read(All).Entries.Select(static entry => entry.Record.What).ShouldBe([new JournalEvent.RungChanged("polca", 0, 4, "free", "brake", double.NaN), new JournalEvent.BudgetChanged(double.PositiveInfinity, -1)]);
    }

    [SpecFact]
    public void Append_TheSameRecordAgain_StandsOnce()
    {
        using IJournal journal = Open();
        JournalRecord first = TestRecords.Alert("1"), second = TestRecords.Alert("2");
        long one = journal.Append([first]);
        long two = journal.Append([first, second]);
        two.ShouldBeGreaterThan(one);
        journal.Append([first, second]).ShouldBeGreaterThanOrEqualTo(two);
        Details(journal.Read(All)).ShouldBe(["1", "2"]);
    }

    [SpecFact]
    public void Append_ClockSteppedBack_KeepsTheOrderOfDecisions()
    {
        using IJournal journal = Open();
        foreach ((string detail, double seconds) in (ReadOnlySpan<(string, double)>)[("1", 0), ("2", 3600), ("3", -3600), ("4", 1)])
            journal.Append([TestRecords.Alert(detail, seconds: seconds)]);
        Details(journal.Read(All)).ShouldBe(["1", "2", "3", "4"]);
        Details(journal.Read(All with { NewestFirst = true })).ShouldBe(["4", "3", "2", "1"]);
    }

    [SpecFact]
    public void Append_Nothing_WritesNothing()
    {
        using IJournal journal = Open();
        journal.Append([]);
        journal.Read(All).Entries.ShouldBeEmpty();
        journal.Read(All).Next.ShouldBeNull();
    }

    [SpecFact]
    public void Append_FromManyThreads_LosesNothingAndReadersSeeNoGapsThatFillLater()
    {
        using IJournal journal = Open();
        const int Writers = 4, Batches = 15, PerBatch = 3;
        List<long> seen = [];
        using CancellationTokenSource done = new();
        Task reader = Task.Run(() =>
        {
            bool wasDone;
            do
            {
                wasDone = done.IsCancellationRequested;
                seen.AddRange(journal.Read(All with { Cursor = seen.Count == 0 ? null : seen[^1] }).Entries.Select(static entry => entry.Sequence));
            }
            while (!wasDone);
        });
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            for (int batch = 0; batch < Batches; batch++)
                journal.Append([.. Enumerable.Range(0, PerBatch).Select(i => TestRecords.Alert($"{writer}/{batch}/{i}"))]);
        });
        done.Cancel();
        reader.GetAwaiter().GetResult();
        seen.Count.ShouldBe(Writers * Batches * PerBatch); // Followed by its cursor, the journal shows each entry once.
        foreach (IGrouping<string, string> writer in Details(journal.Read(All)).GroupBy(static detail => detail[..1]))
            writer.ShouldBe(Enumerable.Range(0, Batches).SelectMany(batch => Enumerable.Range(0, PerBatch).Select(i => $"{writer.Key}/{batch}/{i}")));
    }

    [SpecFact]
    public void Read_Filters_FindWhatMatchesAll()
    {
        using IJournal journal = Open();
        journal.Append([
            TestRecords.Alert("row", "site/row-1", 0),
            TestRecords.Alert("rack", "site/row-1/rack-1", 1),
            TestRecords.Alert("other row", "site/row-10", 2),
            TestRecords.Alert("site", "site", 3),
            TestRecords.Memory(1, "site/row-1", seconds: 4),
            TestRecords.Of(new JournalEvent.Escalated("up"), "site/row-1", 5),
            TestRecords.Alert("before slash", "site/row-1-", 6),
        ]);
        Details(journal.Read(All with { Domain = "site/row-1", Kinds = ["alert"] })).ShouldBe(["row", "rack"]);
        Details(journal.Read(All with { From = Noon.AddSeconds(1), To = Noon.AddSeconds(3) })).ShouldBe(["rack", "other row"]);
        journal.Read(All with { Kinds = ["memory", "escalation"] }).Entries.Select(static entry => entry.Record.What.Kind).ShouldBe(["memory", "escalation"]);
        journal.Read(new JournalFilter()).Entries.ShouldNotContain(static entry => entry.Record.What.Kind == "memory");
        journal.Read(All with { Domain = "site' OR '1'='1" }).Entries.ShouldBeEmpty();
        journal.Read(All with { Domain = "site/row-_" }).Entries.ShouldBeEmpty();
    }

    [SpecFact]
    public void Read_PageByPage_ShowsEachEntryOnceInEitherOrder()
    {
        using IJournal journal = Open();
        journal.Append([.. Enumerable.Range(0, 25).Select(static i => TestRecords.Alert($"{i}"))]);
        foreach (bool newestFirst in (bool[])[false, true])
        {
            List<string> read = [];
            long? cursor = null;
            int pages = 0;
            do
            {
                JournalPage page = journal.Read(All with { Limit = 10, Cursor = cursor, NewestFirst = newestFirst });
                read.AddRange(Details(page));
                cursor = page.Next;
                pages++;
            }
            while (cursor is not null);
            pages.ShouldBe(3);
            IEnumerable<string> expected = Enumerable.Range(0, 25).Select(static i => $"{i}");
            read.ShouldBe(newestFirst ? expected.Reverse() : expected);
        }
    }

    [SpecFact]
    public void LoadStates_EventsAlone_AreFoldedInTheirOrder()
    {
        using IJournal journal = Open();
        journal.Append([
            TestRecords.Memory(2, epoch: 3),
            TestRecords.Memory(1, epoch: 2), // A former owner's, late.
            TestRecords.Of(new JournalEvent.ModeChanged("shadow", "enforce")),
            TestRecords.Of(new JournalEvent.OverrideSet("a", "drain", "", null)) with { Author = "Ada", Reason = "fan" },
            TestRecords.Of(new JournalEvent.OverrideSet("b", "exempt", "", null)),
            TestRecords.Of(new JournalEvent.OverrideEnded("b", "withdrawn")),
            TestRecords.Of(new JournalEvent.BudgetChanged(null, 100)),
            TestRecords.Memory(1, "site/row-2"),
        ]);
        IReadOnlyList<StoredState> states = journal.LoadStates();
        states.Select(static state => state.Domain).ShouldBe(["site/row-1", "site/row-2"]);
        DomainState row = states[0].State;
        row.Memory!.Epoch.ShouldBe(3);
        row.Memory.Rung.ShouldBe(2);
        row.Mode.ShouldBe("enforce");
        row.Budget.ShouldBe(100);
        OverrideInForce only = row.Overrides.ShouldHaveSingleItem();
        only.Author.ShouldBe("Ada");
        only.Reason.ShouldBe("fan");
        journal.LoadStates("site/row-2").ShouldHaveSingleItem().Domain.ShouldBe("site/row-2");
    }

    [SpecFact]
    public void LoadStates_SnapshotAndLaterEvents_AreBothInIt()
    {
        using IJournal journal = Open();
        long first = journal.Append([TestRecords.Memory(3), TestRecords.Of(new JournalEvent.ModeChanged("shadow", "enforce"))]);
        journal.SaveSnapshots(journal.LoadStates());
        long second = journal.Append([TestRecords.Memory(2)]);
        StoredState state = journal.LoadStates().ShouldHaveSingleItem();
        state.State.Memory!.Rung.ShouldBe(2);
        state.State.Mode.ShouldBe("enforce");
        state.Sequence.ShouldBe(second);
        second.ShouldBeGreaterThan(first);
    }

    [SpecFact]
    public void LoadStates_WithdrawnDecision_IsPassedOver()
    {
        using IJournal journal = Open();
        JournalRecord late = TestRecords.Memory(1);
        journal.Append([TestRecords.Memory(2), late, TestRecords.Of(new JournalEvent.Withdrawn(late.Id))]);
        journal.LoadStates().ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(2);
    }

    [SpecFact]
    public void SaveSnapshots_OlderByEpochOrSequence_IsIgnored()
    {
        using IJournal journal = Open();
        DomainState newer = new() { Memory = new DomainMemory(5, 2, [1]) { HeardEpoch = 4 } };
        journal.SaveSnapshots([new StoredState("site", 10, newer)]);
        journal.SaveSnapshots([new StoredState("site", 11, new DomainState { Memory = new DomainMemory(4, 0, []) })]);
        journal.SaveSnapshots([new StoredState("site", 9, new DomainState { Memory = new DomainMemory(5, 0, []) })]);
        StoredState saved = journal.LoadStates().ShouldHaveSingleItem();
        saved.Sequence.ShouldBe(10);
        saved.State.Memory!.Rung.ShouldBe(2);
        saved.State.Memory.BrakedChildren.ShouldBe([1]);
        saved.State.Memory.HeardEpoch.ShouldBe(4);
    }

    [SpecFact]
    public void ReserveEpochs_AcrossReopening_NeverGivesOneTwice()
    {
        long first, second;
        using (IJournal journal = Open())
        {
            first = journal.ReserveEpochs(0, 64);
            second = journal.ReserveEpochs(0, 64);
        }

        using IJournal again = Open();
        first.ShouldBe(0);
        second.ShouldBe(64);
        again.ReserveEpochs(1000, 64).ShouldBe(1000);
        again.ReserveEpochs(5, 1).ShouldBe(1064);
    }

    [SpecFact]
    public void SaveRollups_TheSameMinuteTwice_IsMerged()
    {
        using IJournal journal = Open();
        journal.SaveRollups([Rollup(0, 60, 100, 200, 300), Rollup(1, 60, 1, 2, 3), Rollup(0, 60, 7, 8, 9) with { Domain = "site/row-2" }]);
        journal.SaveRollups([Rollup(0, 20, 50, 100, 150)]);
        IReadOnlyList<PowerRollup> minutes = journal.ReadRollups("site/row-1", Noon, Noon.AddHours(1));
        minutes.Count.ShouldBe(2);
        minutes[0].Minute.ShouldBe(Noon);
        minutes[0].Seconds.ShouldBe(80);
        minutes[0].Least.ShouldBe(new Watts(50));
        minutes[0].Mean.Value.ShouldBe(175, 1e-9);
        minutes[0].Most.ShouldBe(new Watts(300));
        minutes[0].RungSeconds["T1"].ShouldBe(80);
        journal.ReadRollups("site/row-1", Noon, Noon.AddHours(1), limit: 1).ShouldHaveSingleItem().Minute.ShouldBe(Noon.AddMinutes(1));
        journal.ReadRollups("site/row-1", Noon.AddMinutes(2), Noon.AddHours(1)).ShouldBeEmpty();
    }

    [SpecFact]
    public void Prune_WhatIsTooOld_GoesButNotWhatAStateIsMadeOf()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Memory(2), TestRecords.Alert("old"), TestRecords.Memory(1, "site/row-2")]);
        journal.SaveSnapshots(journal.LoadStates("site/row-1"));
        journal.Append([TestRecords.Alert("new", seconds: 100)]);
        journal.SaveRollups([Rollup(0, 60, 1, 2, 3), Rollup(5, 60, 1, 2, 3)]);
        IReadOnlyList<StoredState> before = journal.LoadStates();

        journal.Prune(Noon.AddSeconds(50), Noon.AddMinutes(3), most: 1).ShouldBe(2); // One of each sort.
        journal.Prune(Noon.AddSeconds(50), Noon.AddMinutes(3)).ShouldBe(1);
        journal.Prune(Noon.AddSeconds(50), Noon.AddMinutes(3)).ShouldBe(0);

        journal.Read(All).Entries.Select(static entry => entry.Record.What.Kind).ShouldBe(["memory", "alert"]);
        Details(journal.Read(All with { Kinds = ["alert"] })).ShouldBe(["new"]);
        journal.ReadRollups("site/row-1", Noon, Noon.AddHours(1)).ShouldHaveSingleItem().Minute.ShouldBe(Noon.AddMinutes(5));
        journal.LoadStates().Select(static state => (state.Domain, state.State.Memory!.Rung)).ShouldBe(before.Select(static state => (state.Domain, state.State.Memory!.Rung)));
    }

    [SpecFact]
    public void Open_Again_FindsEverythingAndGivesNoNumberTwice()
    {
        long last;
        using (IJournal journal = Open())
        {
            last = journal.Append([TestRecords.Alert("1"), TestRecords.Alert("2")]);
            journal.Prune(Noon.AddDays(1), Noon).ShouldBe(2);
        }

        using IJournal again = Open();
        again.SchemaVersion.ShouldBe(Migration.All[^1].Version);
        again.Append([TestRecords.Alert("3")]).ShouldBeGreaterThan(last);
    }

    [SpecFact]
    public void Open_NewSteps_AreAppliedOnceAndKeepWhatIsThere()
    {
        using (IJournal journal = Open())
            journal.Append([TestRecords.Alert("kept")]);
        Migration[] next = [.. Migration.All, new(2, "CREATE TABLE extra (a INTEGER)", "CREATE TABLE extra (a integer)"), new(3, "INSERT INTO extra VALUES (1)", "INSERT INTO extra VALUES (1)")];
        for (int i = 0; i < 2; i++)
        {
            using IJournal migrated = Open(next);
            migrated.SchemaVersion.ShouldBe(3);
            Details(migrated.Read(All)).ShouldBe(["kept"]);
        }

        JournalException refusal = Should.Throw<JournalException>(() => Open());
        refusal.Fault.ShouldBe(JournalFault.SchemaTooNew);
        refusal.Message.ShouldContain("schema version 3");
        refusal.Message.ShouldContain("up to 1");
        refusal.Message.ShouldNotContain("\n");
    }

    [SpecFact]
    public void Open_StepThatFails_LeavesTheSchemaAsItWas()
    {
        using (IJournal journal = Open())
            journal.Append([TestRecords.Alert("kept")]);
        const string Broken = "CREATE TABLE half (a INTEGER); INSERT INTO nowhere VALUES (1)";
        Should.Throw<JournalException>(() => Open([.. Migration.All, new(2, Broken, Broken)]));
        using IJournal again = Open();
        again.SchemaVersion.ShouldBe(1);
        Details(again.Read(All)).ShouldBe(["kept"]);
        Execute("CREATE TABLE half (a INTEGER)"); // Would fail if half of the step had stayed.
    }

    [SpecFact]
    public void Read_DamagedRow_IsToldInOneLine()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Memory(1)]);
        Execute("UPDATE event SET details = '[7]'");
        foreach (Action act in (Action[])[() => journal.Read(All), () => journal.LoadStates()])
        {
            JournalException fault = Should.Throw<JournalException>(act);
            fault.Fault.ShouldBe(JournalFault.Damaged);
            fault.Message.ShouldContain("event 1");
            fault.Message.ShouldNotContain("\n");
        }
    }

    private protected static IEnumerable<string> Details(JournalPage page) => page.Entries.Select(static entry => ((JournalEvent.Alert)entry.Record.What).Detail);

    private static PowerRollup Rollup(int minute, double seconds, double least, double mean, double most) => new(
        "site/row-1", Noon.AddMinutes(minute), seconds, new Watts(least), new Watts(mean), new Watts(most), mean / 1000, new Dictionary<string, double>(StringComparer.Ordinal) { ["T1"] = seconds });

    private static string Json(JournalEntry entry)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            JournalJson.Write(json, entry);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
