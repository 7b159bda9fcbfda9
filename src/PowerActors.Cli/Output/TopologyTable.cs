using PowerActors.Core.Control;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Output;

/// <summary>A checked topology as an indented table. Equal siblings that follow one another share a line, with the figures of one of them.</summary>
internal static class TopologyTable
{
    private const int NameWidth = 31;
    private const int MostLinesPerParent = 40;

    public static void Write(SiteSettings site, TextWriter to)
    {
        to.WriteLine($"{"DOMAIN",-NameWidth} {"SERVERS",7} {"LIMIT",9} {"NAMEPLATE",9} {"WORST",9} {"FAIL-SAFE",9} {"HEADROOM",9} {"TRIPS IN",8}");
        int next = 0;
        WriteGroup(Read(site.Check, ref next), to);
        WriteSummary(site, to);
    }

    private static void WriteSummary(SiteSettings site, TextWriter to)
    {
        TopologyPlan plan = site.Plan;
        int servers = site.Check.Domains[0].Servers;
        int gpus = plan.Root.AllServers().Sum(static server => server.Model.GpuCount);
        int low = plan.Root.AllServers().Count(static server => server.Priority == Priority.Low);
        int nameplate = plan.NameplateServers();
        to.WriteLine();
        to.WriteLine($"{servers} servers with {gpus} GPUs: {low} of low priority, {servers - low} of high. The limits allow {nameplate} at nameplate: {((double)servers / nameplate) - 1:+0.#%;-0.#%;0%}.");
        to.WriteLine($"Policy {site.Policy.Name}. Fail-safe: {plan.FailSafe}{(plan.FailSafeIsAutomatic ? " (the highest that fits)" : "")}.");
        to.WriteLine($"TRIPS IN: a breaker at the worst draw, from cold. Reading to brake in force takes {plan.Timing.WorstReaction.TotalSeconds:0.#} s at worst.");
    }

    private static void WriteGroup(Group group, TextWriter to)
    {
        DomainCheck check = group.First;
        string name = Label(new string(' ', check.Depth * 2), group.First.Domain.Name, group.LastName, group.Count);
        bool hasLimit = check.Domain.HasLimit;
        to.WriteLine(
            $"{name,-NameWidth} {check.Servers,7} {(hasLimit ? check.Domain.Limit.ToString() : "-"),9} {check.Nameplate,9} {check.WorstDraw,9} {check.FailSafeDraw,9} "
            + $"{(hasLimit ? check.Headroom.ToString() : "-"),9} {Trips(check),8}");
        foreach (Group child in group.Children.Take(MostLinesPerParent))
            WriteGroup(child, to);
        string indent = new(' ', (check.Depth + 1) * 2);
        if (group.Children.Count > MostLinesPerParent)
            to.WriteLine($"{indent}... {group.Children.Skip(MostLinesPerParent).Sum(static child => child.Count)} more (--json lists all)");
        WriteServers(check, indent, to);
    }

    private static void WriteServers(DomainCheck check, string indent, TextWriter to)
    {
        IReadOnlyList<TopologyServer> servers = check.Domain.Servers;
        int lines = 0;
        for (int start = 0; start < servers.Count;)
        {
            int end = start + 1;
            while (end < servers.Count && servers[end].Model == servers[start].Model)
                end++;
            if (++lines > MostLinesPerParent)
            {
                to.WriteLine($"{indent}... {servers.Count - start} more servers (--json lists all)");
                return;
            }

            string name = Label(indent, servers[start].Name, servers[end - 1].Name, end - start);
            to.WriteLine($"{name,-NameWidth} {"",7} {servers[start].Model.Name,9} {servers[start].Model.Nameplate,9} {servers[start].Model.WorstDraw(Megahertz.Unlimited),9}".TrimEnd());
            start = end;
        }
    }

    private static string Trips(DomainCheck check) => check switch
    {
        { Domain.Breaker: null } => "-",
        { SecondsToTrip: double.PositiveInfinity } => "never",
        { SecondsToTrip: >= 100_000 } => "> 1 d",
        _ => $"{check.SecondsToTrip:0} s",
    };

    private static string Label(string indent, string first, string last, int count)
    {
        string name = count == 1 ? first : $"{first} ... {last} ({count})";
        if (indent.Length + name.Length > NameWidth && count > 1)
            name = $"{first} ({count})";
        return indent + Text.Tail(name, NameWidth - indent.Length);
    }

    /// <summary>Siblings that look the same, in the order of the check's list: parents before children.</summary>
    private static Group Read(TopologyCheck check, ref int next)
    {
        DomainCheck own = check.Domains[next++];
        List<Group> children = [];
        for (int i = 0; i < own.Domain.Domains.Count; i++)
        {
            Group child = Read(check, ref next);
            if (children.Count > 0 && children[^1].Looks == child.Looks)
                children[^1] = children[^1] with { Count = children[^1].Count + 1, LastName = child.LastName };
            else
                children.Add(child);
        }

        string looks = string.Join('|', [
            own.Domain.Kind.ToString(), own.Domain.Limit.ToString(), own.Domain.Breaker?.Name, own.Domain.Ladder.Name, own.Nameplate.ToString(), own.WorstDraw.ToString(),
            own.FailSafeDraw.ToString(), string.Join(',', own.Domain.Servers.GroupBy(static s => s.Model.Name, StringComparer.Ordinal).Select(static g => $"{g.Count()} {g.Key}")),
            .. children.Select(static child => $"{child.Count}({child.Looks})")]);
        return new Group(own, own.Domain.Name, 1, looks, children);
    }

    private sealed record Group(DomainCheck First, string LastName, int Count, string Looks, List<Group> Children);
}
