using PowerActors.Core.Topology;
using PowerActors.Core.Units;

namespace PowerActors.Core.Control.Steering;

/// <summary>What is wrong with something that a person wants to say.</summary>
public static class OverrideCheck
{
    /// <summary>The longest reason or name that is kept.</summary>
    public const int LongestText = 500;

    /// <summary>Every fault, as (field, what is wrong; what would be right); none means that it can be taken.</summary>
    public static IReadOnlyList<(string Field, string Fault)> Faults(Override said, TopologyDomain root, DateTimeOffset now)
    {
        List<(string Field, string Fault)> faults = [.. HeadFaults(said.Path, said.Author, said.Reason, said.From, said.Until, root, now)];
        (TopologyDomain? domain, TopologyServer? server) = Find(root, said.Path);
        if (domain is null && server is null)
            return faults;

        switch (said)
        {
            case Override.PinCap pin:
                Pin(pin.Ceiling, domain is not null ? domain.AllServers() : [server!], faults);
                break;
            case Override.ExemptServer or Override.DrainServer when server is null:
                faults.Add(("path", $"'{said.Path}' is a domain; a server would be right"));
                break;
            case Override.SetBudget or Override.ScheduleBudget or Override.SetMode when domain is null:
                faults.Add(("path", $"'{said.Path}' is a server; a domain would be right"));
                break;
            case Override.SetBudget set:
                Budget("budget", set.Budget, domain!, faults);
                break;
            case Override.ScheduleBudget { Windows.Count: 0 }:
                faults.Add(("windows", "no window; at least one would be right"));
                break;
            case Override.ScheduleBudget schedule:
                for (int i = 0; i < schedule.Windows.Count; i++)
                    Budget($"windows[{i}].budget", schedule.Windows[i].Budget, domain!, faults);
                break;
        }

        return faults;
    }

    /// <summary>The faults of what every override says beside its kind, so that they can be told together with a kind or value that cannot be understood.</summary>
    public static IReadOnlyList<(string Field, string Fault)> HeadFaults(
        string path, string author, string reason, DateTimeOffset from, DateTimeOffset? until, TopologyDomain root, DateTimeOffset now)
    {
        List<(string, string)> faults = [];
        Text("author", author, faults);
        Text("reason", reason, faults);
        if (until <= from)
            faults.Add(("until", $"ends at {until:O}, not after its beginning at {from:O}; a later end would be right"));
        else if (until <= now)
            faults.Add(("until", $"has ended at {until:O}; an end in the future would be right"));
        (TopologyDomain? domain, TopologyServer? server) = Find(root, path);
        if (domain is null && server is null)
            faults.Add(("path", $"there is no '{path}' in the tree; a path such as '{root.Name}' would be right"));
        return faults;
    }

    /// <summary>The domain or server at a path; both null when there is none.</summary>
    public static (TopologyDomain? Domain, TopologyServer? Server) Find(TopologyDomain root, string path)
    {
        string[] names = path.Split('/');
        if (!string.Equals(names[0], root.Name, StringComparison.Ordinal))
            return default;
        TopologyDomain at = root;
        for (int i = 1; i < names.Length; i++)
        {
            string name = names[i];
            if (at.Domains.FirstOrDefault(child => string.Equals(child.Name, name, StringComparison.Ordinal)) is { } domain)
                at = domain;
            else
                return i == names.Length - 1 ? (null, at.Servers.FirstOrDefault(child => string.Equals(child.Name, name, StringComparison.Ordinal))) : default;
        }

        return (at, null);
    }

    private static void Text(string field, string text, List<(string, string)> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
            faults.Add((field, "is empty; it is kept with the decision, so that others can understand it"));
        else if (text.Length > LongestText)
            faults.Add((field, $"has {text.Length} characters; at most {LongestText} would be right"));
    }

    private static void Budget(string field, Watts budget, TopologyDomain domain, List<(string, string)> faults)
    {
        if (!domain.HasLimit)
            faults.Add((field, $"'{domain.Name}' has no limit of its own, so it cannot hold a budget"));
        else if (!(budget > Watts.Zero && budget <= domain.Limit))
            faults.Add((field, $"is {budget}; above 0 W and at most the limit of {domain.Limit} would be right"));
    }

    private static void Pin(ClockCeiling ceiling, IEnumerable<TopologyServer> servers, List<(string, string)> faults)
    {
        if (!(ceiling.Absolute > Megahertz.Zero && ceiling.Share is > 0 and <= 1) || ceiling.IsFree)
        {
            faults.Add(("ceiling", $"is {ceiling}; a clock above 0 MHz, or a share above 0 % and at most 100 %, would be right"));
            return;
        }

        foreach (TopologyServer server in servers.DistinctBy(static server => server.Model.Gpu.Name))
        {
            if (ceiling.Resolve(server.Model.Gpu) < server.Model.Gpu.BrakeClock)
                faults.Add(("ceiling", $"is {ceiling}, below the lowest clock of {server.Model.Gpu.Name}, {server.Model.Gpu.BrakeClock}"));
        }
    }
}
