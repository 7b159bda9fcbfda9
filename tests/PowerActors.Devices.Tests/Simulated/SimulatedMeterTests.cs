using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;

namespace PowerActors.Devices.Tests.Simulated;

public sealed class SimulatedMeterTests
{
    private long _truth = 1_234_567;

    [Fact]
    public void TryRead_Good_IsTheTruth()
    {
        Read(new SimulatedMeter(() => _truth)).ShouldBe(new Watts(1234.567));
    }

    [Fact]
    public void TryRead_WithFactor_ReadsLow() => Read(new SimulatedMeter(() => _truth) { Factor = 0.5 })!.Value.Value.ShouldBe(617.2835, 1e-9);

    [Fact]
    public void TryRead_Silent_DoesNotAnswer() => Read(new SimulatedMeter(() => _truth) { Fault = MeterFault.Silent }).ShouldBeNull();

    [Fact]
    public void TryRead_NotANumber_AnswersNonsense() =>
        Read(new SimulatedMeter(() => _truth) { Fault = MeterFault.NotANumber })!.Value.IsPlausible.ShouldBeFalse();

    [Fact]
    public void TryRead_Stuck_KeepsItsLastAnswer()
    {
        var meter = new SimulatedMeter(() => _truth);
        Read(meter);
        meter.Fault = MeterFault.Stuck;
        _truth = 9_000_000;
        Read(meter).ShouldBe(new Watts(1234.567));
        meter.Fault = MeterFault.None;
        Read(meter).ShouldBe(new Watts(9000));
    }

    private static Watts? Read(SimulatedMeter meter) => meter.TryRead(TimeSpan.Zero, out Watts power) ? power : null;
}
