using PowerActors.Devices.Redfish.Client;

namespace PowerActors.Devices.Redfish.Discovery;

/// <summary>
/// Which meters and controls are those of one GPU. What the service links counts first: what belongs to the processor, what belongs to the chassis that it is linked to when that chassis holds
/// one GPU, what is related to either. Where it links nothing, as on HPE Cray EX, a sensor or control about a GPU is matched by its number, and only when exactly one GPU of the machine of the
/// same name has that number.
/// </summary>
internal static class GpuMatching
{
    public static IReadOnlyList<RedfishGpuInfo> Match(IReadOnlyList<RedfishGpuInfo> gpus, IReadOnlyList<RedfishMeterInfo> meters, IReadOnlyList<RedfishControlInfo> controls)
    {
        var matched = new RedfishGpuInfo[gpus.Count];
        for (int i = 0; i < matched.Length; i++)
        {
            RedfishGpuInfo gpu = gpus[i];
            HashSet<string> own = [gpu.Resource, .. gpu.Chassis.Where(chassis => gpus.Count(other => other.Chassis.Contains(chassis)) == 1)];
            bool Belongs(string owner, string ownerType, IReadOnlyList<string> related, string? context, string resource, string name) =>
                own.Contains(owner) || (related.Count == 1 && own.Contains(related[0])) || IsNumbered(gpu, gpus, owner, ownerType, context, resource, name);
            matched[i] = gpu with
            {
                Meters = [.. meters.Where(m => Belongs(m.Owner, m.OwnerType, m.Related, m.Context, m.Resource, m.Name)).OrderBy(m => Rank(m, gpu))],
                Controls =
                [
                    .. controls.Where(c => Belongs(c.Owner, c.OwnerType, c.Related, c.Context, c.Resource, c.Name))
                        .OrderBy(static c => c.IsSettable ? 0 : 1).ThenBy(static c => c.Kind == RedfishControlKind.Clock ? 0 : 1).ThenBy(static c => c.Source is null ? 0 : 1),
                ],
            };
        }

        return matched;
    }

    /// <summary>The GPU's own environment metrics before a sensor of its chassis, of which there may be several (core, memory, rails).</summary>
    private static int Rank(RedfishMeterInfo meter, RedfishGpuInfo gpu) => (meter.Owner == gpu.Resource, meter.Kind) switch
    {
        (true, RedfishMeterKind.Component) => 0,
        (false, RedfishMeterKind.Component) => 1,
        _ => meter.Context is "GPU" or "Accelerator" ? 2 : 3,
    };

    private static bool IsNumbered(RedfishGpuInfo gpu, IReadOnlyList<RedfishGpuInfo> gpus, string owner, string ownerType, string? context, string resource, string name)
    {
        if (context is not ("GPU" or "Accelerator") || ownerType != "Chassis")
            return false;
        string machine = RedfishUri.NameOf(owner);
        RedfishGpuInfo[] inMachine = [.. gpus.Where(other => RedfishUri.NameOf(other.System) == machine)];
        if (inMachine.Length == 0 || (NumberIn(RedfishUri.NameOf(resource)) ?? NumberIn(name)) is not { } number)
            return false;
        RedfishGpuInfo[] withNumber = [.. inMachine.Where(other => NumberIn(RedfishUri.NameOf(other.Resource)) == number)];
        return withNumber.Length == 1 && withNumber[0] == gpu;
    }

    /// <summary>The only number in a name, after a word for a GPU: 2 of <c>GPUSubsystemGPU2Power</c>; null where that leaves a doubt.</summary>
    private static int? NumberIn(string name)
    {
        int? found = null;
        foreach (string word in (ReadOnlySpan<string>)["GPU", "Accelerator", "gpu", "GPU_", "GPU "])
        {
            for (int at = name.IndexOf(word, StringComparison.Ordinal); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.Ordinal))
            {
                int start = at + word.Length;
                int end = start;
                while (end < name.Length && char.IsAsciiDigit(name[end]) && end - start < 4)
                    end++;
                if (end == start)
                    continue;
                int number = int.Parse(name.AsSpan(start, end - start));
                if (found is { } other && other != number)
                    return null;
                found = number;
            }
        }

        return found;
    }
}
