using System.Diagnostics.Metrics;
using PowerActors.Cluster.Sessions;
using PowerActors.Core.Control;
using PowerActors.Core.Control.Directives;

namespace PowerActors.Cluster.Tests.Sessions;

public sealed class DirectiveTripsTests : IDisposable
{
    private static readonly Ceilings Capped = new(ClockCeiling.At(1275), ClockCeiling.Free, Brake: false);

    private readonly Meter _meter = new("PowerActors.Test.DirectiveTrips");
    private readonly MeterListener _listener = new();
    private readonly Histogram<double> _latency;
    private readonly List<double> _recorded = [];

    public DirectiveTripsTests()
    {
        _latency = _meter.CreateHistogram<double>("latency");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument == _latency)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _recorded.Add(value));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Acknowledged_ADirectiveThatSaysSomethingNew_IsALatency()
    {
        DirectiveTrips trips = new(held: null);
        trips.Sent(Directive(1, Capped), At(10));
        trips.Acknowledged(Stamp(1), At(10.25), _latency).ShouldBe(At(10));
        _recorded.ShouldBe([.25], tolerance: 1e-9);
    }

    [Fact]
    public void Acknowledged_ARenewal_RenewsTheLeaseAndIsNoLatency()
    {
        DirectiveTrips trips = new(Directive(1, Capped));
        trips.Sent(Directive(2, Capped), At(10));
        trips.Acknowledged(Stamp(2), At(11), _latency).ShouldBe(At(10));
        _recorded.ShouldBeEmpty();
    }

    [Fact]
    public void Acknowledged_TheSameAgainOrNothingNewer_TellsNothing()
    {
        DirectiveTrips trips = new(held: null);
        trips.Sent(Directive(5, Capped), At(10));
        trips.Acknowledged(Stamp(4), At(11), _latency).ShouldBeNull();
        trips.Acknowledged(Stamp(5), At(12), _latency).ShouldBe(At(10));
        trips.Acknowledged(Stamp(5), At(13), _latency).ShouldBeNull("its lease runs from when it was sent, however often it is acknowledged");
        _recorded.Count.ShouldBe(1);
    }

    [Fact]
    public void Acknowledged_TheNewestOfSeveral_StandsForAllBeforeIt()
    {
        DirectiveTrips trips = new(held: null);
        trips.Sent(Directive(1, Capped), At(10));
        trips.Sent(Directive(2, Capped), At(11));
        trips.Sent(Directive(3, Ceilings.Free), At(12));
        trips.Acknowledged(Stamp(3), At(13), _latency).ShouldBe(At(12));
        _recorded.ShouldBe([3d, 1d], tolerance: 1e-9);
    }

    [Fact]
    public void Sent_ToOneThatAcknowledgesNothing_ForgetsTheOldest()
    {
        DirectiveTrips trips = new(held: null);
        for (int i = 1; i <= 1000; i++)
            trips.Sent(Directive(i, i % 2 == 0 ? Capped : Ceilings.Free), At(i));
        trips.Acknowledged(Stamp(1000), At(1001), _latency).ShouldBe(At(1000));
        _recorded.Count.ShouldBe(64);
    }

    private static Directive Directive(long sequence, in Ceilings ceilings) => new(Stamp(sequence), ceilings, TimeSpan.FromSeconds(30));

    private static DirectiveStamp Stamp(long sequence) => new(7, sequence);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
