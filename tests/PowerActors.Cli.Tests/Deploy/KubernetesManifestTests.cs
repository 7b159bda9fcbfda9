using PowerActors.Api;
using PowerActors.Cli.Settings;
using PowerActors.Core.Settings;
using YamlDotNet.RepresentationModel;

namespace PowerActors.Cli.Tests.Deploy;

/// <summary>What an operator copies from <c>deploy/kubernetes</c> parses, holds together, and names what there is.</summary>
public sealed class KubernetesManifestTests
{
    /// <summary>Fields of kubescheduler.config.k8s.io/v1, Extender and ExtenderTLSConfig; kube-scheduler refuses others at its start.</summary>
    private static readonly string[] ExtenderFields = ["urlPrefix", "filterVerb", "preemptVerb", "prioritizeVerb", "weight", "bindVerb", "enableHTTPS", "tlsConfig", "httpTimeout", "nodeCacheCapable", "managedResources", "ignorable"];

    private static readonly string[] TlsFields = ["insecure", "serverName", "certFile", "keyFile", "caFile", "certData", "keyData", "caData"];

    [Fact]
    public void SchedulerConfig_Extender_NamesKnownFieldsAndVerbs()
    {
        YamlMappingNode config = Read("scheduler-config.yaml").ShouldHaveSingleItem();
        Text(config, "apiVersion").ShouldBe("kubescheduler.config.k8s.io/v1");
        Text(config, "kind").ShouldBe("KubeSchedulerConfiguration");
        YamlMappingNode extender = (YamlMappingNode)((YamlSequenceNode)config["extenders"]).ShouldHaveSingleItem();
        Keys(extender).Except(ExtenderFields).ShouldBeEmpty();
        Keys((YamlMappingNode)extender["tlsConfig"]).Except(TlsFields).ShouldBeEmpty();
        Uri prefix = new(Text(extender, "urlPrefix"));
        (prefix.Scheme, prefix.Port, prefix.AbsolutePath).ShouldBe(("https", 8480, "/scheduler"));
        (Text(extender, "filterVerb"), Text(extender, "prioritizeVerb"), Text(extender, "bindVerb")).ShouldBe(("filter", "prioritize", "bind"));
        (Text(extender, "enableHTTPS"), Text(extender, "nodeCacheCapable"), Text(extender, "ignorable")).ShouldBe(("true", "true", "false"));
        int.Parse(Text(extender, "weight")).ShouldBePositive();
    }

    [Fact]
    public void Volcano_Extender_NamesKnownArgumentsAndVerbs()
    {
        YamlMappingNode map = Read("volcano-scheduler.yaml").ShouldHaveSingleItem();
        Text(map, "kind").ShouldBe("ConfigMap");
        using StringReader text = new(Text((YamlMappingNode)map["data"], "volcano-scheduler.conf"));
        YamlStream config = [];
        config.Load(text);
        YamlMappingNode extender = ((YamlSequenceNode)config.Documents[0].RootNode["tiers"])
            .SelectMany(static tier => (YamlSequenceNode)tier["plugins"]).Cast<YamlMappingNode>().Single(static plugin => Text(plugin, "name") == "extender");
        YamlMappingNode arguments = (YamlMappingNode)extender["arguments"];
        Keys(arguments).Order().ShouldBe(["extender.httpTimeout", "extender.ignorable", "extender.predicateVerb", "extender.prioritizeVerb", "extender.urlPrefix"]);
        (Text(arguments, "extender.predicateVerb"), Text(arguments, "extender.prioritizeVerb"), Text(arguments, "extender.ignorable")).ShouldBe(("predicate", "prioritize", "false"));
        new Uri(Text(arguments, "extender.urlPrefix")).AbsolutePath.ShouldBe("/scheduler/volcano");
    }

    [Fact]
    public void ControlNode_Objects_BelongTogether()
    {
        Dictionary<string, YamlMappingNode> objects = Read("control-node.yaml").ToDictionary(static item => Text(item, "kind"));
        objects.Keys.ShouldBe(["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "ConfigMap", "PersistentVolumeClaim", "Deployment", "Service"]);
        foreach ((string kind, YamlMappingNode item) in objects)
        {
            Text(item, "apiVersion").ShouldNotBeEmpty();
            if (kind is not ("Namespace" or "ClusterRole" or "ClusterRoleBinding"))
                Text((YamlMappingNode)item["metadata"], "namespace").ShouldBe("power");
        }

        YamlMappingNode pod = At(objects["Deployment"], "spec", "template", "spec");
        Text(pod, "serviceAccountName").ShouldBe(Text(At(objects["ServiceAccount"], "metadata"), "name"));
        YamlMappingNode container = (YamlMappingNode)((YamlSequenceNode)pod["containers"])[0];
        string[] mounted = [.. ((YamlSequenceNode)container["volumeMounts"]).Select(static mount => Text((YamlMappingNode)mount, "name"))];
        string[] volumes = [.. ((YamlSequenceNode)pod["volumes"]).Select(static volume => Text((YamlMappingNode)volume, "name"))];
        mounted.Order().ShouldBe(volumes.Order());
        At(objects["Deployment"], "spec", "template", "metadata", "labels").ShouldBe(At(objects["Service"], "spec", "selector"));
        new Uri(Text((YamlMappingNode)((YamlSequenceNode)Read("scheduler-config.yaml")[0]["extenders"])[0], "urlPrefix")).Host
            .ShouldBe($"{Text(At(objects["Service"], "metadata"), "name")}.power.svc.cluster.local");
    }

    [Fact]
    public void ControlNode_Role_AllowsWhatTheWatchAndTheBindingNeedAndNoMore()
    {
        YamlMappingNode role = Read("control-node.yaml").Single(static item => Text(item, "kind") == "ClusterRole");
        string[] rules = [.. ((YamlSequenceNode)role["rules"]).Cast<YamlMappingNode>().Select(static rule => $"{string.Join(",", (YamlSequenceNode)rule["resources"])}: {string.Join(",", (YamlSequenceNode)rule["verbs"])}")];
        rules.ShouldBe(["nodes,pods: list,watch", "pods/binding: create"]);
    }

    [Fact]
    public void ControlNode_Settings_AreTaken()
    {
        YamlMappingNode map = Read("control-node.yaml").Single(static item => Text(item, "kind") == "ConfigMap");
        LoadedSettings settings = SettingsLoader.LoadText(Text((YamlMappingNode)map["data"], "site.conf"), "site.conf");
        ApiSettings api = ApiSettings.Read(settings.Section("api"));
        SiteSettings site = settings.ReadSite();
        settings.Faults.ThrowIfAny();
        api.Problems().ShouldBeEmpty();
        api.Schedulers.ShouldBe(["poweractors-scheduler"]);
        site.Check.Faults.ShouldBeEmpty();
        settings.Section("scheduler").Object("kubernetes").Text("server").ShouldBe("in-cluster");
    }

    private static List<YamlMappingNode> Read(string file)
    {
        using StreamReader reader = File.OpenText(Path.Combine(Repository.Root, "deploy", "kubernetes", file));
        YamlStream yaml = [];
        yaml.Load(reader);
        return [.. yaml.Documents.Select(static document => (YamlMappingNode)document.RootNode)];
    }

    private static IEnumerable<string> Keys(YamlMappingNode node) => node.Children.Keys.Select(static key => ((YamlScalarNode)key).Value!);

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static YamlMappingNode At(YamlMappingNode node, params string[] path)
    {
        foreach (string key in path)
            node = (YamlMappingNode)node[key];
        return node;
    }
}
