using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Energy.Yielding;
using PowerActors.Simulation.Serving;

namespace PowerActors.Simulation.Datacenter;

/// <summary>A simulated server as the tree and as serving see it.</summary>
internal sealed class ServerSlot : IServerHardware, IServingHardware
{
    public ServerSlot(SimulatedServer server)
    {
        Server = server;
        PowerMeter = new SimulatedMeter(() => server.PowerMilliwatts);
        Gpus = [.. server.Gpus];
    }

    public SimulatedServer Server { get; }

    /// <summary>Follows what it does; null where nobody asks what its work loses.</summary>
    public SimulatedWork? Work { get; set; }

    public IReadOnlyList<IGpuDevice> Gpus { get; }

    public SimulatedMeter PowerMeter { get; }

    public IPowerMeter Meter => PowerMeter;

    public double PromptSlowdown => Server.PromptSlowdown;

    public double DecodeSlowdown => Server.DecodeSlowdown;

    public void ReadGpus(TimeSpan now, Span<GpuReading> readings) => Server.ReadGpus(now, readings);

    public void SetActivity(in ServerActivity activity, long nowTicks)
    {
        Work?.Change(activity, nowTicks);
        Server.SetActivity(activity, nowTicks);
    }
}
