using System.Diagnostics;
using Npgsql;

namespace PowerActors.Cluster.Tests.Journal.Sql;

/// <summary>A PostgreSQL server of the tests' own, in a folder of its own, reached through a socket there. Started for the tests of one collection and stopped after them.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pa-pg-{Guid.NewGuid():N}"[..18]);
    private int _databases;

    public PostgresServer()
    {
        if (Programs is null)
            return;
        Run("initdb", "-D", _folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale");
        Start();
    }

    /// <summary>Why the tests that need it are skipped; null where they run. In CI they always run, and fail where the server is missing.</summary>
    public static string? SkipReason { get; } =
        Programs is null && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal)
            ? "PostgreSQL's server is not installed: its programs initdb and pg_ctl were looked for in /usr/lib/postgresql/*/bin and in PATH"
            : null;

    private static string? Programs => field ??= FindPrograms();

    /// <summary>A connection string to a new, empty database.</summary>
    public string NewDatabase()
    {
        Programs.ShouldNotBeNull("PostgreSQL's server is not installed, and in CI it must be");
        string name = $"journal{Interlocked.Increment(ref _databases)}";
        using NpgsqlConnection connection = new(ConnectionString("postgres"));
        connection.Open();
        using NpgsqlCommand command = new($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    public void Start() => Run("pg_ctl", "-D", _folder, "-w", "-s", "-l", Path.Combine(_folder, "log"), "-o", $"-k {_folder} -c listen_addresses='' -c recovery_init_sync_method=syncfs", "start");

    /// <summary>Stops it as a loss of power would.</summary>
    public void Crash()
    {
        Run("pg_ctl", "-D", _folder, "-w", "-s", "-m", "immediate", "stop");
        NpgsqlConnection.ClearAllPools();
    }

    public void Dispose()
    {
        if (Programs is null)
            return;
        Crash();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindPrograms()
    {
        IEnumerable<string> versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")) : [];
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return versions.OrderDescending(StringComparer.Ordinal).Concat(path).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static void Run(string program, params string[] arguments)
    {
        // The server refuses to run as root.
        string file = Path.Combine(Programs!, program);
        ProcessStartInfo start = string.Equals(Environment.UserName, "root", StringComparison.Ordinal)
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        if (program == "initdb")
            start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        if (program == "initdb")
            process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} failed");
    }

    private string ConnectionString(string database) => $"Host={_folder};Username=postgres;Database={database}";
}

/// <summary>The tests that share one server; one after the other, since some of them crash it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "postgres";
}
