using Microsoft.Extensions.Logging;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Core.Units;

namespace PowerActors.Cluster.Tests.Journal.Writing;

public sealed class JournalWriterTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly JournalFilter All = new() { Kinds = [], Limit = 1000 };
    private static readonly JournalWriterOptions Quick = new() { FirstRetry = TimeSpan.FromMilliseconds(1), LongestRetry = TimeSpan.FromMilliseconds(4) };

    /// <summary>Never tries again by itself within a test.</summary>
    private static readonly JournalWriterOptions Patient = new() { FirstRetry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromHours(1), StopTimeout = TimeSpan.FromSeconds(30) };

    private readonly TemporaryFile _file = new();
    private readonly LogLines _log = new();
    private readonly UnsteadyJournal _journal;
    private JournalWriter? _writer;

    public JournalWriterTests() => _journal = new UnsteadyJournal(SqliteJournal.Open(_file.Path, TimeProvider.System));

    public void Dispose()
    {
        _journal.Open();
        _writer?.Dispose();
        _journal.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void TryCommit_True_IsInTheJournal()
    {
        JournalWriter writer = Start(Quick);
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeTrue();
        _journal.Read(All).Entries.ShouldHaveSingleItem();
        writer.States["site/row-1"].Memory!.Rung.ShouldBe(1);
    }

    [Fact]
    public void TryCommit_ManyAtOnce_ShareCommits()
    {
        JournalWriter writer = Start(Quick);
        _journal.Close();
        writer.Write(TestRecords.Alert("first")); // Holds the writer at the door while the others gather.
        _journal.Arrived.Wait();
        const int Callers = 32;
        bool[] done = new bool[Callers];
        Thread[] threads = [.. Enumerable.Range(0, Callers).Select(i => new Thread(() => done[i] = writer.TryCommit(TestRecords.Memory(i, $"site/row-{i}"), Long)))];
        foreach (Thread thread in threads)
            thread.Start();
        SpinWait.SpinUntil(() => writer.Waiting == Callers, Long).ShouldBeTrue();
        _journal.Open();
        foreach (Thread thread in threads)
            thread.Join();
        done.ShouldAllBe(static one => one);
        _journal.Appends.ShouldBe(2);
        _journal.LargestBatch.ShouldBe(Callers);
    }

    [Fact]
    public void Write_WhileTheDatabaseHangs_NeverWaits()
    {
        JournalWriter writer = Start(Quick);
        _journal.Close();
        for (int i = 0; i < 1000; i++)
            writer.Write(TestRecords.Memory(i, seconds: i)); // Would never return if it waited: nobody opens the door.
        writer.States["site/row-1"].Memory!.Rung.ShouldBe(999);
        writer.Waiting.ShouldBeGreaterThan(0);
        _journal.Open();
        writer.Flush(Long).ShouldBeTrue();
        _journal.LoadStates().ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(999);
    }

    [Fact]
    public void TryCommit_DatabaseTooSlow_IsRefusedAndWithdrawnWhenItComesLate()
    {
        JournalWriter writer = Start(Quick);
        writer.Write(TestRecords.Memory(3));
        writer.Flush(Long).ShouldBeTrue();
        _journal.Close();
        writer.TryCommit(TestRecords.Memory(2), Short).ShouldBeFalse();
        writer.IsAvailable.ShouldBeFalse();
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeFalse(); // At once, or this test would take its minute.
        writer.States["site/row-1"].Memory!.Rung.ShouldBe(3);

        _journal.Open();
        writer.Flush(Long).ShouldBeTrue();
        writer.States["site/row-1"].Memory!.Rung.ShouldBe(3);
        _journal.LoadStates().ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(3);
        writer.TryCommit(TestRecords.Memory(2), Long).ShouldBeTrue();
        _journal.LoadStates().ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(2);
        _log.All.ShouldBeEmpty(); // Slow for a moment is not gone.
    }

    [Fact]
    public void TryCommit_GivenUpBeforeItsTurn_IsNeverWritten()
    {
        JournalWriter writer = Start(Quick);
        _journal.Close();
        writer.Write(TestRecords.Alert("holds the writer"));
        _journal.Arrived.Wait();
        writer.TryCommit(TestRecords.Memory(2), Short).ShouldBeFalse();
        _journal.Open();
        writer.Flush(Long).ShouldBeTrue();
        _journal.Read(All).Entries.ShouldHaveSingleItem().Record.What.Kind.ShouldBe("alert");
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeTrue();
    }

    [Theory]
    [InlineData(JournalFault.Unavailable)]
    [InlineData(JournalFault.Full)]
    [InlineData(JournalFault.Damaged)]
    public void TryCommit_DatabaseGone_IsRefusedAtOnceWithOneLogLine(JournalFault fault)
    {
        JournalWriter writer = Start(Patient);
        _journal.FailsWith = fault;
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeFalse();
        int appends = _journal.Appends;
        for (int i = 0; i < 100; i++)
        {
            writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeFalse();
            writer.Write(TestRecords.Memory(4));
        }

        _journal.Appends.ShouldBe(appends); // The breaker is open: nobody asks the database.
        writer.IsAvailable.ShouldBeFalse();
        writer.Fault!.Fault.ShouldBe(fault);
        writer.States["site/row-1"].Memory!.Rung.ShouldBe(4);
        (LogLevel level, string text) = _log.All.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Error);
        text.ShouldContain($"{fault} for the test");
        text.ShouldNotContain("\n");
    }

    [Fact]
    public void Write_WhileTheDatabaseIsGone_IsKeptAndWrittenInOrderWhenItIsBack()
    {
        JournalWriter writer = Start(Quick);
        _journal.FailsWith = JournalFault.Unavailable;
        for (int i = 0; i < 1200; i++)
            writer.Write(TestRecords.Alert($"{i}", seconds: i));
        SpinWait.SpinUntil(() => _journal.Appends > 3, Long).ShouldBeTrue();
        _journal.FailsWith = null;
        writer.Flush(Long).ShouldBeTrue();
        List<string> read = [];
        long? cursor = null;
        do
        {
            JournalPage page = _journal.Read(All with { Kinds = ["alert"], Cursor = cursor });
            read.AddRange(page.Entries.Select(static entry => ((JournalEvent.Alert)entry.Record.What).Detail));
            cursor = page.Next;
        }
        while (cursor is not null);
        read.ShouldBe(Enumerable.Range(0, 1200).Select(static i => $"{i}"));
        _journal.Read(All with { Kinds = ["journal-gap"] }).Entries.ShouldHaveSingleItem();
        _log.All.Count.ShouldBe(2);
        _log.All[1].Text.ShouldContain("can be written again");
        _log.All[1].Text.ShouldContain(" 0 lost");
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeTrue();
    }

    [Fact]
    public void Write_MoreThanFitsWhileTheDatabaseIsGone_LosesTheOldestTellsSoAndKeepsTheStates()
    {
        JournalWriter writer = Start(Quick with { Capacity = 10 });
        _journal.Close();
        writer.Write(TestRecords.Alert("at the door"));
        _journal.Arrived.Wait();
        _journal.FailsWith = JournalFault.Unavailable;
        writer.Write(TestRecords.Memory(3, "site/row-7"));
        for (int i = 0; i < 50; i++)
            writer.Write(TestRecords.Alert($"{i}"));
        _journal.Open();
        SpinWait.SpinUntil(() => _journal.Appends > 1, Long).ShouldBeTrue();
        _journal.FailsWith = null;
        writer.Flush(Long).ShouldBeTrue();

        JournalRecord[] read = [.. _journal.Read(All).Entries.Select(static entry => entry.Record)];
        read.ShouldNotContain(static record => record.What.Kind == "memory");
        read.Select(static record => record.What).OfType<JournalEvent.Alert>().Select(static alert => alert.Detail).ShouldBe(["at the door", .. Enumerable.Range(40, 10).Select(static i => $"{i}")]);
        read.Select(static record => record.What).OfType<JournalEvent.JournalGap>().ShouldHaveSingleItem().Lost.ShouldBe(41);
        _journal.LoadStates().Single(static state => state.Domain == "site/row-7").State.Memory!.Rung.ShouldBe(3); // From the snapshot.
        string[] lines = [.. _log.All.Select(static line => line.Text)];
        lines.Count(static line => line.Contains("no room for more", StringComparison.Ordinal)).ShouldBe(1);
        lines[^1].ShouldContain("41 lost");
        lines.Length.ShouldBe(3);
    }

    [Fact]
    public void TryCommit_AnswerLostAfterTheCommit_IsRefusedAndWithdrawn()
    {
        JournalWriter writer = Start(Quick);
        writer.TryCommit(TestRecords.Memory(2), Long).ShouldBeTrue();
        _journal.FailsAfterWriting = true;
        _journal.FailsWith = JournalFault.Unavailable;
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeFalse();
        _journal.FailsWith = null;
        writer.Flush(Long).ShouldBeTrue();
        _journal.Read(All).Entries.Count(static entry => entry.Record.What is JournalEvent.Remembered { Rung: 1 }).ShouldBe(1); // It is in there,
        _journal.LoadStates().ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(2); // and counts for nothing.
        writer.States["site/row-1"].Memory!.Rung.ShouldBe(2);
    }

    [Fact]
    public void Write_AnswerLostAfterTheCommit_StandsOnce()
    {
        JournalWriter writer = Start(Quick);
        _journal.FailsAfterWriting = true;
        _journal.FailsWith = JournalFault.Unavailable;
        writer.Write(TestRecords.Alert("1"));
        SpinWait.SpinUntil(() => _journal.Appends > 2, Long).ShouldBeTrue();
        _journal.FailsWith = null;
        writer.Flush(Long).ShouldBeTrue();
        _journal.Read(All with { Kinds = ["alert"] }).Entries.ShouldHaveSingleItem();
        _journal.Read(All with { Kinds = ["journal-gap"] }).Entries.ShouldHaveSingleItem();
    }

    [Fact]
    public void Write_RecordThatIsRefused_IsDroppedAndHarmsNoOther()
    {
        JournalWriter writer = Start(Quick);
        _journal.Close();
        writer.Write(TestRecords.Alert("at the door"));
        _journal.Arrived.Wait();
        JournalRecord twin = TestRecords.Alert("1");
        writer.Write(twin);
        writer.Write(twin with { Id = Guid.NewGuid(), Domain = null! }); // NOT NULL in the schema.
        writer.Write(TestRecords.Alert("2"));
        _journal.Open();
        writer.Flush(Long).ShouldBeTrue();
        _journal.Read(All).Entries.Select(static entry => ((JournalEvent.Alert)entry.Record.What).Detail).ShouldBe(["at the door", "1", "2"]);
        _log.All.ShouldHaveSingleItem().Text.ShouldContain("is dropped");
        writer.IsAvailable.ShouldBeTrue();
    }

    [Fact]
    public void Dispose_WithRecordsWaiting_WritesThemAndSnapshots()
    {
        JournalWriter writer = Start(Quick);
        for (int i = 0; i < 500; i++)
            writer.Write(TestRecords.Memory(i % 5, $"site/row-{i % 10}", seconds: i));
        writer.Dispose();
        _journal.Read(All).Entries.Count.ShouldBe(500);
        IReadOnlyList<StoredState> stored = _journal.LoadStates();
        stored.Count.ShouldBe(10);
        _journal.Prune(TestRecords.Noon.AddDays(1), TestRecords.Noon).ShouldBe(500); // All of it is in the snapshots.
        _journal.LoadStates().Select(static state => state.State.Memory!.Rung).ShouldBe(stored.Select(static state => state.State.Memory!.Rung));
        writer.TryCommit(TestRecords.Memory(1), Long).ShouldBeFalse();
    }

    [Fact]
    public void Write_ManyEventsOfADomain_MakesSnapshotsOnTheWay()
    {
        JournalWriter writer = Start(Quick with { EventsPerSnapshot = 10 });
        for (int i = 0; i < 35; i++)
            writer.TryCommit(TestRecords.Memory(i), Long).ShouldBeTrue();
        writer.Flush(Long).ShouldBeTrue();
        _journal.Prune(TestRecords.Noon.AddDays(1), TestRecords.Noon).ShouldBeInRange(30, 34); // The events since the last snapshot stay.
        _journal.LoadStates().ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(34);
    }

    [Fact]
    public void Write_Rollups_AreSaved()
    {
        JournalWriter writer = Start(Quick);
        Dictionary<string, double> rungs = new(StringComparer.Ordinal) { ["free"] = 60 };
        writer.Write([.. Enumerable.Range(0, 600).Select(i =>
            new PowerRollup($"site/row-{i}", TestRecords.Noon, 60, new Watts(1), new Watts(2), new Watts(3), .5, rungs))]);
        writer.Flush(Long).ShouldBeTrue();
        _journal.ReadRollups("site/row-599", TestRecords.Noon, TestRecords.Noon.AddHours(1)).ShouldHaveSingleItem().Mean.ShouldBe(new Watts(2));
    }

    private JournalWriter Start(JournalWriterOptions options)
    {
        // Records of these tests are of another time: nothing is too old.
        options = options with { KeepEvents = TimeSpan.FromDays(36500), KeepRollups = TimeSpan.FromDays(36500) };
        return _writer = new JournalWriter(_journal, new DomainStates(_journal.LoadStates()), options, TimeProvider.System, _log);
    }
}
