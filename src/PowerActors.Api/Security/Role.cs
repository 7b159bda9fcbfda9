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
}

/// <summary>Names of roles and policies as they stand in files and tokens.</summary>
public static class Roles
{
    /// <summary>The policy of everything that only looks.</summary>
    public const string MayLook = "may-look";

    /// <summary>The policy of everything that says what holds.</summary>
    public const string MaySay = "may-say";

    /// <summary>A role's name.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        _ => "agent",
    };

    /// <summary>The role of a name.</summary>
    public static bool TryParse(string name, out Role role)
    {
        role = name switch
        {
            "operator" => Role.Operator,
            "agent" => Role.Agent,
            _ => Role.Viewer,
        };
        return name is "viewer" or "operator" or "agent";
    }
}
