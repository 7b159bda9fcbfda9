using PowerActors.Actors;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Faults;
using PowerActors.Simulation.Running;
using PowerActors.Tree;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary>The faults of the experiment <c>faults</c>, each by itself.</summary>
internal static class ExperimentFaults
{
    private static readonly TimeSpan From = TimeSpan.FromMinutes(10);

    /// <summary>One report of twenty is lost, and one of twenty comes up to twenty seconds late.</summary>
    public static SimulationOptions TelemetryLost(SimulationOptions options) => options with
    {
        MessageFaults = new FaultPlan(
            new FaultRule(FaultKind.Drop, .05) { Applies = IsReport },
            new FaultRule(FaultKind.Delay, .05) { Applies = IsReport, MinDuration = TimeSpan.FromMilliseconds(100), MaxDuration = TimeSpan.FromSeconds(20) }),
    };

    /// <summary>Every meter of a domain reads a fifth too low, for good.</summary>
    public static SimulationOptions LowMeters(SimulationOptions options)
    {
        TreeNode[] metered = [.. new TreeIndex(options.Plan.Root).Nodes.Where(static node => node.Domain is { HasMeter: true })];
        return options with
        {
            HardwareFaults = [(From, datacenter =>
            {
                foreach (TreeNode node in metered)
                    datacenter.DomainMeter(node).Factor = .8;
            })],
        };
    }

    /// <summary>One server of twenty falls silent and obeys nothing, for good.</summary>
    public static SimulationOptions DeadAgents(SimulationOptions options)
    {
        int[] servers = [.. new TreeIndex(options.Plan.Root).Servers.Select(static node => node.ServerIndex).Where(static index => index % 20 == 7)];
        return options with
        {
            HardwareFaults = [(From, datacenter =>
            {
                foreach (int server in servers)
                    Kill(datacenter, server);
            })],
        };
    }

    /// <summary>Whatever a seed draws: messages, actors and hardware, one thing after another.</summary>
    public static SimulationOptions Everything(SimulationOptions options)
    {
        FaultScenario scenario = FaultScenario.Draw(options.Seed, new TreeIndex(options.Plan.Root), options.Duration ?? TimeSpan.FromDays(1));
        return options with { MessageFaults = scenario.Messages, HardwareFaults = scenario.Hardware };
    }

    private static bool IsReport(IActorRef? sender, IActorRef target, object message) => message is TreeMessages.ChildReport;

    private static void Kill(VirtualDatacenter datacenter, int server)
    {
        datacenter.ServerMeter(server).Fault = MeterFault.Silent;
        foreach (SimulatedGpu gpu in datacenter.Server(server).Gpus)
            gpu.Faults = SimulatedFaults.None with { Reading = ReadingFault.Unavailable, Clock = ActuatorFault.Ignores };
    }
}
