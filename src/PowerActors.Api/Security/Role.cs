namespace PowerActors.Api.Security;

/// <summary>What a caller may do.</summary>
public enum Role
{
    /// <summary>Look at everything.</summary>
    Viewer,

    /// <summary>Look, and say what holds: overrides, modes.</summary>
    Operator,

    /// <summary>Speak for a server, and nothing else.</summary>
    Agent,

    /// <summary>Ask where pods go, say what runs in the cluster, and nothing else.</summary>
    Scheduler,
}

/// <summary>Names of roles and policies as they stand in files and tokens.</summary>
public static class Roles
{
    /// <summary>The policy of everything that only looks.</summary>
    public const string MayLook = "may-look";

    /// <summary>The policy of everything that says what holds.</summary>
    public const string MaySay = "may-say";

    /// <summary>The policy of everything that a scheduler asks.</summary>
    public const string MaySchedule = "may-schedule";

    /// <summary>The names of all roles.</summary>
    public static IReadOnlyList<string> Names { get; } = ["viewer", "operator", "agent", "scheduler"];

    /// <summary>A role's name.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        Role.Scheduler => "scheduler",
        _ => "agent",
    };

    /// <summary>The role of a name.</summary>
    public static bool TryParse(string name, out Role role)
    {
        role = name switch
        {
            "operator" => Role.Operator,
            "agent" => Role.Agent,
            "scheduler" => Role.Scheduler,
            _ => Role.Viewer,
        };
        return Names.Contains(name);
    }
}
