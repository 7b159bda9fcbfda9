using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Cluster.Tests.Journal.Writing;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Cluster.Tests.Journal.State;

public sealed class JournaledDomainMemoryTests : IDisposable
{
    private const string Row = "site/row-1";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly JournalWriterOptions Options = new() { CommitTimeout = Long, FirstRetry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromHours(1) };
    private readonly TemporaryFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Load_FirstStartEver_KnowsNothing()
    {
        using JournalService service = Start();
        service.Memory.Load(Row).ShouldBeNull();
    }

    [Fact]
    public void Load_AfterACleanStop_FindsWhatWasSaved()
    {
        using (JournalService first = Start())
        {
            first.Memory.Save(Row, new DomainMemory(1, 3, [2, 5]) { HeardEpoch = 7 });
            first.Memory.TrySaveLoosening(Row, new DomainMemory(1, 2, [2]) { HeardEpoch = 7 }).ShouldBeTrue();
        }

        using JournalService second = Start();
        DomainMemory memory = second.Memory.Load(Row)!;
        memory.Rung.ShouldBe(2);
        memory.BrakedChildren.ShouldBe([2]);
        memory.HeardEpoch.ShouldBe(7);
    }

    [Fact]
    public void Load_EpochsOfALifeWhoseLastWasNeverWritten_AreNotUsedAgain()
    {
        long highest = 0;
        for (int life = 0; life < 4; life++)
        {
            // Each life restarts its actor a few times while the journal is gone, and is then killed.
            SqliteJournal file = SqliteJournal.Open(_file.Path, TimeProvider.System);
            using UnsteadyJournal journal = new(file);
            using JournalService service = JournalService.Start(journal, Options, TimeProvider.System, NullLoggerFactory.Instance);
            journal.FailsWith = JournalFault.Unavailable;
            for (int restart = 0; restart < 5; restart++)
            {
                long epoch = (service.Memory.Load(Row)?.Epoch ?? 0) + 1; // As DirectiveIssuer does.
                epoch.ShouldBeGreaterThan(highest);
                highest = epoch;
                service.Memory.Save(Row, new DomainMemory(epoch, 1, []));
            }
        }

        highest.ShouldBeLessThan(1 << 23); // DomainLaw counts reports from the epoch times 2^40.
    }

    [Fact]
    public void TrySaveLoosening_DatabaseGone_IsFalseAndTheMemoryStaysTight()
    {
        using UnsteadyJournal journal = new(SqliteJournal.Open(_file.Path, TimeProvider.System));
        using JournalService service = JournalService.Start(journal, Options, TimeProvider.System, NullLoggerFactory.Instance);
        service.Memory.TrySaveLoosening(Row, new DomainMemory(1, 2, [])).ShouldBeTrue();
        journal.FailsWith = JournalFault.Full;
        service.Memory.TrySaveLoosening(Row, new DomainMemory(1, 1, [])).ShouldBeFalse();
        service.Memory.Load(Row)!.Rung.ShouldBe(2);
        service.Memory.Save(Row, new DomainMemory(1, 3, [])); // Tightening goes on.
        service.Memory.Load(Row)!.Rung.ShouldBe(3);
        service.Memory.TrySaveLoosening(Row, new DomainMemory(1, 3, [])).ShouldBeTrue(); // Nothing new: nothing to write.
    }

    [Fact]
    public void Save_TheSameAgain_WritesNothing()
    {
        using JournalService service = Start();
        for (int i = 0; i < 10; i++)
            service.Memory.Save(Row, new DomainMemory(1, 1, [3]));
        service.Writer.Flush(Long).ShouldBeTrue();
        service.Journal.Read(new JournalFilter { Kinds = [] }).Entries.ShouldHaveSingleItem();
    }

    [Fact]
    public void TakeOver_FromAnotherNode_FindsItsRungAndStandsAboveItsEpoch()
    {
        using JournalService a = Start();
        using JournalService b = Start(); // Started before A decides.
        a.Memory.Save(Row, new DomainMemory((a.Memory.Load(Row)?.Epoch ?? 0) + 1, 4, []));
        a.Writer.Flush(Long).ShouldBeTrue();
        b.Memory.TakeOver("site");
        DomainMemory taken = b.Memory.Load(Row)!;
        taken.Rung.ShouldBe(4);
        taken.Epoch.ShouldBeGreaterThan(a.Memory.Load(Row)!.Epoch);

        // A does not know yet, and loosens: a restart goes by the newer owner.
        b.Memory.Save(Row, taken with { Epoch = taken.Epoch + 1 });
        b.Writer.Flush(Long).ShouldBeTrue();
        a.Memory.TrySaveLoosening(Row, a.Memory.Load(Row)! with { Rung = 0 }).ShouldBeTrue();
        b.Journal.LoadStates(Row).ShouldHaveSingleItem().State.Memory!.Rung.ShouldBe(4);
    }

    [Fact]
    public void TryReserveAbove_EpochThatTheJournalDoesNotKnow_IsDurableAndToldOnce()
    {
        using (JournalService lost = Start())
        {
            List<(long Heard, long First)> told = [];
            lost.Memory.Overtaken += (heard, first) => told.Add((heard, first));
            long reserved = lost.Memory.TryReserveAbove(7000).ShouldNotBeNull();
            reserved.ShouldBeGreaterThanOrEqualTo(7000);
            lost.Memory.TryReserveAbove(6500).ShouldBe(reserved);
            lost.Memory.TryReserveAbove(7000).ShouldBe(reserved);
            told.ShouldBe([(7000, reserved + 1)]);
            (lost.Memory.Load(Row)?.Epoch ?? 0).ShouldBe(reserved);
        }

        using JournalService next = Start();
        next.Memory.Load(Row)!.Epoch.ShouldBeGreaterThan(7000);
    }

    [Fact]
    public void TryReserveAbove_DatabaseGone_IsNullAndUsesNothing()
    {
        using UnsteadyJournal journal = new(SqliteJournal.Open(_file.Path, TimeProvider.System));
        using JournalService service = JournalService.Start(journal, Options, TimeProvider.System, NullLoggerFactory.Instance);
        journal.FailsWith = JournalFault.Unavailable;
        service.Memory.TryReserveAbove(7000).ShouldBeNull();
        service.Memory.Load(Row).ShouldBeNull();
        journal.FailsWith = null;
        service.Memory.TryReserveAbove(7000).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(7000);
    }

    private JournalService Start() => JournalService.Start(SqliteJournal.Open(_file.Path, TimeProvider.System), Options, TimeProvider.System, NullLoggerFactory.Instance);
}
