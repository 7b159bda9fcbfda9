using PowerActors.Actors.Asking;
using PowerActors.Actors.Timers;

namespace PowerActors.Actors.Dispatch;

/// <summary>Real time, on the thread pool.</summary>
internal sealed class PooledSystem : ActorSystem
{
    private readonly ActorSystemOptions _options;

    public PooledSystem(string name, ActorSystemOptions options)
        : base(name, options.Seed ?? (ulong)options.TimeProvider.GetTimestamp(), options.Events)
    {
        if (options.Throughput < 1)
            throw new ArgumentException($"Throughput is {options.Throughput}: it must be 1 or more.", nameof(options));

        _options = options;
        Scheduler = new RealScheduler(options.TimeProvider);
        StartGuardian(options.GuardianStrategy);
    }

    public override DateTimeOffset UtcNow => _options.TimeProvider.GetUtcNow();

    internal override bool IsDeterministic => false;

    internal override Lane CreateLane() => new PooledLane(this, ForkRandom(), _options.Throughput);

    internal override void Complete(IDeferred deferred) => deferred.Run();

    private protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;

        if (Lane.Current is not null)
            throw new InvalidOperationException("An actor cannot wait for its own system to end: call TerminateAsync instead of Dispose.");

        TerminateAsync().Wait(_options.ShutdownTimeout);
        ((RealScheduler)Scheduler).Dispose();
    }
}
