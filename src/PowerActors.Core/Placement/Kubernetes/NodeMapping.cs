using System.Globalization;
using PowerActors.Core.Hardware;

namespace PowerActors.Core.Placement.Kubernetes;

/// <summary>Turns Kubernetes' nodes into nodes of placement.</summary>
/// <param name="rules">Names of labels and resources.</param>
/// <param name="power">What GPUs and CPUs draw.</param>
public sealed class NodeMapping(MappingRules rules, PowerTable power)
{
    /// <summary>What a GPU of an unknown model is taken to draw: an A100.</summary>
    private static readonly GpuPower Unknown = new("unknown", new(50), new(400));

    /// <summary>What the processors of a server from the topology draw: nothing of their own, it is in its GPUs' figures.</summary>
    private static readonly CpuPower InServer = new("in-server", 16, new(0), new(0));

    /// <summary>Maps a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="server">What it is in the topology; null where it is not there.</param>
    /// <param name="problem">What was wrong with it and how it was taken, in words; null for nothing.</param>
    public NodeSpec Map(KubernetesNode node, ServerModel? server, out string? problem)
    {
        problem = null;
        long gpus = CountOf(node);
        if (gpus > NodeSpec.MostGpus)
        {
            problem = $"node {node.Name} has {gpus} GPUs; it counts as one of {NodeSpec.MostGpus}";
            gpus = NodeSpec.MostGpus;
        }

        GpuPower? gpu = null;
        if (gpus > 0)
        {
            string model = ModelOf(node) ?? server?.Gpu.Name ?? Unknown.Name;
            gpu = server is not null ? OfServer(model, server) : OfTable(model);
            if (gpu is null)
            {
                problem ??= $"node {node.Name} has GPUs of the model '{model}', whose draw is not known; it is taken to be {Unknown.Idle} to {Unknown.Tdp} (placement.gpus.\"{model}\" would say)";
                gpu = Unknown with { Name = model };
            }
        }

        return new NodeSpec
        {
            Name = node.Name,
            CpuMilli = (int)Math.Min(node.Allocatable.GetValueOrDefault("cpu").Milli, int.MaxValue),
            MemoryMib = (int)Math.Min(node.Allocatable.GetValueOrDefault("memory").Units >> 20, int.MaxValue),
            GpuCount = (int)gpus,
            Gpu = gpu,
            Cpu = server is null ? power.DefaultCpu : InServer,
        };
    }

    private long CountOf(KubernetesNode node)
    {
        foreach (string label in rules.CountLabels)
        {
            if (node.Labels.TryGetValue(label, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                return count;
        }

        long whole = 0;
        foreach ((string resource, int each) in rules.Resources)
            whole += each == NodeSpec.WholeGpu ? node.Allocatable.GetValueOrDefault(resource).Units : 0;
        return Math.Max(whole, node.Allocatable.GetValueOrDefault(MappingRules.AlibabaGpuCount).Units);
    }

    /// <summary>The device plugin appends -SHARED to the product of GPUs that it shares.</summary>
    private string? ModelOf(KubernetesNode node)
    {
        foreach (string label in rules.ModelLabels)
        {
            if (node.Labels.TryGetValue(label, out string? model) && model.Length > 0)
                return model.EndsWith("-SHARED", StringComparison.Ordinal) ? model[..^"-SHARED".Length] : model;
        }

        return null;
    }

    /// <summary>A server's part that is not GPU follows the GPUs' load: each GPU brings its share of it.</summary>
    private static GpuPower OfServer(string model, ServerModel server) => new(
        model, server.Gpu.Idle + (server.NonGpuIdle / server.GpuCount), server.Gpu.Tdp + (server.NonGpuBusy / server.GpuCount));

    /// <summary>Labels write hyphens where NVIDIA writes blanks.</summary>
    private GpuPower? OfTable(string model)
    {
        if (power.FindGpu(model) is { } known)
            return known;
        string bare = model.StartsWith("NVIDIA-", StringComparison.OrdinalIgnoreCase) ? model["NVIDIA-".Length..] : model.StartsWith("Tesla-", StringComparison.OrdinalIgnoreCase) ? model["Tesla-".Length..] : model;
        if (power.FindGpu(bare) is { } short_)
            return short_ with { Name = model };
        GpuModel? product = null;
        _ = GpuCatalog.BuiltIn.TryGet(bare, out product) || GpuCatalog.BuiltIn.TryGet("NVIDIA " + bare.Replace('-', ' '), out product);
        return product is null ? null : new GpuPower(model, product.Idle, product.Tdp);
    }
}
