using System.Text.Json;
using PowerActors.Core.Control;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;

namespace PowerActors.Cli.Output;

/// <summary>A checked topology as JSON: every domain with its figures in watts and seconds, without grouping; null stands for no limit and for never.</summary>
internal static class TopologyJson
{
    public static void Write(SiteSettings? site, SettingsFaults faults, TextWriter to) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", faults.Count == 0);
        if (site is not null)
            WriteSite(site, writer);
        WriteFaults(faults.InOrder(), writer);
        writer.WriteEndObject();
    });

    /// <summary>The same for text that is no topology at all.</summary>
    public static void WriteFaults(IReadOnlyList<InputFault> faults, TextWriter to) => Json.Write(to, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("valid", false);
        WriteFaults(faults, writer);
        writer.WriteEndObject();
    });

    private static void WriteFaults(IEnumerable<InputFault> faults, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("faults");
        foreach (InputFault fault in faults)
        {
            writer.WriteStartObject();
            writer.WriteString("file", fault.File);
            writer.WriteNumber("line", fault.Line);
            writer.WriteString("message", fault.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSite(SiteSettings site, Utf8JsonWriter writer)
    {
        TopologyPlan plan = site.Plan;
        writer.WriteString("policy", site.Policy.Name);
        writer.WriteNumber("servers", site.Check.Domains[0].Servers);
        writer.WriteNumber("gpus", plan.Root.AllServers().Sum(static server => server.Model.GpuCount));
        writer.WriteNumber("lowPriorityServers", plan.Root.AllServers().Count(static server => server.Priority == Priority.Low));
        writer.WriteNumber("nameplateServers", plan.NameplateServers());
        writer.WriteNumber("reactionSeconds", plan.Timing.WorstReaction.TotalSeconds);
        writer.WriteStartObject("failSafe");
        writer.WriteString("low", plan.FailSafe.Low.ToString());
        writer.WriteString("high", plan.FailSafe.High.ToString());
        writer.WriteEndObject();
        writer.WriteStartArray("domains");
        foreach (DomainCheck check in site.Check.Domains)
            WriteDomain(check, writer);
        writer.WriteEndArray();
    }

    private static void WriteDomain(DomainCheck check, Utf8JsonWriter writer)
    {
        TopologyDomain domain = check.Domain;
        writer.WriteStartObject();
        writer.WriteString("path", check.Path);
        writer.WriteString("kind", domain.Kind.ToString().ToLowerInvariant());
        writer.WriteString("source", domain.Source.ToString());
        writer.WriteNumber("servers", check.Servers);
        writer.WriteFinite("limitWatts", domain.Limit.Value);
        writer.WriteNumber("nameplateWatts", check.Nameplate.Value);
        writer.WriteNumber("worstWatts", check.WorstDraw.Value);
        writer.WriteNumber("failSafeWatts", check.FailSafeDraw.Value);
        writer.WriteFinite("headroomWatts", check.Headroom.Value);
        writer.WriteNumber("oversubscription", check.Oversubscription);
        writer.WriteNumber("worstOverload", check.WorstOverload);
        writer.WriteFinite("secondsToTrip", check.SecondsToTrip);
        writer.WriteString("ladder", domain.Ladder.Name);
        writer.WriteString("breaker", domain.Breaker?.Name ?? "none");
        writer.WriteBoolean("meter", domain.HasMeter);
        writer.WriteEndObject();
    }
}
