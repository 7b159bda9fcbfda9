using PowerActors.Actors;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Datacenter;
using PowerActors.Tree;

namespace PowerActors.Simulation.Faults;

/// <summary>
/// What goes wrong in a run, drawn from a seed: telemetry that is lost, late, doubled or out of order, directives that are lost or late, actors that crash, and hardware faults one after another:
/// a silent server, a stuck actuator, a meter that reads low or not at all.
/// </summary>
public sealed record FaultScenario
{
    private static readonly HardwareFault[] Kinds = Enum.GetValues<HardwareFault>();

    private FaultScenario(FaultPlan messages, IReadOnlyList<(TimeSpan At, Action<VirtualDatacenter> Strike)> hardware, IReadOnlyList<string> story)
    {
        Messages = messages;
        Hardware = hardware;
        Story = story;
    }

    private enum HardwareFault
    {
        SilentServer,
        AbsurdReadings,
        StuckClock,
        StuckBrake,
        RefusingActuator,
        LostGpu,
        SilentRowMeter,
        LowRowMeter,
        DriverReload,
    }

    /// <summary>Faults in messages and actors.</summary>
    public FaultPlan Messages { get; }

    /// <summary>Faults in hardware and their ends, in order of time.</summary>
    public IReadOnlyList<(TimeSpan At, Action<VirtualDatacenter> Strike)> Hardware { get; }

    /// <summary>What was drawn, in words.</summary>
    public IReadOnlyList<string> Story { get; }

    /// <summary>Draws a scenario.</summary>
    /// <param name="seed">Equal seeds give equal scenarios.</param>
    /// <param name="index">The tree that will suffer it.</param>
    /// <param name="duration">Length of the run.</param>
    public static FaultScenario Draw(ulong seed, TreeIndex index, TimeSpan duration)
    {
        SeededRandom random = new(seed ^ 0x9E3779B97F4A7C15);
        List<string> story = [];
        FaultPlan messages = DrawMessages(ref random, story);
        List<(TimeSpan At, Action<VirtualDatacenter> Strike)> hardware = [];
        TimeSpan at = random.Between(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        while (at < duration)
        {
            TimeSpan until = at + random.Between(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(15));
            DrawHardware(ref random, index, at, until, hardware, story);
            at = until + random.Between(TimeSpan.Zero, TimeSpan.FromMinutes(5));
        }

        return new FaultScenario(messages, hardware, story);
    }

    private static FaultPlan DrawMessages(ref SeededRandom random, List<string> story)
    {
        double lost = random.NextDouble() * .05, late = random.NextDouble() * .05, odd = random.NextDouble() * .02;
        double directives = random.NextDouble() * .02, crash = random.NextDouble() * 2e-6;
        story.Add($"{lost:P1} of reports lost, {late:P1} late, {odd:P1} doubled, {odd:P1} out of order; {directives:P1} of directives lost, as many late; one message in {1 / crash:0} crashes its actor");
        return new FaultPlan(
            new FaultRule(FaultKind.Drop, lost) { Applies = IsReport },
            new FaultRule(FaultKind.Delay, late) { Applies = IsReport, MinDuration = TimeSpan.FromMilliseconds(100), MaxDuration = TimeSpan.FromSeconds(20) },
            new FaultRule(FaultKind.Duplicate, odd) { Applies = IsReport },
            new FaultRule(FaultKind.Reorder, odd) { Applies = IsReport },
            new FaultRule(FaultKind.Drop, directives) { Applies = IsDirective },
            new FaultRule(FaultKind.Delay, directives) { Applies = IsDirective, MinDuration = TimeSpan.FromMilliseconds(100), MaxDuration = TimeSpan.FromSeconds(30) },
            new FaultRule(FaultKind.Duplicate, odd) { Applies = IsDirective },
            new FaultRule(FaultKind.Crash, crash));
    }

    private static bool IsReport(IActorRef? sender, IActorRef target, object message) => message is TreeMessages.ChildReport;

    private static bool IsDirective(IActorRef? sender, IActorRef target, object message) => message is TreeMessages.DirectiveIssued;

    private static void DrawHardware(
        ref SeededRandom random, TreeIndex index, TimeSpan at, TimeSpan until, List<(TimeSpan At, Action<VirtualDatacenter> Strike)> hardware, List<string> story)
    {
        HardwareFault kind = Kinds[random.Next(Kinds.Length)];
        TreeNode server = index.Servers[random.Next(index.Servers.Count)];
        List<TreeNode> metered = [.. index.Nodes.Where(static node => node.Domain is { HasMeter: true })];
        TreeNode? meter = metered.Count == 0 ? null : metered[random.Next(metered.Count)];
        story.Add($"{at.TotalSeconds:0} to {until.TotalSeconds:0} s: {kind} at {(kind is HardwareFault.SilentRowMeter or HardwareFault.LowRowMeter ? meter?.Path : server.Path)}");
        hardware.Add((at, datacenter => Strike(datacenter, kind, server, meter)));
        hardware.Add((until, datacenter => Mend(datacenter, server, meter)));
    }

    private static void Strike(VirtualDatacenter datacenter, HardwareFault kind, TreeNode server, TreeNode? meter)
    {
        SimulatedServer hardware = datacenter.Server(server.ServerIndex);
        switch (kind)
        {
            case HardwareFault.SilentServer:
                Set(hardware, SimulatedFaults.None with { Reading = ReadingFault.Unavailable });
                datacenter.ServerMeter(server.ServerIndex).Fault = MeterFault.Silent;
                break;
            case HardwareFault.AbsurdReadings:
                Set(hardware, SimulatedFaults.None with { Reading = ReadingFault.NotANumber });
                datacenter.ServerMeter(server.ServerIndex).Fault = MeterFault.NotANumber;
                break;
            case HardwareFault.StuckClock:
                Set(hardware, SimulatedFaults.None with { Clock = ActuatorFault.Ignores });
                break;
            case HardwareFault.StuckBrake:
                Set(hardware, SimulatedFaults.None with { Clock = ActuatorFault.Ignores, Brake = ActuatorFault.Ignores });
                break;
            case HardwareFault.RefusingActuator:
                Set(hardware, SimulatedFaults.None with { Clock = ActuatorFault.Refuses, Brake = ActuatorFault.Refuses });
                break;
            case HardwareFault.LostGpu:
                hardware.Gpus[0].Faults = SimulatedFaults.None with { Lost = true };
                break;
            case HardwareFault.DriverReload:
                foreach (SimulatedGpu gpu in hardware.Gpus)
                    gpu.LoseClockLock(datacenter.NowTicks);
                break;
            case HardwareFault.SilentRowMeter when meter is not null:
                datacenter.DomainMeter(meter).Fault = MeterFault.Silent;
                break;
            case HardwareFault.LowRowMeter when meter is not null:
                datacenter.DomainMeter(meter).Factor = .8;
                break;
        }
    }

    private static void Mend(VirtualDatacenter datacenter, TreeNode server, TreeNode? meter)
    {
        Set(datacenter.Server(server.ServerIndex), SimulatedFaults.None);
        datacenter.ServerMeter(server.ServerIndex).Fault = MeterFault.None;
        if (meter is null)
            return;
        datacenter.DomainMeter(meter).Fault = MeterFault.None;
        datacenter.DomainMeter(meter).Factor = 1;
    }

    private static void Set(SimulatedServer server, SimulatedFaults faults)
    {
        foreach (SimulatedGpu gpu in server.Gpus)
            gpu.Faults = faults;
    }
}
