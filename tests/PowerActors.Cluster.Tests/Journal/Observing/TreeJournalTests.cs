using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Topology;
using PowerActors.Tree;

namespace PowerActors.Cluster.Tests.Journal.Observing;

public sealed class TreeJournalTests : IDisposable
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(5);
    private readonly TemporaryFile _file = new();
    private readonly TreeIndex _index = TestTree.Index();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Observer_Decisions_StandInTheJournalWithTheirDomainAndEpoch()
    {
        using JournalService service = JournalService.Start(SqliteJournal.Open(_file.Path, TimeProvider.System), new JournalWriterOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        TreeJournal observer = service.ObserverOf(_index);
        TreeNode row = _index.Nodes.First(static node => node.Domain?.Kind == DomainKind.Row), server = _index.Servers[0];
        service.Memory.Save(row.Path, new DomainMemory(9, 0, []));
        Ladder ladder = row.Domain!.Ladder;
        observer.OnRungChanged(row, ladder, 0, ladder.Top, 1.05, Now);
        observer.OnCeilingsChanged(row, ladder.CeilingsOn(ladder.Top), Now);
        observer.OnCeilingsChanged(server, Ceilings.Free, Now);
        observer.OnAlert(row, AlertKind.Escalated, "over", Now);
        observer.OnAlert(row, AlertKind.EscalationOver, "under", Now);
        observer.OnAlert(server, AlertKind.CapDrift, "gpu-0", Now);
        observer.OnAlert(row, AlertKind.MeterLost, "lost", Now);
        service.Writer.Flush(TimeSpan.FromSeconds(60)).ShouldBeTrue();

        JournalRecord[] read = [.. service.Journal.Read(new JournalFilter()).Entries.Select(static entry => entry.Record)];
        read.Select(static record => record.What.Kind).ShouldBe(["rung", "directive", "escalation", "escalation-end", "cap-drift", "alert"]);
        read[0].What.ShouldBe(new JournalEvent.RungChanged("polca", 0, 4, "free", "brake", 1.05));
        read[0].Domain.ShouldBe(row.Path);
        read[0].Epoch.ShouldBe(9);
        read[1].What.ShouldBe(new JournalEvent.DirectiveIssued(new CeilingValue(288, null), new CeilingValue(288, null), Brake: true));
        read[4].Domain.ShouldBe(server.Path);
        read[5].What.ShouldBe(new JournalEvent.Alert("meter-lost", "lost"));
    }

    [Fact]
    public void Observer_EveryAlert_HasANameOfItsOwn()
    {
        using JournalService service = JournalService.Start(SqliteJournal.Open(_file.Path, TimeProvider.System), new JournalWriterOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        TreeJournal observer = service.ObserverOf(_index);
        foreach (AlertKind kind in Enum.GetValues<AlertKind>())
            observer.OnAlert(_index.Nodes[0], kind, "", Now);
        service.Writer.Flush(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        string[] names = [.. service.Journal.Read(new JournalFilter()).Entries.Select(static entry => entry.Record.What is JournalEvent.Alert alert ? alert.Type : entry.Record.What.Kind)];
        names.ShouldBeUnique();
        names.ShouldAllBe(static name => !name.Any(char.IsAsciiLetterUpper));
    }
}
