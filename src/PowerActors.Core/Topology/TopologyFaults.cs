using PowerActors.Core.Settings;

namespace PowerActors.Core.Topology;

/// <summary>Brings what the check of a tree found to the lines of the settings that it was made of.</summary>
internal static class TopologyFaults
{
    private static readonly string[] Times = ["heartbeat", "staleness", "lease"];

    /// <summary>Notes every fault. The same fault of several domains that stand on one line (a group) is told once, with how many more there are.</summary>
    public static void Note(TopologyCheck check, SettingsReader root)
    {
        Dictionary<(SourceLocation, string), int> more = [];
        List<(SourceLocation Source, string Message, (SourceLocation, string) Key)> first = [];
        foreach (TopologyFault fault in check.Faults)
        {
            // The reader has told it already, once per group and with the place of the first.
            if (fault.Message.Contains("' stands twice in ", StringComparison.Ordinal))
                continue;
            // A message begins with the domain's path, which has no space in it.
            (SourceLocation, string) key = (fault.Source, fault.Message[Math.Max(0, fault.Message.IndexOf(' ', StringComparison.Ordinal))..]);
            if (more.TryGetValue(key, out int count))
            {
                more[key] = count + 1;
                continue;
            }

            more[key] = 0;
            first.Add((Place(fault, root), fault.Message, key));
        }

        foreach ((SourceLocation source, string message, (SourceLocation, string) key) in first)
            root.Faults.Add(source, more[key] == 0 ? message : $"{message} (and {more[key]} more domains of this line)");
    }

    /// <summary>Times are checked with the tree but stand in the section <c>timing</c>.</summary>
    private static SourceLocation Place(TopologyFault fault, SettingsReader root)
    {
        foreach (string time in Times)
        {
            if (fault.Message.StartsWith($"{time} (", StringComparison.Ordinal))
                return root.Object("timing").OriginOf(time);
        }

        return fault.Source;
    }
}
