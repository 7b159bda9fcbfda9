using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Tree;

namespace PowerActors.Cluster.Tests.Journal.Observing;

/// <summary>A row of 20 kW with one rack of two servers.</summary>
internal static class TestTree
{
    public static TreeIndex Index()
    {
        SettingsNode servers = Object(("count", Text("2")), ("model", Text("DGX-A100")));
        SettingsNode rack = Object(("servers", List(servers)));
        SettingsNode row = Object(("limit", Text("20 kW")), ("ladder", Text("polca")), ("racks", List(rack)));
        SettingsNode rung = Object(("name", Text("brake")), ("enter", Text("100 %")), ("leave", Text("84 %")), ("low", Text("288 MHz")), ("high", Text("288 MHz")), ("brake", Text("true")));
        SettingsNode T(string name, string enter, string leave) => Object(("name", Text(name)), ("enter", Text(enter)), ("leave", Text(leave)), ("low", Text("1110 MHz")));
        SettingsNode ladder = Object(("hold", Text("60 s")), ("rungs", List(T("T1", "80 %", "75 %"), T("T2", "89 %", "84 %"), T("T3", "90 %", "84 %"), rung)));
        SettingsNode root = Object(("ladders", Object(("polca", ladder))), ("policy", Text("polca")), ("topology", Object(("site", Text("site")), ("rows", List(row)))));
        SettingsFaults faults = new();
        SiteSettings? site = SiteSettings.Read(root, faults);
        faults.ThrowIfAny();
        return new TreeIndex(site!.Plan.Root);
    }

    private static SettingsNode Text(string text) => SettingsNode.Value(text, SourceLocation.BuiltIn);

    private static SettingsNode List(params SettingsNode[] items) => SettingsNode.List(items, SourceLocation.BuiltIn);

    private static SettingsNode Object(params (string Key, SettingsNode Node)[] fields) =>
        SettingsNode.Object([.. fields.Select(static field => new SettingsField(field.Key, field.Node, SourceLocation.BuiltIn))], SourceLocation.BuiltIn);
}
