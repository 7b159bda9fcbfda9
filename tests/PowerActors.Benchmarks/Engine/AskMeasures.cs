using PowerActors.Actors;

namespace PowerActors.Benchmarks.Engine;

/// <summary>Questions asked from outside of actors, from the thread pool, each with a timeout.</summary>
internal sealed class AskMeasures : IDisposable
{
    private const int Asks = 200_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ActorSystem _system = ActorSystem.Create("ask");
    private readonly IActorRef _echo;

    public AskMeasures() => _echo = _system.ActorOf(Props.Create<Echo>());

    public double MicrosecondsPerAsk(int inFlight) =>
        Measurement.Nanoseconds(() => Task.Run(() => Ask(inFlight)).Wait()) / 1000 / Asks;

    public double BytesPerAsk()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Task.Run(() => Ask(inFlight: 100)).Wait();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Asks;
    }

    public void Dispose() => _system.Dispose();

    private async Task Ask(int inFlight)
    {
        var pending = new Task<string>[inFlight];
        for (int i = 0; i < Asks / inFlight; i++)
        {
            for (int k = 0; k < pending.Length; k++)
                pending[k] = _echo.Ask<string>("watts?", Timeout);

            foreach (Task<string> reply in pending)
                await reply;
        }
    }

    private sealed class Echo : Actor
    {
        protected override void Receive(object message) => Sender.Tell(message, Self);
    }
}
