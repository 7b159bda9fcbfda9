using System.Globalization;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Core.Settings;

namespace PowerActors.Cluster.Journal;

/// <summary>Which database keeps the journal.</summary>
public enum PersistenceProvider
{
    /// <summary>A file, for one control node.</summary>
    Sqlite,

    /// <summary>PostgreSQL, for one or many.</summary>
    Postgres,
}

/// <summary>The section <c>persistence</c>.</summary>
public sealed record PersistenceSettings
{
    /// <summary>The environment variable that may hold the connection string for PostgreSQL; stronger than the file.</summary>
    public const string ConnectionStringVariable = "POWERACTORS_POSTGRES";

    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3650);

    /// <summary>Which database.</summary>
    public PersistenceProvider Provider { get; init; } = PersistenceProvider.Sqlite;

    /// <summary>The file for SQLite.</summary>
    public string SqliteFile { get; init; } = "poweractors.db";

    /// <summary>The size in bytes that this file may grow to; null for no bound but the disk's.</summary>
    public long? SqliteMaxSize { get; init; }

    /// <summary>How long to wait while another process writes the file.</summary>
    public TimeSpan SqliteBusyTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The file that holds the connection string for PostgreSQL; null where the environment holds it.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>How long PostgreSQL may take for anything.</summary>
    public TimeSpan PostgresTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How the journal is written and for how long it is kept.</summary>
    public JournalWriterOptions Writer { get; init; } = new();

    /// <summary>Reads the section; what is missing keeps its default. Faults are noted in the reader.</summary>
    public static PersistenceSettings Read(SettingsReader reader)
    {
        PersistenceSettings standard = new();
        SettingsReader sqlite = reader.Object("sqlite");
        SettingsReader postgres = reader.Object("postgres");
        SettingsReader retention = reader.Object("retention");
        PersistenceSettings settings = new()
        {
            Provider = reader.Word("provider", ("sqlite", PersistenceProvider.Sqlite), ("postgres", PersistenceProvider.Postgres)) ?? standard.Provider,
            SqliteFile = ReadFile(sqlite, "file") ?? standard.SqliteFile,
            SqliteMaxSize = ReadSize(sqlite, "max-size"),
            SqliteBusyTimeout = sqlite.Time("busy-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)) ?? standard.SqliteBusyTimeout,
            ConnectionStringFile = ReadFile(postgres, "connection-string-file"),
            PostgresTimeout = postgres.Time("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)) ?? standard.PostgresTimeout,
            Writer = ReadWriter(reader, retention),
        };
        sqlite.RefuseUnknown();
        postgres.RefuseUnknown();
        retention.RefuseUnknown();
        reader.RefuseUnknown();
        return settings;
    }

    /// <summary>Opens the journal.</summary>
    /// <exception cref="JournalException">It cannot be opened, or the connection string is missing.</exception>
    public IJournal Open(TimeProvider time) => Provider == PersistenceProvider.Sqlite
        ? SqliteJournal.Open(SqliteFile, time, SqliteBusyTimeout, SqliteMaxSize)
        : PostgresJournal.Open(ReadConnectionString(Environment.GetEnvironmentVariable(ConnectionStringVariable)), time, PostgresTimeout);

    /// <summary>The connection string, from the environment or the file. It may hold a password: it is for the database alone.</summary>
    /// <param name="fromEnvironment">What <see cref="ConnectionStringVariable"/> holds; null for nothing.</param>
    /// <exception cref="JournalException">There is none.</exception>
    internal string ReadConnectionString(string? fromEnvironment)
    {
        if (!string.IsNullOrWhiteSpace(fromEnvironment))
            return fromEnvironment;
        if (ConnectionStringFile is null)
            throw new JournalException($"persistence.provider is postgres, and nothing says where it is; write persistence.postgres.connection-string-file, or set {ConnectionStringVariable}");
        try
        {
            return File.ReadAllText(ConnectionStringFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"persistence.postgres.connection-string-file: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static JournalWriterOptions ReadWriter(SettingsReader reader, SettingsReader retention)
    {
        JournalWriterOptions standard = new();
        return standard with
        {
            CommitTimeout = reader.Time("commit-timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)) ?? standard.CommitTimeout,
            Capacity = reader.Int32("buffer", 100, 10_000_000) ?? standard.Capacity,
            KeepEvents = retention.Time("events", TimeSpan.FromHours(1), TenYears) ?? standard.KeepEvents,
            KeepRollups = retention.Time("power", TimeSpan.FromHours(1), TenYears) ?? standard.KeepRollups,
        };
    }

    /// <summary>A size such as <c>512 MiB</c>, 1 MiB to 64 TiB, in bytes; null for <c>none</c>.</summary>
    private static long? ReadSize(SettingsReader reader, string key)
    {
        const long Least = 1L << 20, Most = 1L << 46;
        if (reader.Text(key) is not { } text || text == "none")
            return null;
        int unit = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        long factor = unit < 1 ? 0 : text[unit..].Trim() switch { "MiB" => 1L << 20, "GiB" => 1L << 30, "TiB" => 1L << 40, _ => 0 };
        if (factor == 0 || !long.TryParse(text.AsSpan(0, unit), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            reader.Fault(key, $"is '{text}'; write a size such as \"10 GiB\" (MiB, GiB, TiB), or none");
        else if (number > Most / factor || number * factor < Least)
            reader.Fault(key, $"is {text}; it must be from 1 MiB to 64 TiB");
        else
            return number * factor;
        return null;
    }

    private static string? ReadFile(SettingsReader reader, string key)
    {
        string? file = reader.Text(key);
        if (file is not null && string.IsNullOrWhiteSpace(file))
            reader.Fault(key, "is empty; name a file");
        return file;
    }
}
