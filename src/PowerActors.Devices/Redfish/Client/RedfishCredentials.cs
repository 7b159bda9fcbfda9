using PowerActors.Core.Input;

namespace PowerActors.Devices.Redfish.Client;

/// <summary>A user of a Redfish service. Read from a file or the environment, never from settings or the command line, which others can see; never written anywhere.</summary>
public sealed class RedfishCredentials
{
    private const int MostCharacters = 64 * 1024;

    /// <summary>A user and a password.</summary>
    /// <param name="user">Name of the account.</param>
    /// <param name="password">Its password.</param>
    public RedfishCredentials(string user, string password)
    {
        User = user;
        Password = password;
    }

    /// <summary>Name of the account.</summary>
    public string User { get; }

    internal string Password { get; }

    /// <summary>Reads a file of two lines, <c>user = NAME</c> and <c>password = SECRET</c>; empty lines and lines that begin with # are skipped, and a password may hold any character.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, or something in it is wrong; all faults together.</exception>
    public static RedfishCredentials FromFile(string path)
    {
        string[] lines;
        try
        {
            if (new FileInfo(path).Length > MostCharacters)
                throw new InputException(path, 0, "is too large for credentials; write two lines, user = NAME and password = SECRET");
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException(path, 0, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file of credentials" : "the file of credentials cannot be read");
        }

        InputFaultCollector faults = new(path);
        string? user = null;
        string? password = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? "" : line[..equals].TrimEnd();
            if (key == "user" && user is null)
                user = line[(equals + 1)..].TrimStart();
            else if (key == "password" && password is null)
                password = line[(equals + 1)..].TrimStart();
            else // The line itself is not told: it may be the password.
                faults.Add(i + 1, "is neither user = NAME nor password = SECRET, each once");
        }

        if (string.IsNullOrEmpty(user))
            faults.Add(0, "names no user; write a line user = NAME");
        if (string.IsNullOrEmpty(password))
            faults.Add(0, "has no password; write a line password = SECRET");
        faults.ThrowIfAny();
        return new RedfishCredentials(user!, password!);
    }

    /// <summary>Takes the variables <c>PREFIX_USER</c> and <c>PREFIX_PASSWORD</c>.</summary>
    /// <param name="prefix">What both begin with.</param>
    /// <param name="read">Reads a variable; null where it is not set.</param>
    /// <exception cref="InputException">One of them is not set.</exception>
    public static RedfishCredentials FromEnvironment(string prefix, Func<string, string?> read)
    {
        string? user = read($"{prefix}_USER");
        string? password = read($"{prefix}_PASSWORD");
        if (string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password))
            throw new InputException($"environment variable {prefix}_{(string.IsNullOrEmpty(user) ? "USER" : "PASSWORD")}", 0, $"is not set; set {prefix}_USER and {prefix}_PASSWORD");
        return new RedfishCredentials(user, password);
    }

    /// <summary>The user, without the password.</summary>
    public override string ToString() => $"user {User}";
}
