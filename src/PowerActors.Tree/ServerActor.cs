using PowerActors.Actors;
using PowerActors.Core.Control.Breakers;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Tree;

/// <summary>
/// A server: once per telemetry period it has its GPUs read, adds them up with the part that is not GPU, and reports. The agent on a real server runs this
/// actor and those below it.
/// </summary>
internal sealed class ServerActor(TreeSettings settings, TreeNode node, int slot) : DomainShell(settings, node, slot)
{
    private readonly IServerHardware _hardware = settings.Hardware(node);

    public static Props Props(TreeSettings settings, TreeNode node, int slot) =>
        Actors.Props.Create(() => new ServerActor(settings, node, slot)).WithSupervisor(TreeSupervision.Strategy);

    protected override DomainSettings Describe()
    {
        TopologyServer server = Node.Server!;
        ServerModel model = server.Model;
        WorstCase gpu = WorstCase.Of(model.Gpu, server.Priority);
        WorstCase[] children = new WorstCase[_hardware.Gpus.Count];
        Array.Fill(children, gpu);
        return new DomainSettings
        {
            Path = Node.Path,
            Limit = Watts.Unlimited,
            Ladder = Ladder.None,
            Children = children,
            FailSafe = Settings.Plan.FailSafe,
            Timing = Settings.Plan.Timing,
            BaseLoad = model.NonGpuIdle,
            BaseLoadUnmetered = model.NonGpuMax,
            HasMeter = _hardware.Meter is not null,
        };
    }

    protected override IActorRef[] StartChildren()
    {
        IActorRef[] children = new IActorRef[_hardware.Gpus.Count];
        for (int i = 0; i < children.Length; i++)
        {
            int gpu = i;
            children[i] = StartOrFind(GpuNames.Of(i), () => GpuActor.Props(Settings, Node, gpu, _hardware.Gpus[gpu]));
        }

        return children;
    }

    protected override void Receive(object message)
    {
        if (ReferenceEquals(message, TreeMessages.EndOfRound.Second))
        {
            TimeSpan now = Context.Now;
            Law.OnTick(now);
            Settings.Board?.Publish(Node.Index, Law.Snapshot(now));
        }
        else if (ReferenceEquals(message, TreeMessages.EndOfRound.First))
        {
            Self.Tell(TreeMessages.EndOfRound.Second, Self);
        }
        else
        {
            base.Receive(message);
        }
    }

    /// <summary>
    /// Reads everything, then decides once. The end of the round goes round the lane's queue twice: the first time it stands behind the samples, the second time behind
    /// the GPUs' answers to them.
    /// </summary>
    protected override void OnTick(TimeSpan now)
    {
        foreach (IActorRef gpu in ChildRefs)
            gpu.Tell(TreeMessages.Sample.Instance, Self);
        if (_hardware.Meter is { } meter && meter.TryRead(now, out Watts power))
            Law.NoteMeter(power, now);
        Self.Tell(TreeMessages.EndOfRound.First, Self);
    }

    protected override void OnReport(TreeMessages.ChildReport report)
    {
        if (IsSlot(report.Slot))
            Law.NoteReport(report.Slot, report.Report, Context.Now);
    }
}
