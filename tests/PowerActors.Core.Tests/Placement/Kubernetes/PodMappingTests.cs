using PowerActors.Core.Control;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Core.Tests.Placement.Kubernetes;

public sealed class PodMappingTests
{
    [Theory]
    [InlineData("", 4, 4, 1000)]
    [InlineData("\"poweractors.io/gpu-milli\":\"250\"", 0, 1, 250)]
    [InlineData("\"poweractors.io/gpu-milli\":\"250\"", 1, 1, 250)] // a share of the GPU that the device plugin gives out whole
    [InlineData("\"alibabacloud.com/gpu-milli\":\"460\",\"alibabacloud.com/gpu-count\":\"1\"", 0, 1, 460)]
    [InlineData("\"alibabacloud.com/gpu-milli\":\"1000\",\"alibabacloud.com/gpu-count\":\"2\"", 0, 2, 1000)]
    [InlineData("\"alibabacloud.com/gpu-count\":\"8\"", 0, 8, 1000)]
    [InlineData("\"alibabacloud.com/gpu-milli\":\"500\"", 0, 1, 500)]
    [InlineData("", 0, 0, 0)]
    public void Map_Gpus_AreTakenFromResourcesOrAnnotations(string annotations, int requested, int count, int milli)
    {
        MappedPod pod = Map(KubernetesFixtures.Pod(gpus: requested, annotations: annotations));
        pod.Problem.ShouldBeNull();
        (pod.Task.GpuCount, pod.Task.GpuMilli).ShouldBe((count, milli));
    }

    [Theory]
    [InlineData(1, 1, 250)]
    [InlineData(3, 1, 750)]
    [InlineData(4, 1, 1000)]
    [InlineData(5, 2, 1000)] // more than a GPU of parts is whole GPUs
    public void Map_ResourcesThatAreParts_AddUp(int parts, int count, int milli)
    {
        MappingRules rules = new() { Resources = new Dictionary<string, int> { ["nvidia.com/gpu.shared"] = 250 } };
        KubernetesPod pod = new() { Name = "p", Requests = new Dictionary<string, ResourceQuantity> { ["nvidia.com/gpu.shared"] = new(parts * (Int128)1_000_000_000) } };
        MappedPod mapped = PodMapping.Map(pod, rules);
        (mapped.Task.GpuCount, mapped.Task.GpuMilli).ShouldBe((count, milli));
    }

    [Theory]
    [InlineData("\"poweractors.io/gpu-milli\":\"0\"", 0, "its annotation poweractors.io/gpu-milli is '0'; a whole number from 1 to 1000 would be right")]
    [InlineData("\"poweractors.io/gpu-milli\":\"half\"", 0, "its annotation poweractors.io/gpu-milli is 'half'; a whole number from 1 to 1000 would be right")]
    [InlineData("\"alibabacloud.com/gpu-milli\":\"500\",\"alibabacloud.com/gpu-count\":\"2\"", 0, "it asks for 500 thousandths of 2 GPUs each; a share of one GPU, or whole ones, would be right")]
    [InlineData("\"poweractors.io/priority\":\"urgent\"", 1, "its annotation poweractors.io/priority is 'urgent'; low or high would be right")]
    [InlineData("\"poweractors.io/expected-power\":\"2400\"", 1, "its annotation poweractors.io/expected-power is 2400 without a unit; write \"2400 W\", \"2400 kW\" or \"2400 MW\"")]
    [InlineData("\"poweractors.io/expected-power\":\"-1 kW\"", 1, "its annotation poweractors.io/expected-power is '-1 kW'; a power such as \"2.4 kW\" would be right")]
    [InlineData("", 32, "it asks for 32 GPUs, and no server has more than 16")]
    public void Map_WhatCannotBe_IsSaidInWords(string annotations, int gpus, string problem) =>
        Map(KubernetesFixtures.Pod(gpus: gpus, annotations: annotations)).Problem.ShouldBe(problem);

    [Theory]
    [InlineData("", "research", 0, Priority.Low)]
    [InlineData("", "research", 1, Priority.High)]
    [InlineData("", "batch", 1000, Priority.Low)]
    [InlineData("", "serving", -5, Priority.High)]
    [InlineData("\"poweractors.io/priority\":\"low\"", "serving", 1000, Priority.Low)]
    [InlineData("\"poweractors.io/priority\":\"high\"", "batch", 0, Priority.High)]
    public void Map_Priority_GoesByAnnotationThenClassThenNumber(string annotations, string name, int number, Priority priority)
    {
        MappingRules rules = new() { HighClasses = ["serving"], LowClasses = ["batch"] };
        PodMapping.Map(KubernetesFixtures.ReadPod(KubernetesFixtures.Pod(annotations: annotations, priorityClass: name, priority: number)), rules).Priority.ShouldBe(priority);
    }

    [Theory]
    [InlineData("2-3", 2, 0b1100)]
    [InlineData("0", 1, 0b1)]
    [InlineData("0", 2, 0)] // says one of two: as good as nothing
    [InlineData("16", 1, 0)]
    [InlineData("x", 1, 0)]
    public void Map_GpuIndices_AreTakenWhereTheyCanBe(string indices, int gpus, int bits) =>
        Map(KubernetesFixtures.Pod(gpus: gpus, annotations: $"\"alibabacloud.com/gpu-index\":\"{indices}\"")).Gpus.ShouldBe((ushort)bits);

    [Fact]
    public void Map_AbsurdAmounts_AreAProblemAndNoOverflow()
    {
        KubernetesPod pod = new() { Name = "p", Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(Int128.MaxValue), ["memory"] = new(Int128.MaxValue), ["nvidia.com/gpu"] = new(Int128.MaxValue) } };
        MappedPod mapped = PodMapping.Map(pod, new MappingRules());
        mapped.Problem.ShouldBe("it asks for more cpu than any server has");
        mapped.Task.GpuCount.ShouldBe(16);
        mapped.Task.MemoryMib.ShouldBePositive();
    }

    [Fact]
    public void Map_ExpectedPowerAndModels_AreTaken()
    {
        MappedPod pod = Map(KubernetesFixtures.Pod(annotations: "\"poweractors.io/expected-power\":\"2.4 kW\",\"alibabacloud.com/gpu-card-model\":\"A100|H100\""));
        pod.ExpectedPower!.Value.Value.ShouldBe(2400);
        pod.Task.Models.ShouldBe("A100|H100");
    }

    private static MappedPod Map(string json) => PodMapping.Map(KubernetesFixtures.ReadPod(json), new MappingRules());
}
