using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PowerActors.Cluster.Journal.Sql;

/// <summary>
/// The journal in a file. Write-ahead log, synced at every commit; one connection writes, each reader opens its own. Only one process should write a file; a second one waits for its turn up
/// to the busy time. Not for network file systems, whose locks and shared memory SQLite cannot rely on.
/// </summary>
public sealed class SqliteJournal : SqlJournal
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const long PageSize = 4096;
    private readonly string _file;
    private readonly TimeSpan _busy;
    private long? _mostBytes;
    private readonly Lock _writing = new();
    private SqliteConnection? _connection;
    private SqliteCommand? _insert;
    private bool _isDisposed;

    static SqliteJournal() => Batteries_V2.Init();

    private SqliteJournal(string file, TimeSpan busy, long? mostBytes)
        : base(file)
    {
        _file = Path.GetFullPath(file);
        _busy = busy;
        _mostBytes = mostBytes;
    }

    private protected override string? MigrationLock => null; // A transaction for writing is exclusive.

    /// <summary>Opens a file, or makes a new one that only its owner may read, and brings its schema up to date.</summary>
    /// <param name="file">The file; its folder must exist.</param>
    /// <param name="time">Gives the time that a migration is stamped with.</param>
    /// <param name="busy">How long to wait while another process writes; 2 s where null. Rounded up to seconds.</param>
    /// <param name="mostBytes">The size that the file may grow to, in bytes; null for no bound but the disk's.</param>
    /// <exception cref="JournalException">It cannot be opened, is no journal, or has a newer schema.</exception>
    public static SqliteJournal Open(string file, TimeProvider time, TimeSpan? busy = null, long? mostBytes = null) =>
        Open(file, time, busy, mostBytes, Migration.All);

    internal static SqliteJournal Open(string file, TimeProvider time, TimeSpan? busy, long? mostBytes, IReadOnlyList<Migration> migrations)
    {
        SqliteJournal journal = new(file, busy ?? TimeSpan.FromSeconds(2), mostBytes);
        try
        {
            journal.Guarded(() =>
            {
                journal.CreateFile();
                journal.Connect();
                journal.Migrate(journal._connection!, time.GetUtcNow(), migrations);
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
            return 0;
        using SqliteTransaction transaction = ((SqliteConnection)connection).BeginTransaction(deferred: false);
        SqliteCommand insert = _insert ??= PrepareInsert();
        insert.Transaction = transaction;
        foreach (JournalRecord record in records)
        {
            insert.Parameters[0].Value = record.Id.ToString();
            insert.Parameters[1].Value = ToDb(record.At);
            insert.Parameters[2].Value = record.What.Kind;
            insert.Parameters[3].Value = Clean(record.Domain);
            insert.Parameters[4].Value = record.Epoch;
            insert.Parameters[5].Value = (object?)Clean(record.Author) ?? DBNull.Value;
            insert.Parameters[6].Value = (object?)Clean(record.Reason) ?? DBNull.Value;
            insert.Parameters[7].Value = EventKinds.Serialize(record.What);
            insert.ExecuteNonQuery();
        }

        long last = (long)Scalar(connection, transaction, "SELECT seq FROM sqlite_sequence WHERE name = 'event'")!;
        transaction.Commit();
        return last;
    });

    /// <inheritdoc/>
    public override void SaveSnapshots(IReadOnlyList<StoredState> states) => WithWriter(connection =>
    {
        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO snapshot (domain, sequence, epoch, state) VALUES (@domain, @sequence, @epoch, @state)
            ON CONFLICT (domain) DO UPDATE SET sequence = excluded.sequence, epoch = excluded.epoch, state = excluded.state
            WHERE excluded.epoch >= snapshot.epoch AND excluded.sequence >= snapshot.sequence
            """;
        foreach (StoredState state in states)
        {
            command.Parameters.Clear();
            AddParameter(command, "@domain", state.Domain);
            AddParameter(command, "@sequence", state.Sequence);
            AddParameter(command, "@epoch", state.State.Memory?.Epoch ?? 0);
            AddParameter(command, "@state", SerializeState(state.State));
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return 0;
    });

    private protected override void SaveRollups(DbConnection connection, DbTransaction transaction, IReadOnlyList<PowerRollup> rollups)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT OR REPLACE INTO rollup (domain, minute, seconds, watts_min, watts_mean, watts_max, utilization, rungs)
            VALUES (@domain, @minute, @seconds, @min, @mean, @max, @utilization, @rungs)
            """;
        foreach (PowerRollup rollup in rollups)
        {
            command.Parameters.Clear();
            AddParameter(command, "@domain", rollup.Domain);
            AddParameter(command, "@minute", ToDb(rollup.Minute));
            AddParameter(command, "@seconds", rollup.Seconds);
            AddParameter(command, "@min", rollup.Least.Value);
            AddParameter(command, "@mean", rollup.Mean.Value);
            AddParameter(command, "@max", rollup.Most.Value);
            AddParameter(command, "@utilization", rollup.Utilization);
            AddParameter(command, "@rungs", SerializeRungs(rollup));
            command.ExecuteNonQuery();
        }
    }

    private protected override T WithWriter<T>(Func<DbConnection, T> use)
    {
        lock (_writing)
        {
            return Guarded(() =>
            {
                // Linux lets a file that is open be deleted, and SQLite would go on writing into nothing.
                if (_connection is not null && !File.Exists(_file))
                    Disconnect();
                if (_connection is null)
                    Connect();
                return use(_connection!);
            });
        }
    }

    private protected override T WithReader<T>(Func<DbConnection, T> use) => Guarded(() =>
    {
        using SqliteConnection connection = OpenConnection(SqliteOpenMode.ReadOnly);
        return use(connection);
    });

    private protected override DbTransaction BeginView(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    private protected override object ToDb(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private protected override DateTimeOffset ToTime(DbDataReader reader, int column) =>
        DateTimeOffset.ParseExact(reader.GetString(column), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private protected override Guid ToGuid(DbDataReader reader, int column) => Guid.Parse(reader.GetString(column), CultureInfo.InvariantCulture);

    private protected override string StatementsOf(Migration migration) => migration.Sqlite;

    private protected override void Dispose(bool disposing)
    {
        lock (_writing)
        {
            _isDisposed = true;
            Disconnect();
        }
    }

    /// <summary>Lets the file grow to another size, for what has to be tried with a full disk.</summary>
    internal void LimitSize(long bytes)
    {
        lock (_writing)
        {
            _mostBytes = bytes;
            Disconnect();
        }
    }

    private void CreateFile()
    {
        if (File.Exists(_file))
            return;
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(_file, options).Dispose();
    }

    private void Connect()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!File.Exists(_file))
            throw new JournalException(JournalFault.Unavailable, $"{Name}: the journal's file is gone; put it back, or start again without it");
        SqliteConnection connection = OpenConnection(SqliteOpenMode.ReadWrite);
        try
        {
            // FULL: the log is synced at every commit, so that what was committed survives the loss of power.
            Execute(connection, null, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            if (_mostBytes is { } most)
                Execute(connection, null, $"PRAGMA max_page_count = {Math.Max(1, most / PageSize)}");
            _connection = connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    private SqliteConnection OpenConnection(SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(_busy.TotalSeconds)),
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Disconnect()
    {
        _insert?.Dispose();
        _insert = null;
        _connection?.Dispose();
        _connection = null;
    }

    private SqliteCommand PrepareInsert()
    {
        SqliteCommand insert = _connection!.CreateCommand();
        insert.CommandText = """
            INSERT INTO event (id, at, kind, domain, epoch, author, reason, details)
            VALUES (@id, @at, @kind, @domain, @epoch, @author, @reason, @details) ON CONFLICT (id) DO NOTHING
            """;
        foreach (string name in (string[])["@id", "@at", "@kind", "@domain", "@epoch", "@author", "@reason", "@details"])
            AddParameter(insert, name, null);
        return insert;
    }

    private T Guarded<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (SqliteException e)
        {
            if (e.SqliteErrorCode is not (raw.SQLITE_BUSY or raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG))
                Forget();
            throw Translate(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(JournalFault.Unavailable, $"{Name}: the journal's file cannot be opened: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>After a fault of the file the connection is made afresh: what it has cached may no longer be so.</summary>
    private void Forget()
    {
        if (_writing.IsHeldByCurrentThread)
            Disconnect();
    }

    private JournalException Translate(SqliteException e) => e.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new(JournalFault.Full, $"{Name}: no room is left for the journal; make room on the disk, or raise persistence.sqlite.max-size", e),
        raw.SQLITE_CORRUPT => new(JournalFault.Damaged, $"{Name}: the journal's file is damaged; stop, restore it from a copy or salvage it with sqlite3's .recover, and start again", e),
        raw.SQLITE_NOTADB => new(JournalFault.Damaged, $"{Name}: the file is no SQLite database; name another in persistence.sqlite.file, or move this one away", e),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(JournalFault.Unavailable, $"{Name}: another process has kept the journal locked for {_busy.TotalSeconds:0.#} s; only one may write it", e),
        raw.SQLITE_CANTOPEN => new(JournalFault.Unavailable, $"{Name}: the journal's file cannot be opened; its folder must exist and be writable", e),
        raw.SQLITE_READONLY => new(JournalFault.Unavailable, $"{Name}: the journal's file cannot be written; it and its folder must be writable", e),
        raw.SQLITE_IOERR => new(JournalFault.Unavailable, $"{Name}: the disk does not take the journal (I/O error {e.SqliteExtendedErrorCode})", e),
        raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH => new(JournalFault.Rejected, $"{Name}: a record was refused: {e.Message.ReplaceLineEndings(" ")}", e),
        _ => new(JournalFault.Unavailable, $"{Name}: {e.Message.ReplaceLineEndings(" ")}", e),
    };
}
