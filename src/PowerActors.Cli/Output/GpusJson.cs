using System.Text.Json;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Cli.Output;

/// <summary>
/// This host's GPUs as JSON. What <c>nvidia-smi -q -x</c> has too stands where it has it, under its name in camel case, with the unit appended to a number's:
/// <c>gpu_power_readings/instant_power_draw</c> of "225.00 W" is <c>gpuPowerReadings.instantPowerDrawWatts</c>. Null is what the GPU does not tell.
/// </summary>
internal static class GpusJson
{
    private const double BytesPerMebibyte = 1 << 20;

    public static void Write(NvmlInventory host, TextWriter to) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("library", host.Library);
        writer.WriteString("nvmlVersion", host.NvmlVersion);
        writer.WriteString("driverVersion", host.DriverVersion);
        writer.WriteNumber("attachedGpus", host.Gpus.Count);
        writer.WriteStartArray("gpus");
        foreach (NvmlGpuReport gpu in host.Gpus)
            WriteGpu(gpu, writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteGpu(NvmlGpuReport gpu, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", gpu.Index);
        writer.WriteString("health", gpu.Health.ToString().ToLowerInvariant());
        writer.WriteString("productName", NullIfEmpty(gpu.Name));
        writer.WriteString("uuid", NullIfEmpty(gpu.Uuid));
        writer.WriteString("serial", gpu.Serial);
        Group(writer, "pci", () => writer.WriteString("pciBusId", gpu.PciBusId));
        writer.WriteString("persistenceMode", Enabled(gpu.PersistenceMode));
        Group(writer, "migMode", () =>
        {
            writer.WriteString("currentMig", Enabled(gpu.Mig?.IsOn));
            writer.WriteString("pendingMig", Enabled(gpu.Mig?.IsOnAfterReset));
        });
        Group(writer, "fbMemoryUsage", () =>
        {
            Number(writer, "totalMebibytes", gpu.MemoryTotal / BytesPerMebibyte);
            Number(writer, "reservedMebibytes", gpu.MemoryReserved / BytesPerMebibyte);
            Number(writer, "usedMebibytes", gpu.MemoryUsed / BytesPerMebibyte);
            Number(writer, "freeMebibytes", gpu.MemoryFree / BytesPerMebibyte);
        });
        Group(writer, "utilization", () =>
        {
            Number(writer, "gpuUtilPercent", gpu.GpuUtilization);
            Number(writer, "memoryUtilPercent", gpu.MemoryUtilization);
        });
        Group(writer, "temperature", () => Number(writer, "gpuTempCelsius", gpu.Temperature));
        WritePower(gpu, writer);
        WriteClocks(gpu, writer);
        WriteModel(gpu, writer);
        writer.WriteStartArray("advice");
        foreach (string line in NvmlAdvice.For(gpu))
            writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePower(NvmlGpuReport gpu, Utf8JsonWriter writer)
    {
        Group(writer, "gpuPowerReadings", () =>
        {
            Number(writer, "instantPowerDrawWatts", gpu.InstantPower?.Value);
            Number(writer, "averagePowerDrawWatts", gpu.AveragePower?.Value);
            Number(writer, "powerDrawWatts", gpu.PowerUsage?.Value);
            Number(writer, "requestedPowerLimitWatts", gpu.RequestedLimit?.Value);
            Number(writer, "currentPowerLimitWatts", gpu.EnforcedLimit?.Value);
            Number(writer, "defaultPowerLimitWatts", gpu.Ranges.DefaultLimit?.Value);
            Number(writer, "minPowerLimitWatts", gpu.Ranges.MinLimit?.Value);
            Number(writer, "maxPowerLimitWatts", gpu.Ranges.MaxLimit?.Value);
        });
        Number(writer, "totalEnergyJoules", gpu.TotalEnergy?.Value);
    }

    private static void WriteClocks(NvmlGpuReport gpu, Utf8JsonWriter writer)
    {
        Group(writer, "clocks", () =>
        {
            Number(writer, "graphicsClockMegahertz", gpu.GraphicsClock?.Value);
            Number(writer, "smClockMegahertz", gpu.SmClock?.Value);
            Number(writer, "memClockMegahertz", gpu.MemoryClock?.Value);
        });
        Group(writer, "maxClocks", () =>
        {
            Number(writer, "graphicsClockMegahertz", gpu.MaxGraphicsClock?.Value);
            Number(writer, "smClockMegahertz", gpu.MaxSmClock?.Value);
            Number(writer, "memClockMegahertz", gpu.MaxMemoryClock?.Value);
        });
        writer.WriteStartArray("settableClocksMegahertz");
        foreach (Megahertz clock in gpu.Ranges.Clocks)
            writer.WriteNumberValue(clock.Value);
        writer.WriteEndArray();
        Group(writer, "clocksEventReasons", () =>
        {
            foreach ((NvmlClockEvents known, string name) in NvmlClockEventNames.All)
                writer.WriteString(Camel("clocks_event_reason_" + name), IsActive(gpu.Events, known));
        });
    }

    private static void WriteModel(NvmlGpuReport gpu, Utf8JsonWriter writer)
    {
        if (gpu.Model is not { } model)
        {
            writer.WriteNull("model");
            return;
        }

        Group(writer, "model", () =>
        {
            writer.WriteString("name", model.Name);
            writer.WriteBoolean("measured", gpu.IsKnownModel);
            writer.WriteNumber("tdpWatts", model.Tdp.Value);
            writer.WriteNumber("idleWatts", model.Idle.Value);
            writer.WriteNumber("worstDrawWatts", model.WorstDraw(model.MaxClock).Value);
            writer.WriteNumber("brakeClockMegahertz", (gpu.Ranges.LowestClock ?? model.MinClock).Value);
        });
    }

    private static void Group(Utf8JsonWriter writer, string name, Action write)
    {
        writer.WriteStartObject(name);
        write();
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, Math.Round(number, 3));
        else
            writer.WriteNull(name);
    }

    private static string? Enabled(bool? state) => state switch { true => "Enabled", false => "Disabled", null => null };

    private static string? IsActive(NvmlClockEvents? events, NvmlClockEvents known)
    {
        if (events is not { } active)
            return null;
        return (active & known) != NvmlClockEvents.None ? "Active" : "Not Active";
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static string Camel(string name)
    {
        string[] words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
