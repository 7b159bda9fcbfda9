using PowerActors.Core.Control.Domains;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>All that a run rests on: what the simulator assumes, what was read, every setting in force.</summary>
internal static class AssumptionSection
{
    public static ReportSection Compose(SimulationPageInput input)
    {
        List<IReportPart> parts = [new Facts("Assumptions", [.. Assumptions(input.Options)])];
        if (input.Inputs.Count > 0)
            parts.Add(new Facts("Requests and files", input.Inputs));
        List<Setting> changed = [.. input.Settings.Where(static setting => !setting.IsDefault)];
        if (changed.Count > 0)
            parts.Add(Table("Settings that differ from the built-in ones, or were written again", changed));
        else if (input.Settings.Count > 0)
            parts.Add(new Paragraph("All settings are the built-in ones."));
        if (input.Settings.Count > 0)
            parts.Add(new Foldable($"All {input.Settings.Count} settings in force, each with where it came from", Table("Settings in force", input.Settings)));
        return new ReportSection("Assumptions and settings", parts);
    }

    private static Facts Table(string caption, IReadOnlyList<Setting> settings) =>
        new(caption, [.. settings.Select(static setting => new Fact(setting.Path, setting.Value, setting.Origin))]) { IsDense = true, Headings = ("setting", "value", "from") };

    private static IEnumerable<Fact> Assumptions(SimulationOptions options)
    {
        ControlTiming timing = options.Plan.Timing;
        ServingOptions serving = options.Serving;
        yield return new Fact("Model served", $"{options.Hardware.Model}, one instance per server over all its GPUs", "setting");
        yield return new Fact("Batching", serving.Batching == Batching.Continuous
            ? $"continuous: at most {Show.Number(serving.MaxBatchRequests)} requests and {Show.Number(serving.MaxBatchTokens)} tokens in a batch, prompts first, decode preempted at most {serving.MaxPreemptions} times in a row"
            : "one request at a time", "setting; limits as in splitwise-sim");
        if (options.Load is SyntheticLoad)
            yield return new Fact("Requests", "synthetic: Poisson arrivals with a daily and a weekly cycle, days that are busier and quieter; three classes (summarize, search, chat) with their sizes, shares and priorities", "classes after POLCA (ASPLOS'24), their figures assumed");
        else if (options.Load is TraceLoad)
            yield return new Fact("Requests", "a trace; it does not tell priorities, so a share of its requests, spread evenly, is of high priority", "setting, assumed");
        yield return serving.RequestsPerWokenServer is { } full
            ? new Fact("Routing", $"to the fullest server of the request's priority with fewer than {Show.Number(full)} requests, another is woken when there is none", "setting, assumed")
            : new Fact("Routing", "to the server of the request's priority with the fewest pending tokens", "as in splitwise-sim");
        yield return new Fact("Times and power of iterations", "medians by tokens in the batch, measured on A100; effect of the clock from measured profiles", "splitwise-sim, BEAM; docs/simulator.md");
        yield return new Fact("Telemetry", $"every {Show.Span(timing.Telemetry.TotalSeconds)}; power statistics start after {Show.Span(options.WarmUp.TotalSeconds)} or a tenth of the run", "setting");
        yield return new Fact("Actuation", $"a clock ceiling acts within {Show.Span(timing.ClockLatency.TotalSeconds)}, the brake within {Show.Span(timing.BrakeLatency.TotalSeconds)}", "setting; 40 s and 5 s are POLCA's (ASPLOS'24)");
        SimulatedServerOptions server = options.Hardware.Server;
        yield return new Fact(
            "Servers without their GPUs", $"follow the GPUs' load, {server.NonGpuInstantShare * 100:0} % of it at once and the rest with a time constant of {Show.Span(server.NonGpuLag.TotalSeconds)}", "setting, assumed");
        yield return new Fact("Breakers", $"trip curves with memory; a tripped one is closed again after {Show.Span(options.Hardware.RestoreAfter.TotalSeconds)}", "assumed");
        yield return new Fact("Fail-safe", $"a GPU that hears nothing for {Show.Span(timing.Lease.TotalSeconds)} falls to {options.Plan.FailSafe}", options.Plan.FailSafeIsAutomatic ? "the highest that fits every limit" : "setting");
        yield return new Fact("Compared with", options.WithReference ? "the same requests on the same servers, uncapped and unlimited" : "nothing: the run had no reference", "POLCA (ASPLOS'24)");
        if (options.MessageFaults is not null || options.HardwareFaults.Count > 0)
            yield return new Fact("Faults", $"{options.HardwareFaults.Count} in hardware{(options.MessageFaults is null ? "" : "; messages are lost, late, doubled and reordered")}", "injected");
    }
}
