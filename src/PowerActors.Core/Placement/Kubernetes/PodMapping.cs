using System.Globalization;
using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>A pod as a task.</summary>
/// <param name="Task">What it asks for.</param>
/// <param name="Priority">How much it minds being slowed down.</param>
/// <param name="ExpectedPower">What it says it will add to its node's draw; null for an estimate.</param>
/// <param name="Gpus">The GPUs that it has, one bit each; 0 where it does not say.</param>
/// <param name="Problem">Why it can be placed nowhere, in words; null where it can.</param>
public sealed record MappedPod(TaskSpec Task, Priority Priority, Watts? ExpectedPower, ushort Gpus, string? Problem)
{
    /// <summary>Whether it asks for any GPU or a part of one.</summary>
    public bool NeedsGpu => Task is { GpuCount: > 0 };
}

/// <summary>Turns pods into tasks.</summary>
public static class PodMapping
{
    private const long MostCpuMilli = 1_000_000_000; // a million cores
    private const long MostMemoryMib = 1 << 30; // a pebibyte

    /// <summary>Maps a pod. What is wrong with its annotations becomes <see cref="MappedPod.Problem"/>: whoever wrote the pod reads it in its events.</summary>
    public static MappedPod Map(KubernetesPod pod, MappingRules rules)
    {
        string? problem = null;
        long cpu = Amount("cpu", pod.Requests.GetValueOrDefault("cpu").Milli, MostCpuMilli);
        long bytes = pod.Requests.GetValueOrDefault("memory").Units;
        long memory = Amount("memory", (bytes >> 20) + ((bytes & ((1 << 20) - 1)) == 0 ? 0 : 1), MostMemoryMib);
        (int count, int milli) = Gpus(pod, rules, ref problem);
        string models = pod.Annotations.GetValueOrDefault(MappingRules.GpuModels) ?? pod.Annotations.GetValueOrDefault(MappingRules.AlibabaGpuModel) ?? "";
        TaskSpec task = new() { Name = pod.FullName, CpuMilli = (int)cpu, MemoryMib = (int)memory, GpuCount = count, GpuMilli = milli, Models = count > 0 ? models : "" };
        return new MappedPod(task, PriorityOf(pod, rules, ref problem), Power(pod, ref problem), Indices(pod, count), problem);

        long Amount(string resource, long amount, long most)
        {
            if (amount > most)
                problem ??= $"it asks for more {resource} than any server has";
            return Math.Min(amount, most);
        }
    }

    private static (int Count, int Milli) Gpus(KubernetesPod pod, MappingRules rules, ref string? problem)
    {
        int? share = Number(pod, MappingRules.GpuMilli, 1, NodeSpec.WholeGpu, ref problem);
        int? alibabaShare = Number(pod, MappingRules.AlibabaGpuMilli, 1, NodeSpec.WholeGpu, ref problem);
        int? alibabaCount = Number(pod, MappingRules.AlibabaGpuCount, 0, 1024, ref problem);
        long thousandths = 0;
        foreach ((string resource, int each) in rules.Resources)
            thousandths += Math.Min(pod.Requests.GetValueOrDefault(resource).Units, 1 << 20) * each;
        if (share is { } part)
            return (1, part);
        if (alibabaShare is not null || alibabaCount is not null)
            return Check(alibabaCount ?? 1, alibabaShare ?? NodeSpec.WholeGpu, ref problem);
        return thousandths <= NodeSpec.WholeGpu
            ? (thousandths == 0 ? 0 : 1, (int)thousandths)
            : Check((thousandths + NodeSpec.WholeGpu - 1) / NodeSpec.WholeGpu, NodeSpec.WholeGpu, ref problem);
    }

    private static (int, int) Check(long count, int milli, ref string? problem)
    {
        if (count > NodeSpec.MostGpus)
            problem ??= $"it asks for {count} GPUs, and no server has more than {NodeSpec.MostGpus}";
        if (count > 1 && milli < NodeSpec.WholeGpu)
            problem ??= $"it asks for {milli} thousandths of {count} GPUs each; a share of one GPU, or whole ones, would be right";
        return count == 0 ? (0, 0) : ((int)Math.Min(count, NodeSpec.MostGpus), count > 1 ? NodeSpec.WholeGpu : milli);
    }

    private static int? Number(KubernetesPod pod, string annotation, int least, int most, ref string? problem)
    {
        if (!pod.Annotations.TryGetValue(annotation, out string? text))
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
            return number;
        problem ??= $"its annotation {annotation} is '{Short(text)}'; a whole number from {least} to {most} would be right";
        return null;
    }

    private static Priority PriorityOf(KubernetesPod pod, MappingRules rules, ref string? problem)
    {
        if (pod.Annotations.TryGetValue(MappingRules.PodPriority, out string? said))
        {
            if (said is "low" or "high")
                return said == "low" ? Priority.Low : Priority.High;
            problem ??= $"its annotation {MappingRules.PodPriority} is '{Short(said)}'; low or high would be right";
        }

        if (rules.HighClasses.Contains(pod.PriorityClass))
            return Priority.High;
        if (rules.LowClasses.Contains(pod.PriorityClass))
            return Priority.Low;
        return (pod.Priority ?? 0) >= rules.HighFrom ? Priority.High : Priority.Low;
    }

    private static Watts? Power(KubernetesPod pod, ref string? problem)
    {
        if (!pod.Annotations.TryGetValue(MappingRules.ExpectedPower, out string? text))
            return null;
        if (Quantity.TryParsePower(text, out Watts power, out string? fault) && power.IsPlausible)
            return power;
        problem ??= $"its annotation {MappingRules.ExpectedPower} {fault ?? $"is '{Short(text)}'; a power such as \"2.4 kW\" would be right"}";
        return null;
    }

    /// <summary>Indices that cannot be are as good as none: the GPUs are guessed.</summary>
    private static ushort Indices(KubernetesPod pod, int count)
    {
        if (!pod.Annotations.TryGetValue(MappingRules.AlibabaGpuIndex, out string? text))
            return 0;
        int gpus = 0;
        string[] indices = text.Split('-');
        foreach (string index in indices)
        {
            if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int at) || at >= NodeSpec.MostGpus)
                return 0;
            gpus |= 1 << at;
        }

        return (ushort)(indices.Length == count ? gpus : 0);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
