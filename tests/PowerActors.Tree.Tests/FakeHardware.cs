using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Tree.Tests;

/// <summary>A GPU whose draw a test sets. Under a cap it draws in proportion to its clock; caps act at once.</summary>
internal sealed class FakeGpu : IGpuDevice
{
    public GpuModel Model => GpuCatalog.A100Sxm80;

    /// <summary>What it would draw at its maximum clock.</summary>
    public Watts Demand { get; set; } = new(63);

    public DeviceHealth Health { get; set; } = DeviceHealth.Good;

    public bool Refuses { get; set; }

    public bool IsStuck { get; set; }

    public List<GpuCap> Asked { get; } = [];

    public GpuCap InForce { get; private set; } = GpuCap.Free;

    /// <summary>True: it never runs below its lowest clock, as real ones do.</summary>
    public bool HasFloor { get; set; }

    /// <summary>The clock at which the board's own power limit keeps it.</summary>
    public Megahertz OwnLimit { get; set; } = Megahertz.Unlimited;

    /// <summary>The clock that its brake holds it to, whatever the ceiling; null where the ceiling alone counts.</summary>
    public Megahertz? BrakesTo { get; set; }

    public Megahertz Clock => InForce.Brake && BrakesTo is { } braked ? braked : Allowed;

    private Megahertz Allowed => Megahertz.Max(Megahertz.Min(Megahertz.Min(InForce.Ceiling, OwnLimit), Model.MaxClock), HasFloor ? Model.MinClock : Megahertz.Zero);

    public GpuReading Read(TimeSpan now) => new(Model.Idle + ((Demand - Model.Idle) * (Clock / Model.MaxClock)), Clock, Health, IsAtOwnLimit: OwnLimit < Megahertz.Unlimited);

    public bool TryApply(GpuCap cap, TimeSpan now)
    {
        if (Refuses)
            return false;
        Asked.Add(cap);
        if (!IsStuck)
            InForce = cap;
        return true;
    }
}

/// <summary>A server of fake GPUs without a meter of its own.</summary>
internal sealed class FakeServer : IServerHardware
{
    public FakeServer(int gpus) => Fakes = [.. Enumerable.Range(0, gpus).Select(static _ => new FakeGpu())];

    public IReadOnlyList<FakeGpu> Fakes { get; }

    public IReadOnlyList<IGpuDevice> Gpus => Fakes;

    public IPowerMeter? Meter { get; init; }
}

/// <summary>A meter that says what a test tells it to; silent while that is null.</summary>
internal sealed class FakeMeter : IPowerMeter
{
    public Watts? Reading { get; set; }

    public bool TryRead(TimeSpan now, out Watts power)
    {
        power = Reading ?? Watts.Zero;
        return Reading is not null;
    }
}
