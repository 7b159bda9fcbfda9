using Microsoft.Extensions.Logging;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Hardware;
using PowerActors.Agent.Hints;
using PowerActors.Agent.State;
using PowerActors.Core.Control.Laws;
using PowerActors.Tree;

namespace PowerActors.Agent.Links;

/// <summary>One server of an agent: what outlives its actors.</summary>
internal sealed class ServerLink
{
    private readonly ILogger _logger;
    private AgentState? _state;
    private bool _loaded;

    public ServerLink(uint handle, AgentServerOptions options, ILogger logger)
    {
        Handle = handle;
        Options = options;
        _logger = logger;
        Hardware = new ObservedServer(options.Hardware);
        Sight = new GovernorSight(options.Hardware.Gpus.Count);
        Laws.Violated += OnViolated;
        File = options.StateFile is { } path ? new StateFile(path, problem => StateFailed?.Invoke(problem)) : null;
    }

    public uint Handle { get; }

    public AgentServerOptions Options { get; }

    public ObservedServer Hardware { get; }

    public StateFile? File { get; }

    public GovernorSight Sight { get; }

    public SnapshotBoard Board { get; } = new(1);

    public LawLedger Laws { get; } = new();

    /// <summary>What of it nobody has been told yet.</summary>
    public LawBreaches Breaches { get; } = new();

    /// <summary>Hears that a law was broken, on the thread that saw it.</summary>
    public Action? LawBroken { get; set; }

    /// <summary>How phase hints stand now; null where there are none.</summary>
    public Func<HintStanding>? Hints { get; set; }

    /// <summary>Hears of a file that cannot be written.</summary>
    public Action<string>? StateFailed { get; set; }

    /// <summary>True while a node has taken the server.</summary>
    public bool IsWelcomed { get; set; }

    /// <summary>What was saved last, in this life of the process or an earlier one.</summary>
    public AgentState? Recall()
    {
        if (_loaded || File is null)
            return _state;
        _loaded = true;
        _state = File.Load(out string? problem);
        if (problem is not null)
            AgentLog.StateIgnored(_logger, Options.StateFile!, problem);
        return _state;
    }

    public void Save(AgentState state)
    {
        _state = state;
        File?.Save(state);
    }

    private void OnViolated(LawViolation breach)
    {
        Breaches.Note(breach);
        LawBroken?.Invoke();
    }
}
