using PowerActors.Core.Control;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Power;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Placement.Powered;

/// <summary>
/// The site at work: every node's draw under the ceilings that act on it, every domain's law on what its nodes report, and the ledger of placements on what both say. Work runs as fast as
/// the ceilings let it.
/// </summary>
internal sealed class PoweredSite
{
    private static readonly PerPriority<double> Uncapped = new(1, 1);
    private static readonly double BrakedDraw = CappedWork.Draw(Ceilings.Free with { Brake = true }, Priority.Low);

    private readonly PoweredDomain[] _domains;
    private readonly NodeLoad[] _loads;
    private readonly PoweredDomain[] _domainOf;
    private readonly int[] _slots;
    private readonly double[] _draws;
    private readonly bool[] _changed;
    private readonly PerPriority<double>[] _kept;
    private readonly double[] _sums;
    private readonly int _beat;
    private long _tick;

    /// <summary>A site with nothing running.</summary>
    /// <param name="options">What to replay.</param>
    /// <param name="nodes">All nodes, in node order.</param>
    /// <param name="domainOf">The lowest domain of each, in node order.</param>
    /// <param name="shapeOf">The shape of each, in node order.</param>
    public PoweredSite(PoweredOptions options, IReadOnlyList<NodeSpec> nodes, IReadOnlyList<int> domainOf, Func<int, NodeShape> shapeOf)
    {
        Options = options;
        DomainOf = domainOf;
        _domains = new PoweredDomain[options.Site.Domains.Count];
        for (int i = 0; i < _domains.Length; i++)
        {
            SiteDomain domain = options.Site.Domains[i];
            _domains[i] = new PoweredDomain(domain, domain.Above < 0 ? null : _domains[domain.Above], options.Timing);
        }

        _loads = [.. nodes.Select((node, rank) => new NodeLoad(node, shapeOf(rank)))];
        _domainOf = [.. domainOf.Select(domain => _domains[domain])];
        _slots = [.. nodes.Select((node, rank) => _domainOf[rank].AddNode(new NodeWorstCase(node)))];
        _draws = new double[nodes.Count];
        _changed = [.. Enumerable.Repeat(true, nodes.Count)];
        _kept = [.. Enumerable.Repeat(Uncapped, _domains.Length)];
        _sums = new double[_domains.Length];
        _beat = Math.Max(1, (int)(options.Timing.Heartbeat / options.Timing.Telemetry));
        Ledger = new PowerLedger(
            new PowerDomains(
                [.. options.Site.Domains.Select(domain => new PowerDomain { Path = domain.Path, Above = domain.Above, Limit = domain.Limit, Threshold = PowerDomain.ThresholdOf(options.Ladder) })],
                [.. nodes.Select((node, rank) => (node.Name, domainOf[rank]))]),
            new PowerLedgerSettings { OnTheWay = options.StartUp * 3 > TimeSpan.FromSeconds(30) ? options.StartUp * 3 : TimeSpan.FromSeconds(30) });
        Queues = [.. _domains.Select(static _ => new PerPriority<WorkQueue>(new WorkQueue(), new WorkQueue()))];
        _domains[0].Start(options.Ladder, Laws);
    }

    public PoweredOptions Options { get; }

    public LawLedger Laws { get; } = new();

    public PowerLedger Ledger { get; }

    public IReadOnlyList<PoweredDomain> Domains => _domains;

    public IReadOnlyList<int> DomainOf { get; }

    /// <summary>Tasks that work on GPUs of each domain's nodes; those without GPUs are never slowed and stand in <see cref="OnCpu"/>.</summary>
    public IReadOnlyList<PerPriority<WorkQueue>> Queues { get; }

    /// <summary>Tasks without GPUs.</summary>
    public WorkQueue OnCpu { get; } = new();

    /// <summary>What the site drew at the last tick.</summary>
    public Watts Power => new(_sums[0]);

    /// <summary>The queue that a task works in.</summary>
    public WorkQueue QueueOf(RunningTask task) => task.Placement.Gpus == 0 ? OnCpu : Queues[DomainOf[task.Placement.Rank]][task.Priority];

    /// <summary>A task begins to work, or ends.</summary>
    public void Change(RunningTask task, int sign)
    {
        _loads[task.Placement.Rank].Change(task.Placement, task.Priority, sign);
        _changed[task.Placement.Rank] = true;
    }

    /// <summary>A telemetry period is over: ceilings act, nodes report, domains decide, and the ledger hears of it.</summary>
    public void Tick(double now)
    {
        TimeSpan time = TimeSpan.FromSeconds(now);
        for (int i = 0; i < _domains.Length; i++)
        {
            if (!_domains[i].Actuate(now))
                continue;
            Ceilings acting = _domains[i].Acting;
            _kept[i] = new PerPriority<double>(CappedWork.Draw(acting, Priority.Low), CappedWork.Draw(acting, Priority.High));
            Queues[i].Low.SetSpeed(CappedWork.Speed(acting, Priority.Low), now);
            Queues[i].High.SetSpeed(CappedWork.Speed(acting, Priority.High), now);
            for (int rank = 0; rank < _changed.Length; rank++)
                _changed[rank] |= DomainOf[rank] == i;
        }

        bool beats = _tick++ % _beat == 0;
        Array.Clear(_sums);
        for (int rank = 0; rank < _loads.Length; rank++)
        {
            if (_changed[rank] || beats)
                Report(rank, time);
            _sums[DomainOf[rank]] += _draws[rank];
        }

        for (int i = _domains.Length - 1; i >= 0; i--)
        {
            _domains[i].Tick(time);
            _domains[i].Draws(new Watts(_sums[i]), time);
            if (i > 0)
                _sums[_domains[i].Site.Above] += _sums[i];
        }

        for (int i = 0; i < _domains.Length; i++)
            Ledger.See(i, DomainReading.Of(_domains[i].Law.Snapshot(time)));
    }

    private void Report(int rank, TimeSpan time)
    {
        NodeLoad load = _loads[rank];
        PerPriority<double> kept = _kept[DomainOf[rank]];
        Watts draw = load.Draw(kept);
        if (_changed[rank])
            Ledger.SeeNode(rank, draw, time);
        _changed[rank] = false;
        _draws[rank] = draw.Value;
        _domainOf[rank].Report(
            _slots[rank], draw, new(Held(Priority.Low), Held(Priority.High)), new(Sheddable(Priority.Low), Sheddable(Priority.High)), time);

        Watts Held(Priority priority) => new(load.Dynamic(priority) * (1 - kept[priority]));

        Watts Sheddable(Priority priority) => new(load.Dynamic(priority) * Math.Max(0, kept[priority] - BrakedDraw));
    }
}
