using PowerActors.Core.Hardware;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Core.Tests.Placement.Kubernetes;

public sealed class NodeMappingTests
{
    private readonly NodeMapping _mapping = new(new MappingRules(), PowerTable.BuiltIn.With(new GpuPower("L40S", new(35), new(350))));

    [Fact]
    public void Map_ANodeOfTheTopology_DrawsWhatItsServerDoes()
    {
        NodeSpec node = _mapping.Map(KubernetesFixtures.ReadNode(KubernetesFixtures.Node()), ServerCatalog.DgxA100, out string? problem);
        problem.ShouldBeNull();
        (node.CpuMilli, node.MemoryMib, node.GpuCount, node.Gpu!.Name).ShouldBe((255_500, 2_060_809, 8, "NVIDIA-A100-SXM4-80GB"));
        node.Gpu.Idle.Value.ShouldBe(63 + (1000 / 8.0));
        node.Gpu.Tdp.Value.ShouldBe(400 + (2900 / 8.0)); // its share of fans, processors and losses comes with each GPU
        node.Cpu.Tdp.Value.ShouldBe(0);
    }

    [Theory]
    [InlineData("NVIDIA-A100-SXM4-80GB", 63, 400)]
    [InlineData("NVIDIA-H100-80GB-HBM3", 75, 700)]
    [InlineData("NVIDIA-H100-80GB-HBM3-SHARED", 75, 700)]
    [InlineData("Tesla-T4", 10, 70)]
    [InlineData("NVIDIA-L40S", 35, 350)]
    [InlineData("G2", 30, 150)]
    public void Map_KnownModels_DrawWhatTheyDo(string product, double idle, double tdp)
    {
        NodeSpec node = _mapping.Map(KubernetesFixtures.ReadNode(KubernetesFixtures.Node(product: product)), null, out string? problem);
        problem.ShouldBeNull();
        (node.Gpu!.Idle.Value, node.Gpu.Tdp.Value).ShouldBe((idle, tdp));
    }

    [Fact]
    public void Map_AnUnknownModel_IsTakenForAnA100AndSaid()
    {
        NodeSpec node = _mapping.Map(KubernetesFixtures.ReadNode(KubernetesFixtures.Node(product: "GPU-9000")), null, out string? problem);
        (node.Gpu!.Name, node.Gpu.Tdp.Value).ShouldBe(("GPU-9000", 400));
        problem.ShouldBe("node gpu-a100-07 has GPUs of the model 'GPU-9000', whose draw is not known; it is taken to be 50 W to 400 W (placement.gpus.\"GPU-9000\" would say)");
    }

    [Fact]
    public void Map_SharedGpus_CountAsOftenAsTheyAreThere()
    {
        // A device plugin that offers each of 4 GPUs four times: 16 of the resource, 4 by the label.
        KubernetesNode node = KubernetesFixtures.ReadNode("""
            {"metadata":{"name":"n","labels":{"nvidia.com/gpu.count":"4","nvidia.com/gpu.product":"Tesla-T4-SHARED"}},"status":{"allocatable":{"cpu":"8","memory":"1Gi","nvidia.com/gpu":"16"}}}
            """);
        _mapping.Map(node, null, out _).GpuCount.ShouldBe(4);
    }

    [Fact]
    public void Map_ANodeOfTheOpenSimulator_IsRead()
    {
        KubernetesNode node = KubernetesFixtures.ReadNode("""
            {"metadata":{"name":"openb-node-0000","labels":{"alibabacloud.com/gpu-card-model":"V100M16"}},"status":{"allocatable":{"alibabacloud.com/gpu-count":"2","alibabacloud.com/gpu-milli":"2000","cpu":"64000m","memory":"262144Mi"}}}
            """);
        NodeSpec spec = _mapping.Map(node, null, out string? problem);
        problem.ShouldBeNull();
        (spec.GpuCount, spec.CpuMilli, spec.MemoryMib, spec.Gpu!.Tdp.Value).ShouldBe((2, 64_000, 262_144, 300));
    }

    [Fact]
    public void Map_MoreGpusThanAnyServer_IsSaid()
    {
        NodeSpec node = _mapping.Map(KubernetesFixtures.ReadNode(KubernetesFixtures.Node(gpus: 20)), null, out string? problem);
        node.GpuCount.ShouldBe(16);
        problem.ShouldBe("node gpu-a100-07 has 20 GPUs; it counts as one of 16");
    }
}
