using System.Text;
using System.Text.Json;
using PowerActors.Core.Placement.Kubernetes;

namespace PowerActors.Core.Tests.Placement.Kubernetes;

/// <summary>Objects as an API server writes them, in full: managed fields, images, conditions, and fields that no version of Kubernetes has.</summary>
internal static class KubernetesFixtures
{
    private static readonly KubernetesReader Reader = new MappingRules().Reader();

    /// <summary>A DGX A100 in a managed cluster, with GPU feature discovery.</summary>
    public static string Node(string name = "gpu-a100-07", string version = "4182093", int gpus = 8, string product = "NVIDIA-A100-SXM4-80GB", string? server = null) => """
        {"metadata":{"name":"<name>","uid":"7a4bb0de-0d1c-4c5a-8fa5-6c1f4b6b2c11","resourceVersion":"<version>","creationTimestamp":"2026-01-12T07:41:09Z",
          "labels":{"beta.kubernetes.io/arch":"amd64","beta.kubernetes.io/os":"linux","kubernetes.io/arch":"amd64","kubernetes.io/hostname":"<name>","kubernetes.io/os":"linux",
            "node-role.kubernetes.io/worker":"","nvidia.com/cuda.driver.major":"550","nvidia.com/gfd.timestamp":"1768203667","nvidia.com/gpu.compute.major":"8","nvidia.com/gpu.count":"<gpus>",
            "nvidia.com/gpu.family":"ampere","nvidia.com/gpu.memory":"81920","nvidia.com/gpu.product":"<product>","nvidia.com/gpu.replicas":"1","nvidia.com/mig.capable":"true",
            "topology.kubernetes.io/zone":"hall-2"},
          "annotations":{"kubeadm.alpha.kubernetes.io/cri-socket":"unix:///run/containerd/containerd.sock","node.alpha.kubernetes.io/ttl":"0",<server>
            "volumes.kubernetes.io/controller-managed-attach-detach":"true"},
          "managedFields":[{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-01-12T07:41:09Z","fieldsType":"FieldsV1",
            "fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:volumes.kubernetes.io/controller-managed-attach-detach":{}},"f:labels":{".":{},"f:beta.kubernetes.io/arch":{},"f:kubernetes.io/hostname":{}}},
              "f:status":{"f:allocatable":{"f:nvidia.com/gpu":{}},"f:conditions":{"k:{\"type\":\"Ready\"}":{"f:lastHeartbeatTime":{}}}}},"subresource":"status"}]},
         "spec":{"podCIDR":"10.244.7.0/24","podCIDRs":["10.244.7.0/24"],"taints":[{"key":"nvidia.com/gpu","value":"present","effect":"NoSchedule"}],"aFieldOfAnotherAge":{"deep":[[1,2,{"x":null}]]}},
         "status":{"capacity":{"cpu":"256","ephemeral-storage":"1843255268Ki","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"2113517036Ki","nvidia.com/gpu":"<gpus>","pods":"110"},
          "allocatable":{"cpu":"255500m","ephemeral-storage":"1698744053289","hugepages-1Gi":"0","hugepages-2Mi":"0","memory":"2110268908Ki","nvidia.com/gpu":"<gpus>","pods":"110"},
          "conditions":[{"type":"MemoryPressure","status":"False","lastHeartbeatTime":"2026-02-02T09:13:31Z","lastTransitionTime":"2026-01-12T07:41:09Z","reason":"KubeletHasSufficientMemory","message":"kubelet has sufficient memory available"},
            {"type":"Ready","status":"True","lastHeartbeatTime":"2026-02-02T09:13:31Z","lastTransitionTime":"2026-01-12T07:41:40Z","reason":"KubeletReady","message":"kubelet is posting ready status"}],
          "addresses":[{"type":"InternalIP","address":"10.20.7.7"},{"type":"Hostname","address":"<name>"}],
          "daemonEndpoints":{"kubeletEndpoint":{"Port":10250}},
          "nodeInfo":{"machineID":"ec2a","systemUUID":"ec2a","bootID":"4d","kernelVersion":"5.15.0-1042","osImage":"Ubuntu 22.04.4 LTS","containerRuntimeVersion":"containerd://1.7.11","kubeletVersion":"v1.31.4","kubeProxyVersion":"","operatingSystem":"linux","architecture":"amd64"},
          "images":[{"names":["nvcr.io/nvidia/pytorch@sha256:5a5c","nvcr.io/nvidia/pytorch:24.08-py3"],"sizeBytes":9785421023},{"names":["registry.k8s.io/pause:3.9"],"sizeBytes":321520}]}}
        """.Replace("<name>", name).Replace("<version>", version).Replace("<gpus>", $"{gpus}").Replace("<product>", product)
        .Replace("<server>", server is null ? "" : $"\"poweractors.io/server\":\"{server}\",");

    /// <summary>A training job's pod before it is bound: a container with 4 GPUs, a sidecar, an init container that needs more CPU than both.</summary>
    public static string Pod(string name = "train-0", string uid = "0c1f0a4e-5d0f-4a51-a9a5-5f1f4a0a77d2", int gpus = 4, string annotations = "", string priorityClass = "research", int priority = 0, string nodeName = "", string phase = "Pending") => """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"<name>","generateName":"train-","namespace":"ml","uid":"<uid>","resourceVersion":"4182201","creationTimestamp":"2026-02-02T09:13:40Z",
          "labels":{"app":"train","batch.kubernetes.io/job-name":"train"},"annotations":{ <annotations>"cni.projectcalico.org/containerID":"ab","kubernetes.io/config.source":"api"},
          "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"train","uid":"3f","controller":true,"blockOwnerDeletion":true}],
          "managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:image":{}}}}}}]},
         "spec":{"volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data"}},{"name":"kube-api-access-x2x","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}}],"defaultMode":420}}],
          "initContainers":[
            {"name":"log-shipper","image":"fluent-bit:3","restartPolicy":"Always","resources":{"requests":{"cpu":"250m","memory":"128Mi"}}},
            {"name":"fetch","image":"curl:8","command":["sh","-c","curl -sf \"$URL\" > /data/x"],"resources":{"limits":{"cpu":"48","memory":"8Gi"},"requests":{"cpu":"48","memory":"8Gi"}}}],
          "containers":[{"name":"main","image":"nvcr.io/nvidia/pytorch:24.08-py3","args":["--gpus","<gpus>"],"env":[{"name":"X","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}}],
            "resources":{"limits":{"nvidia.com/gpu":"<gpus>","memory":"256Gi"},"requests":{"cpu":"32","memory":"256Gi","nvidia.com/gpu":"<gpus>"}},"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],
          "restartPolicy":"Never","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","securityContext":{},"schedulerName":"default-scheduler",
          <node>"tolerations":[{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"}],"priorityClassName":"<class>","priority":<priority>,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority",
          "overhead":{"cpu":"100m","memory":"64Mi"}},
         "status":{"phase":"<phase>","qosClass":"Burstable"}}
        """.Replace("<name>", name).Replace("<uid>", uid).Replace("<gpus>", $"{gpus}").Replace("<annotations>", annotations.Length > 0 ? annotations + "," : "").Replace("<class>", priorityClass)
        .Replace("<priority>", $"{priority}").Replace("<node>", nodeName.Length > 0 ? $"\"nodeName\":\"{nodeName}\"," : "").Replace("<phase>", phase);

    /// <summary>Reads a node with the standard rules.</summary>
    public static KubernetesNode ReadNode(string json)
    {
        Utf8JsonReader at = At(json);
        return Reader.ReadNode(ref at);
    }

    /// <summary>Reads a pod with the standard rules.</summary>
    public static KubernetesPod ReadPod(string json)
    {
        Utf8JsonReader at = At(json);
        return Reader.ReadPod(ref at);
    }

    public static Utf8JsonReader At(string json)
    {
        Utf8JsonReader at = new(Encoding.UTF8.GetBytes(json), ClusterDocument.Options);
        at.Read();
        return at;
    }
}
