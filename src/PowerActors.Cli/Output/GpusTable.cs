using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Cli.Output;

/// <summary>This host's GPUs as a table: drawn, requested and enforced side by side, then identities, then advice.</summary>
internal static class GpusTable
{
    public static void Write(NvmlInventory host, TextWriter to)
    {
        to.WriteLine($"{"GPU",3} {"PRODUCT",-24} {"DRAWN",7} {"ASKED",7} {"LIMIT",7} {"RANGE W",10} {"MHZ",5} {"RANGE MHZ",11} {"USED",5} {"TEMP",5} HEALTH");
        foreach (NvmlGpuReport gpu in host.Gpus)
        {
            to.WriteLine(
                $"{gpu.Index,3} {Text.Head(Name(gpu), 24),-24} {Or(gpu.Draw),7} {Or(gpu.RequestedLimit),7} {Or(gpu.EnforcedLimit),7} {Limits(gpu.Ranges),10} "
                + $"{(gpu.SmClock is { } clock ? $"{clock.Value:0}" : "-"),5} {Clocks(gpu.Ranges),11} {(gpu.GpuUtilization is { } used ? $"{used} %" : "-"),5} "
                + $"{(gpu.Temperature is { } celsius ? $"{celsius} C" : "-"),5} {gpu.Health.ToString().ToLowerInvariant()}");
        }

        to.WriteLine();
        foreach (NvmlGpuReport gpu in host.Gpus.Where(static gpu => gpu.Uuid.Length > 0))
            to.WriteLine($"{gpu.Index,3} {gpu.Uuid}  {gpu.PciBusId ?? "-"}  {(gpu.Serial is { } serial ? $"serial {serial}" : "no serial number")}");
        to.WriteLine();
        to.WriteLine($"Driver {host.DriverVersion ?? "-"}, NVML {host.NvmlVersion ?? "-"}. DRAWN now; ASKED: power limit that a program asked for; LIMIT: the one enforced.");
        foreach ((string line, int[] gpus) in Advice(host))
            to.WriteLine($"GPU {string.Join(", ", gpus)}: {line}");
    }

    /// <summary>Sentences that several GPUs share are written once.</summary>
    private static IEnumerable<(string Line, int[] Gpus)> Advice(NvmlInventory host) => host.Gpus
        .SelectMany(static gpu => NvmlAdvice.For(gpu).Select(line => (Line: line, gpu.Index)))
        .GroupBy(static advice => advice.Line, StringComparer.Ordinal)
        .Select(static group => (group.Key, group.Select(static advice => advice.Index).ToArray()));

    private static string Name(NvmlGpuReport gpu) => gpu.Name.Length == 0 ? "?" : gpu.Name.StartsWith("NVIDIA ", StringComparison.Ordinal) ? gpu.Name[7..] : gpu.Name;

    private static string Or(Watts? watts) => watts is { } value ? $"{value.Value:0} W" : "-";

    private static string Limits(NvmlRanges ranges) => ranges is { MinLimit: { } least, MaxLimit: { } most } ? $"{least.Value:0}-{most.Value:0}" : "-";

    private static string Clocks(NvmlRanges ranges) => ranges is { LowestClock: { } lowest, HighestClock: { } highest } ? $"{lowest.Value:0}-{highest.Value:0}" : "-";
}
