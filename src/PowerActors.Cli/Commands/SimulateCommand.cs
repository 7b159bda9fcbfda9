using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Hardware;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Cli.Commands;

/// <summary><c>poweractors simulate</c>.</summary>
internal static class SimulateCommand
{
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromHours(24);

    public static int Run(SimulateArguments arguments, LoadedSettings settings, CommandIo io)
    {
        SimulationSettings simulation = SimulationSettings.Read(settings);
        SiteSettings site = settings.ReadSite();
        TopologyPlan plan = simulation.Apply(site.Plan);
        SimulationOptions options = Compose(simulation, plan, site.Policy.Name) with { Detail = arguments.Report is null ? ReportDetail.None : ReportDetail.Full };
        arguments.Report?.CheckPlace();
        using SimulationRun run = new(options);
        SimulationResult result;
        using (SimulationProgress progress = new(io, options.Duration))
            result = run.Execute(progress.Report, io.Cancellation);
        if (arguments.Json)
            SimulationJson.Write(io.Out, result);
        else
            SimulationTable.Write(io.Out, result, options, run.FirstAlerts);
        arguments.Report?.Save(SimulationReport.Compose(result, options, arguments.Report.Command, settings.Root, [simulation.Trace, simulation.Profile]));
        return arguments.Check && (!result.Objectives.Met || result.Laws.Violations.Count > 0) ? ExitCode.No : ExitCode.Done;
    }

    /// <summary>The run that settings ask for.</summary>
    public static SimulationOptions Compose(SimulationSettings simulation, TopologyPlan plan, string policy)
    {
        PerformanceModels models = new(simulation.Model.Name, simulation.Profile);
        TimeSpan? duration = simulation.Duration ?? (simulation.Trace is null ? DefaultDuration : null);
        return new SimulationOptions
        {
            Plan = plan,
            Policy = policy,
            NameplateServers = plan.NameplateServers(),
            Load = Load(simulation, plan, models, duration),
            Performance = models.For,
            Seed = simulation.Seed,
            Duration = duration,
            Serving = new ServingOptions { Batching = simulation.Batching, RequestsPerWokenServer = simulation.Trace is null ? simulation.Consolidate : null },
            Hardware = Hardware(simulation, plan),
            Ttft = simulation.Ttft,
            Tbt = simulation.Tbt,
            WarmUp = simulation.WarmUp,
            Objectives = simulation.Objectives,
        };
    }

    /// <summary>The hardware that settings ask for.</summary>
    public static VirtualDatacenterOptions Hardware(SimulationSettings simulation, TopologyPlan plan) => new()
    {
        Model = simulation.Model.Name,
        Actuators = new ActuatorProfile(plan.Timing.ClockLatency, plan.Timing.BrakeLatency),
        Server = new SimulatedServerOptions { NonGpuLag = simulation.NonGpuLag, NonGpuInstantShare = simulation.NonGpuAtOnce, PowerFactor = simulation.PowerFactor },
        Governor = simulation.Governor,
    };

    private static IRequestLoad Load(SimulationSettings simulation, TopologyPlan plan, PerformanceModels models, TimeSpan? duration)
    {
        if (simulation.Trace is { } trace)
        {
            return new TraceLoad(AzureTrace.Read(trace), new TraceLoadOptions
            {
                RateScale = simulation.RateScale,
                Duration = duration,
                HighPriorityShare = simulation.HighPriorityShare,
                Seed = simulation.Seed,
            });
        }

        return new SyntheticLoad(Synthetic(simulation, plan, models, duration!.Value));
    }

    /// <summary>The synthetic load that settings ask for.</summary>
    public static SyntheticLoadOptions Synthetic(SimulationSettings simulation, TopologyPlan plan, PerformanceModels models, TimeSpan duration)
    {
        List<TopologyServer> servers = [.. plan.Root.AllServers()];
        SyntheticLoadOptions options = SyntheticLoadOptions.ForServers(servers.Count, simulation.RequestsPerServer, models.For(servers[0].Model), duration);
        return options with
        {
            RequestsPerSecond = options.RequestsPerSecond * simulation.RateScale,
            DailyAmplitude = simulation.DailyAmplitude,
            DayVariation = simulation.DayVariation,
            WeekendFactor = simulation.WeekendFactor,
            Seed = simulation.Seed,
            Classes = simulation.ClassesHighPriority is { } high ? [.. options.Classes.Select(one => one with { HighPriorityShare = high })] : options.Classes,
        };
    }
}
