using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Node;
using PowerActors.Cluster.Scheduling;
using PowerActors.Cluster.Tests.Sessions.Support;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Placement;

namespace PowerActors.Cluster.Tests.Scheduling;

/// <summary>A scheduler on the small site. Power does not count unless a test says so: no agent reports here.</summary>
internal sealed class SchedulingSite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("poweractors-");
    private readonly JournalService _journal;

    public SchedulingSite(Func<SchedulerSettings, SchedulerSettings>? settings = null, IPodBinder? binder = null)
    {
        _journal = JournalService.Start(new PersistenceSettings { SqliteFile = Path.Combine(_folder.FullName, "journal.db") }, TimeProvider.System, Log);
        Node = new ControlNode(new ControlNodeOptions { Plan = TestSite.Plan(), Mode = ControlMode.Enforce }, _journal, Log);
        SchedulerSettings standard = new() { Power = Core.Placement.Power.PowerHeed.None };
        Scheduler = new SchedulerService(settings?.Invoke(standard) ?? standard, PowerTable.BuiltIn, Node, Log, binder);
    }

    public HeardLog Log { get; } = new();

    public ControlNode Node { get; }

    public SchedulerService Scheduler { get; }

    public NodeReport? Find(string name) => Scheduler.Report().Nodes.FirstOrDefault(node => node.Name == name);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        _journal.Dispose();
        _folder.Delete(recursive: true);
    }
}
