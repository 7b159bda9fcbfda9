using PowerActors.Cluster.Node;

namespace PowerActors.Cluster.Tests.Node;

public sealed class NodeEventsTests
{
    private readonly NodeEvents _events = new(TimeProvider.System);

    [Fact]
    public void Publish_ToAListenerThatDoesNotRead_NeverWaitsAndLosesTheOldest()
    {
        using NodeEvents.Listener slow = _events.TryListen()!;
        for (int i = 0; i < NodeEvents.LongestQueue + 10; i++)
            _events.Publish("rung", "site", $"{i}");
        List<long> numbers = [];
        while (slow.Reader.TryRead(out NodeEvent? happened))
            numbers.Add(happened.Number);
        numbers.ShouldBe(Enumerable.Range(11, NodeEvents.LongestQueue).Select(static number => (long)number));
    }

    [Fact]
    public void TryListen_MoreThanAreTaken_IsRefusedUntilOneGoes()
    {
        List<NodeEvents.Listener> listeners = [.. Enumerable.Range(0, NodeEvents.MostListeners).Select(_ => _events.TryListen()!)];
        _events.TryListen().ShouldBeNull();
        listeners[0].Dispose();
        listeners[0].Reader.Completion.IsCompleted.ShouldBeTrue();
        using NodeEvents.Listener? next = _events.TryListen();
        next.ShouldNotBeNull();
        listeners.ForEach(static listener => listener.Dispose());
        _events.Listeners.ShouldBe(1);
    }
}
