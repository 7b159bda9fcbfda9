using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace PowerActors.Cluster.Journal.Sql;

/// <summary>
/// The journal in PostgreSQL. A batch is one round trip: lock, insert, commit. Appends of several nodes take turns under an advisory lock, so that sequence numbers become visible in their order.
/// </summary>
public sealed class PostgresJournal : SqlJournal
{
    /// <summary>Key of the advisory lock that appends and migrations take turns under: "PowerAct" in ASCII.</summary>
    private const long LockKey = 0x506F_7765_7241_6374;

    // A server or role that is set to commit without waiting for its disk is overruled for the transaction; settings that are stricter than "on" stay.
    private static readonly string Begin =
        $"SELECT pg_advisory_xact_lock({LockKey}), CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END";

    private const string Insert = """
        INSERT INTO event (id, at, kind, domain, epoch, author, reason, details)
        SELECT id, at, kind, domain, epoch, author, reason, details::json
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY AS given (id, at, kind, domain, epoch, author, reason, details, place)
        ORDER BY place
        ON CONFLICT (id) DO NOTHING
        """;

    private readonly NpgsqlDataSource _source;

    private PostgresJournal(NpgsqlConnectionStringBuilder settings)
        : base($"postgres {settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}") =>
        _source = NpgsqlDataSource.Create(settings);

    private protected override string? MigrationLock => $"SELECT pg_advisory_xact_lock({LockKey})";

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <param name="connectionString">In Npgsql's form; never told in messages. Its <c>Timeout</c> and <c>Command Timeout</c> are overruled by <paramref name="timeout"/>.</param>
    /// <param name="time">Gives the time that a migration is stamped with.</param>
    /// <param name="timeout">How long the database may take for anything; 5 s where null. Rounded up to seconds.</param>
    /// <exception cref="JournalException">It cannot be reached or refuses, or has a newer schema.</exception>
    public static PostgresJournal Open(string connectionString, TimeProvider time, TimeSpan? timeout = null) => Open(connectionString, time, timeout, Migration.All);

    internal static PostgresJournal Open(string connectionString, TimeProvider time, TimeSpan? timeout, IReadOnlyList<Migration> migrations)
    {
        PostgresJournal journal = new(Parse(connectionString, timeout ?? TimeSpan.FromSeconds(5)));
        try
        {
            journal.WithWriter(connection =>
            {
                journal.Migrate(connection, time.GetUtcNow(), migrations);
                return 0;
            });
            return journal;
        }
        catch (JournalException)
        {
            journal.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override long Append(IReadOnlyList<JournalRecord> records) => WithWriter(connection =>
    {
        if (records.Count == 0)
            return 0L;

        // All commands of a batch are one transaction that ends with the round trip.
        using NpgsqlBatch batch = ((NpgsqlConnection)connection).CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        NpgsqlBatchCommand insert = new(Insert);
        Add(insert, NpgsqlDbType.Uuid, records, static record => record.Id);
        Add(insert, NpgsqlDbType.TimestampTz, records, static record => record.At.UtcDateTime);
        Add(insert, NpgsqlDbType.Text, records, static record => record.What.Kind);
        Add(insert, NpgsqlDbType.Text, records, static record => Clean(record.Domain));
        Add(insert, NpgsqlDbType.Bigint, records, static record => record.Epoch);
        Add(insert, NpgsqlDbType.Text, records, static record => Clean(record.Author));
        Add(insert, NpgsqlDbType.Text, records, static record => Clean(record.Reason));
        Add(insert, NpgsqlDbType.Text, records, static record => EventKinds.Serialize(record.What));
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT max(sequence) FROM event"));
        using NpgsqlDataReader reader = batch.ExecuteReader();
        reader.Read();
        reader.NextResult();
        reader.Read();
        long last = reader.GetInt64(0);

        // The commit comes after the last row: only at the end of the answer is it known to have succeeded.
        while (reader.NextResult())
        {
        }

        return last;
    });

    /// <inheritdoc/>
    public override void SaveSnapshots(IReadOnlyList<StoredState> states) => WithWriter(connection =>
    {
        using NpgsqlBatch batch = ((NpgsqlConnection)connection).CreateBatch();
        NpgsqlBatchCommand command = new("""
            INSERT INTO snapshot (domain, sequence, epoch, state)
            SELECT domain, sequence, epoch, state::json FROM unnest($1, $2, $3, $4) AS given (domain, sequence, epoch, state)
            ON CONFLICT (domain) DO UPDATE SET sequence = excluded.sequence, epoch = excluded.epoch, state = excluded.state
            WHERE excluded.epoch >= snapshot.epoch AND excluded.sequence >= snapshot.sequence
            """);
        Add(command, NpgsqlDbType.Text, states, static state => state.Domain);
        Add(command, NpgsqlDbType.Bigint, states, static state => state.Sequence);
        Add(command, NpgsqlDbType.Bigint, states, static state => state.State.Memory?.Epoch ?? 0);
        Add(command, NpgsqlDbType.Text, states, static state => SerializeState(state.State));
        batch.BatchCommands.Add(command);
        return batch.ExecuteNonQuery();
    });

    private protected override void SaveRollups(DbConnection connection, DbTransaction transaction, IReadOnlyList<PowerRollup> rollups)
    {
        using NpgsqlBatch batch = ((NpgsqlConnection)connection).CreateBatch();
        batch.Transaction = (NpgsqlTransaction)transaction;
        NpgsqlBatchCommand command = new("""
            INSERT INTO rollup (domain, minute, seconds, watts_min, watts_mean, watts_max, utilization, rungs)
            SELECT domain, minute, seconds, watts_min, watts_mean, watts_max, utilization, rungs::json
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS given (domain, minute, seconds, watts_min, watts_mean, watts_max, utilization, rungs)
            ON CONFLICT (domain, minute) DO UPDATE SET seconds = excluded.seconds, watts_min = excluded.watts_min, watts_mean = excluded.watts_mean,
              watts_max = excluded.watts_max, utilization = excluded.utilization, rungs = excluded.rungs
            """);
        Add(command, NpgsqlDbType.Text, rollups, static rollup => rollup.Domain);
        Add(command, NpgsqlDbType.TimestampTz, rollups, static rollup => rollup.Minute.UtcDateTime);
        Add(command, NpgsqlDbType.Double, rollups, static rollup => rollup.Seconds);
        Add(command, NpgsqlDbType.Double, rollups, static rollup => rollup.Least.Value);
        Add(command, NpgsqlDbType.Double, rollups, static rollup => rollup.Mean.Value);
        Add(command, NpgsqlDbType.Double, rollups, static rollup => rollup.Most.Value);
        Add(command, NpgsqlDbType.Double, rollups, static rollup => rollup.Utilization);
        Add(command, NpgsqlDbType.Text, rollups, SerializeRungs);
        batch.BatchCommands.Add(command);
        batch.ExecuteNonQuery();
    }

    private protected override T WithReader<T>(Func<DbConnection, T> use)
    {
        try
        {
            return WithWriter(use);
        }
        catch (JournalException e) when (e.Fault == JournalFault.Unavailable && e.InnerException is NpgsqlException { IsTransient: true })
        {
            return WithWriter(use); // The connection may have died in the pool, with a server that has long been started again.
        }
    }

    private protected override T WithWriter<T>(Func<DbConnection, T> use)
    {
        try
        {
            using NpgsqlConnection connection = _source.OpenConnection();
            return use(connection);
        }
        catch (PostgresException e)
        {
            throw Translate(e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            _source.Clear(); // Those that wait in the pool have died with it.
            throw new JournalException(JournalFault.Unavailable, $"{Name}: the database does not answer: {OneLine(e.GetBaseException().Message)}", e);
        }
    }

    private protected override DbTransaction BeginView(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    private protected override object ToDb(DateTimeOffset time) => time.UtcDateTime;

    private protected override DateTimeOffset ToTime(DbDataReader reader, int column) => new(reader.GetDateTime(column), TimeSpan.Zero);

    private protected override Guid ToGuid(DbDataReader reader, int column) => reader.GetGuid(column);

    private protected override string StatementsOf(Migration migration) => migration.Postgres;

    private protected override void Dispose(bool disposing) => _source.Dispose();

    /// <summary>The settings in a connection string. What is wrong with it is told without any of it: it may hold a password.</summary>
    internal static NpgsqlConnectionStringBuilder Parse(string connectionString, TimeSpan timeout)
    {
        NpgsqlConnectionStringBuilder settings = new();
        try
        {
            settings.ConnectionString = connectionString.Trim();
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Told below without the cause, whose message may repeat what was written.
            settings.Clear();
        }

        if (string.IsNullOrEmpty(settings.Host))
            throw new JournalException("the connection string of persistence.postgres cannot be read, or names no host; write such as Host=db.example;Database=power;Username=power;Password=...");
        int seconds = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds));
        settings.Timeout = seconds;
        settings.CommandTimeout = seconds;
        settings.CancellationTimeout = seconds * 1000;
        settings.ApplicationName = "poweractors";
        settings.IncludeErrorDetail = false;
        return settings;
    }

    private static void Add<TItem, TValue>(NpgsqlBatchCommand command, NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, TValue> select)
    {
        var values = new TValue[items.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = select(items[i]);
        command.Parameters.Add(new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values });
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private JournalException Translate(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.DiskFull => new(JournalFault.Full, $"{Name}: no room is left on the database's disk", e),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new(JournalFault.Damaged, $"{Name}: the database is damaged: {OneLine(e.MessageText)}", e),
        _ when e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal) || e.SqlState == PostgresErrorCodes.ProgramLimitExceeded =>
            new(JournalFault.Rejected, $"{Name}: a record was refused: {OneLine(e.MessageText)}", e),
        _ => new(JournalFault.Unavailable, $"{Name}: the database refuses: {OneLine(e.MessageText)} ({e.SqlState})", e),
    };
}
