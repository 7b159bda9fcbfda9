using Microsoft.Extensions.Logging;
using PowerActors.Actors;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control.Domains;
using PowerActors.Core.Control.Laws;
using PowerActors.Core.Control.Steering;
using PowerActors.Core.Hardware;
using PowerActors.Core.Topology;
using PowerActors.Tree;

namespace PowerActors.Cluster.Node;

/// <summary>What a control node is made from.</summary>
public sealed record ControlNodeOptions
{
    /// <summary>The validated topology.</summary>
    public required TopologyPlan Plan { get; init; }

    /// <summary>The mode of every domain that nobody has spoken of.</summary>
    public ControlMode Mode { get; init; } = ControlMode.Shadow;

    /// <summary>The site's time zone, for budgets of the time of day.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The meters of domains and servers; null for one that has none.</summary>
    public Func<TreeNode, IPowerMeter?> Meters { get; init; } = static _ => null;

    /// <summary>The agents' door.</summary>
    public AgentHubOptions Agents { get; init; } = new();

    /// <summary>The clocks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// One node's control plane: the actors of a site down to its racks, the seats of the agents that run the servers, the journal, and the desk of the operators. Readers look at
/// <see cref="Board"/> and <see cref="Agents"/> and ask nobody. Start it once, dispose it once.
/// </summary>
public sealed class ControlNode : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellBrokenLawEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StepThatMatters = TimeSpan.FromSeconds(30);

    private readonly ControlNodeOptions _options;
    private readonly ILogger _logger;
    private readonly ActorSystem _system;
    private readonly MinuteRollups _rollups;
    private readonly TreeSettings _tree;
    private readonly Lock _looking = new();
    private readonly Complaints _broken = new(TellBrokenLawEvery);
    private ITimer? _looks;
    private TimeSpan _stepTold;
    private long _failuresTold;
    private bool _stopped;

    /// <summary>Prepares a node; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="options">What it is made from.</param>
    /// <param name="journal">Its journal; the caller disposes of it after the node.</param>
    /// <param name="loggers">The log.</param>
    public ControlNode(ControlNodeOptions options, JournalService journal, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger<ControlNode>();
        Journal = journal;
        Index = new TreeIndex(options.Plan.Root);
        Board = new SnapshotBoard(Index.Nodes.Count);
        Clock = new SteadyClock(options.Time);
        Events = new NodeEvents(options.Time);
        Laws.Violated += OnViolated;
        _system = ActorSystem.Create("node", new ActorSystemOptions { TimeProvider = options.Time, Events = Counters });
        NodeObserver observer = new(journal.ObserverOf(Index), Events, Counters);
        Agents = new AgentHub(options.Agents, options.Plan, Index, observer, Board, loggers.CreateLogger<AgentHub>(), options.Time, options.Meters);
        Agents.Joined += OnJoined;
        Agents.Left += OnLeft;
        journal.Memory.Overtaken += (heard, first) => NodeLog.Overtaken(_logger, heard, first);
        Desk = new OperatorDesk(options.Plan.Root, options.Mode, journal.Writer, Events, Clock, options.Zone);
        _rollups = new MinuteRollups(Index, node => Board[node], options.Plan.Timing.Staleness);
        _tree = new TreeSettings
        {
            Plan = options.Plan,
            Hardware = static node => throw new InvalidOperationException($"{node.Path} is guarded by its agent"),
            Servers = Agents.Server,
            Meters = options.Meters,
            Laws = Laws,
            Observer = observer,
            Memory = journal.Memory,
            Board = Board,
            Steering = node => Desk.Of(node.Path),
        };
    }

    /// <summary>The topology.</summary>
    public TopologyPlan Plan => _options.Plan;

    /// <summary>The mode of every domain that nobody has spoken of.</summary>
    public ControlMode Mode => _options.Mode;

    /// <summary>Its numbered nodes.</summary>
    public TreeIndex Index { get; }

    /// <summary>The latest of every domain and server.</summary>
    public SnapshotBoard Board { get; }

    /// <summary>The agents.</summary>
    public AgentHub Agents { get; }

    /// <summary>The operators.</summary>
    public OperatorDesk Desk { get; }

    /// <summary>The journal.</summary>
    public JournalService Journal { get; }

    /// <summary>What changes.</summary>
    public NodeEvents Events { get; }

    /// <summary>What was counted.</summary>
    public NodeCounters Counters { get; } = new();

    /// <summary>The laws.</summary>
    public LawLedger Laws { get; } = new();

    /// <summary>Wall time that no step of the machine's clock moves.</summary>
    public SteadyClock Clock { get; }

    /// <summary>Monotonic time since the node was made: what snapshots are stamped with.</summary>
    public TimeSpan Now => _system.Now;

    /// <summary>True once every domain has published, and the journal can be written.</summary>
    public bool IsReady => Journal.Writer.IsAvailable && Index.Nodes.All(node => node.IsServer || Board[node.Index] is not null);

    /// <summary>Starts the tree.</summary>
    public void Start()
    {
        foreach (string problem in Desk.NotUnderstood)
            NodeLog.NotUnderstood(_logger, problem);
        IActorRef root = PowerTree.Start(_system, _tree, Index);
        Desk.Connect(domains => root.Tell(new TreeMessages.Steer(domains), sender: null));
        _looks = _options.Time.CreateTimer(static node => ((ControlNode)node!).Look(), this, LookEvery, LookEvery);
        NodeLog.Started(_logger, Index.Servers.Count, Index.Nodes.Count - Index.Servers.Count, Journal.Journal.Name, Desk.InForce.Count);
    }

    /// <summary>Stops the tree and closes the agents' connections: they keep what they hold until their leases end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        if (_looks is not null)
            await _looks.DisposeAsync().ConfigureAwait(false);
        await _system.TerminateAsync().ConfigureAwait(false);
        await Agents.DisposeAsync().ConfigureAwait(false);
        _system.Dispose();
        NodeLog.Stopped(_logger);
    }

    private void Look()
    {
        if (!_looking.TryEnter())
            return; // The journal is slow, and the look before is still waiting for it.
        try
        {
            Desk.Tick();
            IReadOnlyList<PowerRollup> minutes = _rollups.Sample(Clock.Now, Now);
            if (minutes.Count > 0)
                Journal.Writer.Write(minutes);
            TimeSpan stepped = Clock.Stepped;
            if ((stepped - _stepTold).Duration() > StepThatMatters)
            {
                NodeLog.ClockStepped(_logger, (stepped - _stepTold).TotalSeconds);
                _stepTold = stepped;
            }

            if (Counters.ActorFailures > _failuresTold && Counters.LastFailure is { } failure)
            {
                _failuresTold = Counters.ActorFailures;
                NodeLog.ActorFailed(_logger, failure);
            }
        }
#pragma warning disable CA1031 // A timer's exception would end the process, and with it the guard of the site.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            NodeLog.TickFailed(_logger, exception.Message, exception);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void OnJoined(TreeNode server, LinkStatus link, string agent)
    {
        Journal.Writer.Write(new JournalRecord(Clock.Now, server.Path, 0, new JournalEvent.AgentConnected(agent, link.Peer, link.AgentVersion)));
        Events.Publish("agent", server.Path, $"connected from {link.Peer}");
    }

    private void OnLeft(TreeNode server, string agent, string reason)
    {
        Journal.Writer.Write(new JournalRecord(Clock.Now, server.Path, 0, new JournalEvent.AgentLost(agent, reason)));
        Events.Publish("agent", server.Path, $"lost: {reason}");
    }

    private void OnViolated(LawViolation violation)
    {
        // A law that breaks does so with every report: its first breach in a minute is told, and how many there were; the metric counts all.
        if (!_broken.LetThrough(violation.Law.ToString(), Now, out long heldBack))
            return;
        NodeLog.LawBroken(_logger, violation.Law, violation.Where, violation.Detail, heldBack == 0 ? "" : $" (and {heldBack} more since the last line)");
        Events.Publish("law", violation.Where, $"{violation.Law}: {violation.Detail}");
    }
}
