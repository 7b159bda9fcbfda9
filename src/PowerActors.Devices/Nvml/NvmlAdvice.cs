using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml;

/// <summary>What an operator should know of a GPU before it is controlled, in sentences: what is wrong, and what would put it right.</summary>
public static class NvmlAdvice
{
    /// <summary>The sentences, most pressing first; none when all is well.</summary>
    public static IEnumerable<string> For(NvmlGpuReport gpu)
    {
        foreach (NvmlUnread unread in gpu.Unread)
            yield return unread.ToString();
        if (gpu.Model is null)
            yield break;
        if (gpu.Events is { } events)
        {
            foreach (string line in ForEvents(events))
                yield return line;
        }

        if (IsTighter(gpu.EnforcedLimit, gpu.RequestedLimit))
            yield return $"the enforced power limit ({gpu.EnforcedLimit}) is below the requested one ({gpu.RequestedLimit}): the BMC or another limiter sets it, and the hardware takes the tightest";
        if (gpu.PersistenceMode == false)
            yield return "persistence mode is off: clock locks and power limits are lost when the last program closes the GPU; turn it on with `nvidia-smi -pm 1` or nvidia-persistenced";
        if (gpu.Mig is { IsOn: true })
            yield return "MIG is on: clocks and power are of the whole GPU, a cap holds all its instances";
        else if (gpu.Mig is { IsOnAfterReset: true })
            yield return "MIG will be on after the next reset";
        if (gpu.Ranges.Clocks.Count == 0)
            yield return "the driver lists no clocks: ceilings are rounded to 15 MHz and the driver may give another";
        if (gpu.Ranges.MinLimit is null)
            yield return "the power limit cannot be set: clock locks have no backstop";
        if (!gpu.IsKnownModel)
            yield return $"'{gpu.Name}' was never measured: plans reckon with a cautious curve made from its own limits";
    }

    /// <summary>What active reasons mean; those of normal work, idling and the power limit's own, are left out.</summary>
    public static IEnumerable<string> ForEvents(NvmlClockEvents events)
    {
        if ((events & NvmlClockEvents.HwPowerBrakeSlowdown) != NvmlClockEvents.None)
            yield return "the hardware's power brake is on: a power supply or the rack signals distress; check feeds and supplies at once";
        if ((events & NvmlClockEvents.HwThermalSlowdown) != NvmlClockEvents.None)
            yield return "the hardware slows it down for heat: check fans, airflow and coolant";
        else if ((events & NvmlClockEvents.SwThermalSlowdown) != NvmlClockEvents.None)
            yield return "the driver slows it down for heat: check fans, airflow and coolant";
        if ((events & NvmlClockEvents.HwSlowdown) != NvmlClockEvents.None && (events & (NvmlClockEvents.HwThermalSlowdown | NvmlClockEvents.HwPowerBrakeSlowdown)) == NvmlClockEvents.None)
            yield return "the hardware slows it down and does not say whether for heat or power: check cooling and power cables";
    }

    private static bool IsTighter(Watts? a, Watts? b) => a is { } left && b is { } right && left < right - new Watts(1);
}
