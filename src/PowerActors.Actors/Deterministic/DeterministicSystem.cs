using PowerActors.Actors.Asking;
using PowerActors.Actors.Cells;
using PowerActors.Actors.Deterministic;
using PowerActors.Actors.Dispatch;
using PowerActors.Actors.Faults;

namespace PowerActors.Actors;

/// <summary>
/// An actor system in virtual time on the caller's thread. Nothing happens between calls; each run is given by its seed and what it was told.
/// </summary>
/// <remarks>
/// The seed orders what the thread pool leaves open: which of several lanes goes on, for how many messages, and which of several
/// timers due at the same instant fires first. The order between one sender and one receiver is kept as always. Use it from one thread.
/// </remarks>
public sealed class DeterministicSystem : ActorSystem
{
    /// <summary>Batches are 1 to 64 messages, short ones as likely as long ones: 2 to the power of a number below this.</summary>
    private const int BatchExponents = 7;

    private readonly DeterministicOptions _options;
    private readonly VirtualScheduler _clock;
    private readonly OrderDigest? _digest;
    private readonly Queue<IDeferred> _deferred = [];
    private SeededRandom _random;
    private VirtualLane[] _runnable = new VirtualLane[16];
    private int _runnableCount;

    internal DeterministicSystem(DeterministicOptions options)
        : base(options.Name, options.Seed, options.Events)
    {
        _options = options;
        _random = ForkRandom();
        Scheduler = _clock = new VirtualScheduler(ForkRandom());
        _digest = options.TrackOrder ? new OrderDigest() : null;
        Faults = options.Faults is { Rules.Count: > 0 } ? new FaultInjector(this, options.Faults, ForkRandom()) : null;
        StartGuardian(options.GuardianStrategy);
    }

    /// <inheritdoc/>
    public override DateTimeOffset UtcNow => _options.StartTime + Now;

    /// <summary>When the earliest timer or delayed message is due; null if there is none.</summary>
    public TimeSpan? NextDue => _clock.NextDue() is var due && due == long.MaxValue ? null : new TimeSpan(due);

    /// <summary>Whether no message waits that could be handled now.</summary>
    public bool IsIdle => _runnableCount == 0 && _deferred.Count == 0 && Faults is not { HoldsBack: true };

    /// <summary>How many messages were delivered, those of timers and of the engine included.</summary>
    public long DeliveredCount { get; private set; }

    /// <summary>A running hash over the order of deliveries.</summary>
    /// <exception cref="InvalidOperationException"><see cref="DeterministicOptions.TrackOrder"/> is off.</exception>
    public ulong OrderDigest => _digest?.Value ?? throw new InvalidOperationException("The order is not tracked: set DeterministicOptions.TrackOrder.");

    internal FaultInjector? Faults { get; }

    internal override bool IsDeterministic => true;

    /// <summary>How often a kind of fault has struck.</summary>
    public long FaultCount(FaultKind kind) => Faults?.Count(kind) ?? 0;

    /// <summary>Handles messages until none waits. Time stands still, so timers do not fire, unless due now.</summary>
    /// <exception cref="InvalidOperationException">Called by an actor.</exception>
    public void RunUntilIdle()
    {
        if (Lane.Current is not null)
            throw new InvalidOperationException("An actor cannot run the system it runs in.");

        do
            RunLanes();
        while (_clock.FireNext(_clock.Now));
    }

    /// <summary>Lets virtual time pass; see <see cref="AdvanceTo"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by) => AdvanceTo(Now + by);

    /// <summary>
    /// Runs until idle, then goes from instant to instant at which a timer is due, running until idle at each, up to and including
    /// <paramref name="time"/>, which is then <see cref="ActorSystem.Now"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is in the past.</exception>
    public void AdvanceTo(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Now);
        RunUntilIdle();
        while (_clock.FireNext(time.Ticks))
            RunLanes();

        _clock.SetNow(time.Ticks);
    }

    internal void AddRunnable(VirtualLane lane)
    {
        if (_runnableCount == _runnable.Length)
            Array.Resize(ref _runnable, _runnableCount * 2);

        _runnable[_runnableCount++] = lane;
    }

    internal override bool Strikes(ActorCell target, object message, IActorRef? sender) =>
        Faults is not null && Faults.Strike(new Envelope { Target = target, Message = message, Sender = sender });

    internal override Lane CreateLane() => new VirtualLane(this, ForkRandom());

    internal override void Complete(IDeferred deferred) => _deferred.Enqueue(deferred);

    private void RunLanes()
    {
        while (true)
        {
            if (_deferred.Count > 0)
                RunDeferred();

            if (_runnableCount == 0)
            {
                // Reordered messages that nothing has overtaken go on at last.
                if (Faults is { HoldsBack: true })
                    Faults.ReleaseAll();

                if (_runnableCount == 0)
                    return;
            }

            ulong draw = _random.NextUInt64();
            int index = (int)(((draw >> 32) * (ulong)_runnableCount) >> 32);
            int budget = 1 << (int)((((uint)draw) * (ulong)BatchExponents) >> 32);
            VirtualLane lane = _runnable[index];
            int handled = _digest is null && Faults is null ? lane.Run(budget) : lane.RunObserved(budget, _digest, Faults);
            DeliveredCount += handled;
            if (handled < budget)
            {
                _runnable[index] = _runnable[--_runnableCount];
                _runnable[_runnableCount] = null!;
                lane.Sleep();
            }
        }
    }

    private void RunDeferred()
    {
        // With a context of a test runner or user interface in place, tasks would continue on the thread pool, at any time.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (_deferred.TryDequeue(out IDeferred? deferred))
                deferred.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private protected override void Dispose(bool disposing)
    {
        if (!disposing || WhenTerminated.IsCompleted)
            return;

        _ = TerminateAsync();
        RunUntilIdle();
    }
}
