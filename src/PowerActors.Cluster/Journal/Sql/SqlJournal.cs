using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace PowerActors.Cluster.Journal.Sql;

/// <summary>What both databases have in common: the statements that both understand, and how faults are told.</summary>
[SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "Statements are put together of constants; every value is a parameter.")]
public abstract class SqlJournal : IJournal
{
    private const string EventColumns = "sequence, id, at, kind, domain, epoch, author, reason, details";
    private const string RollupColumns = "domain, minute, seconds, watts_min, watts_mean, watts_max, utilization, rungs";

    private protected SqlJournal(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int SchemaVersion { get; private set; }

    private protected static string StateKinds { get; } = string.Join(", ", EventKinds.StateNames.Select(static name => $"'{name}'"));

    /// <inheritdoc/>
    public abstract long Append(IReadOnlyList<JournalRecord> records);

    /// <inheritdoc/>
    public abstract void SaveSnapshots(IReadOnlyList<StoredState> states);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public JournalPage Read(JournalFilter filter)
    {
        if (filter.Limit is < 1 or > JournalFilter.LongestPage)
            throw new ArgumentOutOfRangeException(nameof(filter), filter.Limit, $"a page has from 1 to {JournalFilter.LongestPage} entries");
        return WithReader(connection =>
        {
            using DbCommand command = connection.CreateCommand();
            List<string> conditions = [];
            AddUnder(command, conditions, "domain", filter.Domain);
            AddIf(filter.From is not null, "at >= @from", "@from", filter.From is { } from ? ToDb(from) : null);
            AddIf(filter.To is not null, "at < @to", "@to", filter.To is { } to ? ToDb(to) : null);
            AddIf(filter.Cursor is not null, filter.NewestFirst ? "sequence < @cursor" : "sequence > @cursor", "@cursor", filter.Cursor);
            if (filter.Kinds.Count > 0)
            {
                conditions.Add($"kind IN ({string.Join(", ", filter.Kinds.Select(static (_, i) => $"@kind{i}"))})");
                for (int i = 0; i < filter.Kinds.Count; i++)
                    AddParameter(command, $"@kind{i}", filter.Kinds[i]);
            }

            // One more than asked for tells whether there is a next page.
            command.CommandText = $"SELECT {EventColumns} FROM event {(conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}")} "
                + $"ORDER BY sequence {(filter.NewestFirst ? "DESC" : "ASC")} LIMIT {filter.Limit + 1}";
            List<JournalEntry> entries = ReadEntries(command);
            bool more = entries.Count > filter.Limit;
            if (more)
                entries.RemoveAt(filter.Limit);
            return new JournalPage(entries, more ? entries[^1].Sequence : null);

            void AddIf(bool given, string condition, string parameter, object? value)
            {
                if (!given)
                    return;
                conditions.Add(condition);
                AddParameter(command, parameter, value);
            }
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredState> LoadStates(string under = "") => WithReader(connection =>
    {
        // Both in one view of the database: a snapshot saved between the two would hide events, or show them twice.
        using DbTransaction view = BeginView(connection);
        List<string> conditions = [];
        using DbCommand command = connection.CreateCommand();
        command.Transaction = view;
        AddUnder(command, conditions, "domain", under);
        command.CommandText = $"SELECT domain, sequence, state FROM snapshot {(conditions.Count == 0 ? "" : $"WHERE {conditions[0]}")}";
        List<StoredState> snapshots = [];
        using (DbDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
                snapshots.Add(new StoredState(reader.GetString(0), reader.GetInt64(1), ParseState(reader.GetString(0), reader.GetString(2))));
        }

        conditions = [];
        using DbCommand events = connection.CreateCommand();
        events.Transaction = view;
        AddUnder(events, conditions, "event.domain", under);
        events.CommandText = $"""
            SELECT event.sequence, id, at, kind, event.domain, event.epoch, author, reason, details
            FROM event LEFT JOIN snapshot ON snapshot.domain = event.domain
            WHERE kind IN ({StateKinds}) AND event.sequence > COALESCE(snapshot.sequence, 0) {(conditions.Count == 0 ? "" : $"AND {conditions[0]}")}
            ORDER BY event.sequence
            """;
        return StateFold.Fold(snapshots, ReadEntries(events));
    });

    /// <inheritdoc/>
    public long ReserveEpochs(long atLeast, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return WithWriter(connection =>
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE counter SET value = CASE WHEN value < @least THEN @least ELSE value END + @count WHERE name = 'epoch' RETURNING value";
            AddParameter(command, "@least", atLeast);
            AddParameter(command, "@count", (long)count);
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) - count;
        });
    }

    /// <inheritdoc/>
    public void SaveRollups(IReadOnlyList<PowerRollup> rollups)
    {
        if (rollups.Count == 0)
            return;
        WithWriter(connection =>
        {
            using DbTransaction transaction = connection.BeginTransaction();
            SaveRollups(connection, transaction, [.. MergeWithSaved(connection, transaction, rollups)]);
            transaction.Commit();
            return 0;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<PowerRollup> ReadRollups(string domain, DateTimeOffset from, DateTimeOffset to, int limit = 1440) => WithReader(connection =>
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {RollupColumns} FROM rollup WHERE domain = @domain AND minute >= @from AND minute < @to ORDER BY minute DESC LIMIT @limit";
        AddParameter(command, "@domain", domain);
        AddParameter(command, "@from", ToDb(from));
        AddParameter(command, "@to", ToDb(to));
        AddParameter(command, "@limit", (long)limit);
        List<PowerRollup> rollups = ReadRollups(command);
        rollups.Reverse();
        return (IReadOnlyList<PowerRollup>)rollups;
    });

    /// <inheritdoc/>
    public int Prune(DateTimeOffset eventsBefore, DateTimeOffset rollupsBefore, int most = 1000) => WithWriter(connection =>
    {
        using DbCommand events = connection.CreateCommand();
        events.CommandText = $"""
            DELETE FROM event WHERE sequence IN (
              SELECT sequence FROM event
              WHERE at < @before AND (kind NOT IN ({StateKinds}) OR sequence <= (SELECT snapshot.sequence FROM snapshot WHERE snapshot.domain = event.domain))
              ORDER BY at LIMIT @most)
            """;
        AddParameter(events, "@before", ToDb(eventsBefore));
        AddParameter(events, "@most", (long)most);
        using DbCommand rollups = connection.CreateCommand();
        rollups.CommandText = "DELETE FROM rollup WHERE (domain, minute) IN (SELECT domain, minute FROM rollup WHERE minute < @before ORDER BY minute LIMIT @most)";
        AddParameter(rollups, "@before", ToDb(rollupsBefore));
        AddParameter(rollups, "@most", (long)most);
        return events.ExecuteNonQuery() + rollups.ExecuteNonQuery();
    });

    /// <summary>Releases connections.</summary>
    private protected abstract void Dispose(bool disposing);

    /// <summary>Calls with the connection for writing, one caller at a time, and translates faults.</summary>
    private protected abstract T WithWriter<T>(Func<DbConnection, T> use);

    /// <summary>Calls with a connection for reading, and translates faults.</summary>
    private protected abstract T WithReader<T>(Func<DbConnection, T> use);

    /// <summary>A transaction that sees one state of the database.</summary>
    private protected abstract DbTransaction BeginView(DbConnection connection);

    /// <summary>Inserts minutes, in place of those that are there.</summary>
    private protected abstract void SaveRollups(DbConnection connection, DbTransaction transaction, IReadOnlyList<PowerRollup> rollups);

    /// <summary>A time as this database stores it.</summary>
    private protected abstract object ToDb(DateTimeOffset time);

    private protected abstract DateTimeOffset ToTime(DbDataReader reader, int column);

    private protected abstract Guid ToGuid(DbDataReader reader, int column);

    /// <summary>Statements of a step in this database's dialect.</summary>
    private protected abstract string StatementsOf(Migration migration);

    /// <summary>The statement that keeps other processes from migrating at the same time, for the rest of the transaction.</summary>
    private protected abstract string? MigrationLock { get; }

    /// <summary>Brings the schema up to date, each step in a transaction of its own.</summary>
    /// <exception cref="JournalException">The schema is of a later version than this program knows.</exception>
    private protected void Migrate(DbConnection connection, DateTimeOffset now, IReadOnlyList<Migration> migrations)
    {
        int known = migrations[^1].Version;
        do
        {
            using DbTransaction transaction = connection.BeginTransaction();
            if (MigrationLock is { } exclusive)
                Execute(connection, transaction, exclusive);
            Execute(connection, transaction, $"CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL)");
            SchemaVersion = Convert.ToInt32(Scalar(connection, transaction, "SELECT COALESCE(MAX(version), 0) FROM schema_version"), CultureInfo.InvariantCulture);
            if (SchemaVersion > known)
                throw TooNew(SchemaVersion, known);
            if (migrations.FirstOrDefault(step => step.Version == SchemaVersion + 1) is { } step)
            {
                Execute(connection, transaction, StatementsOf(step));
                using DbCommand note = connection.CreateCommand();
                note.Transaction = transaction;
                note.CommandText = "INSERT INTO schema_version (version, applied_at) VALUES (@version, @at)";
                AddParameter(note, "@version", step.Version);
                AddParameter(note, "@at", now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                note.ExecuteNonQuery();
                SchemaVersion = step.Version;
            }

            transaction.Commit();
        }
        while (SchemaVersion < known);
    }

    private protected static void AddParameter(DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    private protected static void Execute(DbConnection connection, DbTransaction? transaction, string statements)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    private protected static object? Scalar(DbConnection connection, DbTransaction? transaction, string statement)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement;
        return command.ExecuteScalar();
    }

    private protected static string SerializeState(DomainState state) => JsonSerializer.Serialize(state, EventJson.Default.DomainState);

    private protected static string SerializeRungs(PowerRollup rollup) =>
        JsonSerializer.Serialize(new Dictionary<string, double>(rollup.RungSeconds, StringComparer.Ordinal), EventJson.Default.DictionaryStringDouble);

    /// <summary>Text that both databases can hold: without zeros and halves of characters, which agents and people may send.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    private protected static string? Clean(string? text)
    {
        if (text is null || (!text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')))
            return text;
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }

    private static void AddUnder(DbCommand command, List<string> conditions, string column, string path)
    {
        if (path.Length == 0)
            return;
        conditions.Add($"({column} = @under OR ({column} > @below AND {column} < @beyond))");
        AddParameter(command, "@under", path);
        AddParameter(command, "@below", path + "/");
        AddParameter(command, "@beyond", path + "0"); // '0' comes right after '/'.
    }

    private JournalException TooNew(int found, int known) => new(
        JournalFault.SchemaTooNew, $"{Name}: the journal has schema version {found}, and this program knows versions up to {known}; run the version that wrote it, or a later one");

    private JournalException Unreadable(string what, JsonException cause) => new(
        JournalFault.Damaged, $"{Name}: {what} cannot be read ({cause.Message.ReplaceLineEndings(" ")}); restore the journal from a copy, or delete that row", cause);

    private List<JournalEntry> ReadEntries(DbCommand command)
    {
        List<JournalEntry> entries = [];
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            long sequence = reader.GetInt64(0);
            try
            {
                JournalEvent what = EventKinds.Deserialize(reader.GetString(3), reader.GetString(8));
                JournalRecord record = new(ToTime(reader, 2), reader.GetString(4), reader.GetInt64(5), what)
                {
                    Id = ToGuid(reader, 1),
                    Author = reader.IsDBNull(6) ? null : reader.GetString(6),
                    Reason = reader.IsDBNull(7) ? null : reader.GetString(7),
                };
                entries.Add(new JournalEntry(sequence, record));
            }
            catch (JsonException e)
            {
                throw Unreadable($"event {sequence}", e);
            }
        }

        return entries;
    }

    private DomainState ParseState(string domain, string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EventJson.Default.DomainState) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw Unreadable($"the snapshot of {domain}", e);
        }
    }

    private IEnumerable<PowerRollup> MergeWithSaved(DbConnection connection, DbTransaction transaction, IReadOnlyList<PowerRollup> rollups)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT {RollupColumns} FROM rollup WHERE minute >= @from AND minute <= @to";
        AddParameter(command, "@from", ToDb(rollups.Min(static rollup => rollup.Minute)));
        AddParameter(command, "@to", ToDb(rollups.Max(static rollup => rollup.Minute)));
        Dictionary<(string, DateTimeOffset), PowerRollup> saved = ReadRollups(command).ToDictionary(static rollup => (rollup.Domain, rollup.Minute));
        foreach (PowerRollup rollup in rollups)
        {
            (string, DateTimeOffset) key = (rollup.Domain, rollup.Minute);
            saved[key] = saved.TryGetValue(key, out PowerRollup? before) ? before.MergedWith(rollup) : rollup;
        }

        return rollups.Select(static rollup => (rollup.Domain, rollup.Minute)).Distinct().Select(key => saved[key]);
    }

    private List<PowerRollup> ReadRollups(DbCommand command)
    {
        List<PowerRollup> rollups = [];
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            try
            {
                Dictionary<string, double> rungs = JsonSerializer.Deserialize(reader.GetString(7), EventJson.Default.DictionaryStringDouble) ?? [];
                rollups.Add(new PowerRollup(
                    reader.GetString(0),
                    ToTime(reader, 1),
                    reader.GetDouble(2),
                    new(reader.GetDouble(3)),
                    new(reader.GetDouble(4)),
                    new(reader.GetDouble(5)),
                    reader.GetDouble(6),
                    rungs));
            }
            catch (JsonException e)
            {
                throw Unreadable($"the minute {ToTime(reader, 1):u} of {reader.GetString(0)}", e);
            }
        }

        return rollups;
    }
}
