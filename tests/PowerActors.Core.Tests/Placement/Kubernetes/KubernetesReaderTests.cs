using System.Text.Json;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Core.Tests.Placement.Kubernetes;

public sealed class KubernetesReaderTests
{
    private static readonly KubernetesReader Reader = new MappingRules().Reader();

    [Fact]
    public void ReadNode_AsAnApiServerWritesIt_KeepsWhatPlacementNeeds()
    {
        KubernetesNode node = Node(KubernetesFixtures.Node(server: "site/row-1/rack-1/server-1"));
        node.Name.ShouldBe("gpu-a100-07");
        node.ResourceVersion.ShouldBe("4182093");
        node.Labels.ShouldBe([new("nvidia.com/gpu.count", "8"), new("nvidia.com/gpu.product", "NVIDIA-A100-SXM4-80GB")], ignoreOrder: true);
        node.Annotations.ShouldBe([new("poweractors.io/server", "site/row-1/rack-1/server-1")]);
        node.Allocatable["cpu"].Milli.ShouldBe(255_500);
        node.Allocatable["memory"].Units.ShouldBe(2110268908L * 1024);
        node.Allocatable["nvidia.com/gpu"].Units.ShouldBe(8);
        node.Allocatable.Count.ShouldBe(3);
    }

    [Fact]
    public void ReadPod_AsAnApiServerWritesIt_CountsAsKubeSchedulerDoes()
    {
        KubernetesPod pod = Pod(KubernetesFixtures.Pod());
        (pod.Namespace, pod.Name, pod.Uid, pod.PriorityClass, pod.Priority, pod.NodeName).ShouldBe(("ml", "train-0", "0c1f0a4e-5d0f-4a51-a9a5-5f1f4a0a77d2", "research", 0, ""));
        pod.IsOver.ShouldBeFalse();
        pod.HasStarted.ShouldBeFalse();
        pod.Requests["cpu"].Milli.ShouldBe(48_350); // sidecar .25 beside the init container's 48, more than 32 + .25; overhead .1
        pod.Requests["memory"].Units.ShouldBe((256L << 30) + (192L << 20)); // the containers' 256 Gi and the sidecar's 128 Mi; overhead 64 Mi
        pod.Requests["nvidia.com/gpu"].Units.ShouldBe(4);
    }

    [Fact]
    public void ReadPod_SidecarAfterAnInitContainer_DoesNotCountForIt()
    {
        KubernetesPod pod = Pod("""
            {"metadata":{"name":"p"},"spec":{"initContainers":[
              {"resources":{"requests":{"cpu":"2"}}},
              {"restartPolicy":"Always","resources":{"requests":{"cpu":"1"}}},
              {"resources":{"requests":{"cpu":"2"}}}],
             "containers":[{"resources":{"requests":{"cpu":"500m"}}}]}}
            """);
        pod.Requests["cpu"].Milli.ShouldBe(3000);
    }

    [Fact]
    public void ReadPod_WithResourcesOfItsOwn_TakesThemForCpuAndMemory()
    {
        KubernetesPod pod = Pod("""
            {"metadata":{"name":"p"},"spec":{"resources":{"requests":{"cpu":"3","nvidia.com/gpu":"9"}},"overhead":{"cpu":"1"},
             "containers":[{"resources":{"requests":{"cpu":"500m","memory":"1Gi"},"limits":{"nvidia.com/gpu":2}}},{}]}}
            """);
        pod.Requests["cpu"].Milli.ShouldBe(4000);
        pod.Requests["memory"].Units.ShouldBe(1L << 30);
        pod.Requests["nvidia.com/gpu"].Units.ShouldBe(2); // a limit stands for a request that is not there; a number counts as a text does
    }

    [Fact]
    public void ReadPod_NullsAndOtherCase_AreReadAsGoReadsThem()
    {
        KubernetesPod pod = Pod("""
            {"METADATA":{"Name":"p","namespace":null,"annotations":null,"ownerReferences":null},"Spec":{"NodeName":null,"priority":null,"containers":[{"Resources":null},null],"initContainers":null,"overhead":null},"status":null}
            """);
        (pod.Name, pod.Namespace, pod.NodeName, pod.Priority).ShouldBe(("p", "", "", null));
        pod.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"metadata":{"name":7}}""", "metadata.name", "is 7; a text would be right")]
    [InlineData("""{"metadata":[]}""", "metadata", "is a list; an object would be right")]
    [InlineData("""{"metadata":{"annotations":{"poweractors.io/gpu-milli":250}}}""", "metadata.annotations.poweractors.io/gpu-milli", "is 250; a text would be right")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":{}}}""", "spec.containers", "is an object; a list of containers would be right")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[{},{"resources":{"requests":{"cpu":"many"}}}]}}""", "spec.containers[1].resources.requests.cpu", "is 'many', which is no quantity; one such as 500m, 1.5 or 64Gi would be right")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[{"resources":{"requests":{"cpu":"-1"}}}]}}""", "spec.containers[0].resources.requests.cpu", "is -1; 0 or more would be right")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[{"resources":{"requests":{"memory":true}}}]}}""", "spec.containers[0].resources.requests.memory", "is true; a quantity such as 500m or 64Gi would be right")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"priority":1.5}}""", "spec.priority", "is 1.5; a whole number would be right")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"priority":99999999999}}""", "spec.priority", "is 99999999999; a whole number would be right")]
    [InlineData("""{"spec":{}}""", "metadata.name", "is missing; the pod's name would be right")]
    [InlineData("null", "", "is null; a pod would be right")]
    [InlineData("[]", "", "is a list; a pod would be right")]
    public void ReadPod_Malformed_NamesTheField(string json, string field, string fault)
    {
        MalformedObjectException e = Should.Throw<MalformedObjectException>(() => Pod(json));
        (e.Field, e.Fault).ShouldBe((field, fault));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":""}}""", "metadata.name", "is missing; the node's name would be right")]
    [InlineData("""{"metadata":{"name":"n"},"status":{"allocatable":{"nvidia.com/gpu":"eight"}}}""", "status.allocatable.nvidia.com/gpu", "is 'eight', which is no quantity; one such as 500m, 1.5 or 64Gi would be right")]
    [InlineData("""{"metadata":{"name":"n","labels":"none"}}""", "metadata.labels", "is 'none'; an object of texts would be right")]
    public void ReadNode_Malformed_NamesTheField(string json, string field, string fault)
    {
        MalformedObjectException e = Should.Throw<MalformedObjectException>(() => Node(json));
        (e.Field, e.Fault).ShouldBe((field, fault));
    }

    [Fact]
    public void ReadNode_OfAKnownVersion_IsNotReadAgain()
    {
        KubernetesNode known = Node(KubernetesFixtures.Node());
        Utf8JsonReader at = KubernetesFixtures.At(KubernetesFixtures.Node());
        Reader.ReadNode(ref at, (name, version) => (name, version) == ("gpu-a100-07", "4182093") ? known : null).ShouldBeSameAs(known);
        at.TokenType.ShouldBe(JsonTokenType.EndObject);
        at.Read().ShouldBeFalse();
    }

    [Fact]
    public void ReadPod_OfADaemonSet_IsSeen() =>
        Pod("""{"metadata":{"name":"p","ownerReferences":[{"kind":"DaemonSet","name":"x"}]}}""").IsDaemon.ShouldBeTrue();

    [Theory]
    [InlineData("Pending", false, false)]
    [InlineData("Running", true, false)]
    [InlineData("Succeeded", true, true)]
    [InlineData("Failed", true, true)]
    public void ReadPod_Phase_SaysWhetherItTakesAnything(string phase, bool hasStarted, bool isOver)
    {
        KubernetesPod pod = Pod(KubernetesFixtures.Pod(phase: phase));
        (pod.HasStarted, pod.IsOver).ShouldBe((hasStarted, isOver));
    }

    private static KubernetesNode Node(string json) => KubernetesFixtures.ReadNode(json);

    private static KubernetesPod Pod(string json) => KubernetesFixtures.ReadPod(json);
}
