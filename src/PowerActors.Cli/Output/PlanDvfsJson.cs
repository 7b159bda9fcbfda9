using System.Text.Json;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Energy.Dvfs.Noise;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Output;

/// <summary>A plan as one JSON object. Times in milliseconds, energies in millijoules, shares as fractions; a clock that is not set, or automatic, is null.</summary>
internal static class PlanDvfsJson
{
    public static void Write(TextWriter to, PlanDvfsResult result) => Json.Write(to, writer => Write(writer, result));

    private static void Write(Utf8JsonWriter json, PlanDvfsResult result)
    {
        DvfsPlan plan = result.Plans.Plan;
        json.WriteStartObject();
        json.WriteString("profile", result.File);
        json.WriteNumber("kernels", result.Profile.Kernels.Count);
        json.WriteNumber("configurations", result.Profile.Clocks.Count);
        json.WriteString("rule", Name(result.Options.Rule));
        json.WriteString("grain", Name(plan.Grain));
        json.WriteFinite("maxSlowdown", result.Options.Slowdown);
        json.WriteStartObject("baseline");
        json.WriteFinite("timeMs", plan.Baseline.TimeMs);
        json.WriteFinite("energyMj", plan.Baseline.EnergyMj);
        WriteClocks(json, result.Profile.Clocks[result.Options.Baseline]);
        json.WriteEndObject();
        WritePlan(json, result, plan);
        if (result.Options.Confidence is not null)
            json.WriteNumber("refused", plan.Refused);
        json.WriteStartArray("coarser");
        for (int i = 0; i < result.Plans.Coarser.Count; i++)
        {
            DvfsPlan coarser = result.Plans.Coarser[i];
            json.WriteStartObject();
            json.WriteString("grain", Name(coarser.Grain));
            WritePlan(json, result, coarser);
            if (result.Frontiers is { } coarserFrontiers)
                WriteFrontier(json, coarserFrontiers[i + 1], coarser.Baseline);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteHeldOut(json, result.HeldOut);
        if (result.HeldOutNote is { } note)
            json.WriteString("heldOutNote", note);
        if (result.Transfer is { } transfer)
            WriteTransfer(json, transfer, result.TransferFile);
        if (result.Frontiers is { } frontiers)
            WriteFrontier(json, frontiers[0], plan.Baseline);
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, PlanDvfsResult result, DvfsPlan plan)
    {
        DvfsProfile profile = result.Profile;
        int baseline = result.Options.Baseline;
        json.WriteStartObject("plan");
        WriteTotals(json, plan.Totals, plan.Baseline);
        json.WriteNumber("switches", plan.Switches);
        json.WriteEndObject();
        json.WriteFinite("bound", plan.BoundMj);
        json.WriteFinite("gap", plan.Gap);
        json.WriteStartArray("choices");
        foreach ((SequenceStep step, int clock) in plan.Choices)
        {
            ProfiledKernel kernel = profile.Kernels[step.Kernel];
            json.WriteStartObject();
            json.WriteString("kernel", kernel.Name);
            if (kernel.Phase.Length > 0)
                json.WriteString("phase", kernel.Phase);
            json.WriteNumber("count", step.Times);
            WriteClocks(json, profile.Clocks[clock]);
            json.WriteFinite("timeMs", step.Times * profile.TimeMs(step.Kernel, clock));
            json.WriteFinite("energyMj", step.Times * profile.EnergyMj(step.Kernel, clock));
            json.WriteFinite("baselineTimeMs", step.Times * profile.TimeMs(step.Kernel, baseline));
            json.WriteFinite("baselineEnergyMj", step.Times * profile.EnergyMj(step.Kernel, baseline));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHeldOut(Utf8JsonWriter json, IReadOnlyList<HeldOutResult> results)
    {
        if (results.Count == 0)
            return;
        json.WriteStartArray("heldOut");
        foreach (HeldOutResult held in results)
        {
            json.WriteStartObject();
            json.WriteString("madeFrom", held.Half == 0 ? "odd trials" : "even trials");
            json.WriteNumber("trials", held.Trials);
            json.WriteFinite("promisedSaving", held.PromisedSaving);
            json.WriteFinite("promisedSlowdown", held.PromisedSlowdown);
            json.WriteFinite("saving", held.Saving);
            json.WriteFinite("slowdown", held.Slowdown);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTransfer(Utf8JsonWriter json, PlanTransfer transfer, string file)
    {
        json.WriteStartObject("transfer");
        json.WriteString("profile", file);
        json.WriteStartObject("baseline");
        json.WriteFinite("timeMs", transfer.Own.Baseline.TimeMs);
        json.WriteFinite("energyMj", transfer.Own.Baseline.EnergyMj);
        json.WriteEndObject();
        json.WriteStartObject("plan");
        WriteTotals(json, transfer.Totals, transfer.Own.Baseline);
        json.WriteNumber("switches", transfer.Switches);
        json.WriteEndObject();
        json.WriteStartObject("own");
        WriteTotals(json, transfer.Own.Totals, transfer.Own.Baseline);
        json.WriteNumber("switches", transfer.Own.Switches);
        json.WriteEndObject();
        json.WriteFinite("energyLoss", transfer.EnergyLoss);
        json.WriteFinite("timeLoss", transfer.TimeLoss);
        json.WriteNumber("unknownKernels", transfer.Unknown.Count);
        json.WriteEndObject();
    }

    private static void WriteFrontier(Utf8JsonWriter json, IReadOnlyList<PlanTotals> frontier, PlanTotals baseline)
    {
        json.WriteStartArray("frontier");
        foreach (PlanTotals point in frontier)
        {
            json.WriteStartObject();
            WriteTotals(json, point, baseline);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotals(Utf8JsonWriter json, PlanTotals totals, PlanTotals baseline)
    {
        json.WriteFinite("timeMs", totals.TimeMs);
        json.WriteFinite("energyMj", totals.EnergyMj);
        json.WriteFinite("saving", totals.SavingOn(baseline));
        json.WriteFinite("slowdown", totals.SlowdownOn(baseline));
    }

    private static void WriteClocks(Utf8JsonWriter json, ClockPair clocks)
    {
        json.WriteFinite("coreMhz", clocks.Core.Value);
        json.WriteFinite("memMhz", clocks.Memory == Megahertz.Zero ? double.NaN : clocks.Memory.Value);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
