namespace PowerActors.Cluster.Journal.Sql;

/// <summary>A numbered step from one schema to the next. A step that was ever released is never edited: a new one is added.</summary>
/// <param name="Version">Version of the schema after it; the first is 1.</param>
/// <param name="Sqlite">Statements for SQLite.</param>
/// <param name="Postgres">Statements for PostgreSQL.</param>
internal sealed record Migration(int Version, string Sqlite, string Postgres)
{
    private const string FirstSqlite = """
        CREATE TABLE event (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          id       TEXT    NOT NULL UNIQUE,
          at       TEXT    NOT NULL,
          kind     TEXT    NOT NULL,
          domain   TEXT    NOT NULL,
          epoch    INTEGER NOT NULL,
          author   TEXT,
          reason   TEXT,
          details  TEXT    NOT NULL
        );
        CREATE INDEX event_domain ON event (domain, sequence);
        CREATE INDEX event_kind ON event (kind, sequence);
        CREATE INDEX event_at ON event (at);
        CREATE TABLE snapshot (
          domain   TEXT    NOT NULL PRIMARY KEY,
          sequence INTEGER NOT NULL,
          epoch    INTEGER NOT NULL,
          state    TEXT    NOT NULL
        );
        CREATE TABLE rollup (
          domain      TEXT NOT NULL,
          minute      TEXT NOT NULL,
          seconds     REAL NOT NULL,
          watts_min   REAL NOT NULL,
          watts_mean  REAL NOT NULL,
          watts_max   REAL NOT NULL,
          utilization REAL NOT NULL,
          rungs       TEXT NOT NULL,
          PRIMARY KEY (domain, minute)
        ) WITHOUT ROWID;
        CREATE INDEX rollup_minute ON rollup (minute);
        CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL);
        INSERT INTO counter (name, value) VALUES ('epoch', 0);
        """;

    // Paths are compared byte by byte, as SQLite does: "below a path" is a range of the index.
    private const string FirstPostgres = """
        CREATE TABLE event (
          sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          id       uuid        NOT NULL UNIQUE,
          at       timestamptz NOT NULL,
          kind     text        NOT NULL,
          domain   text        COLLATE "C" NOT NULL,
          epoch    bigint      NOT NULL,
          author   text,
          reason   text,
          details  json        NOT NULL
        );
        CREATE INDEX event_domain ON event (domain, sequence);
        CREATE INDEX event_kind ON event (kind, sequence);
        CREATE INDEX event_at ON event (at);
        CREATE TABLE snapshot (
          domain   text COLLATE "C" PRIMARY KEY,
          sequence bigint NOT NULL,
          epoch    bigint NOT NULL,
          state    json   NOT NULL
        );
        CREATE TABLE rollup (
          domain      text COLLATE "C"  NOT NULL,
          minute      timestamptz       NOT NULL,
          seconds     double precision  NOT NULL,
          watts_min   double precision  NOT NULL,
          watts_mean  double precision  NOT NULL,
          watts_max   double precision  NOT NULL,
          utilization double precision  NOT NULL,
          rungs       json              NOT NULL,
          PRIMARY KEY (domain, minute)
        );
        CREATE INDEX rollup_minute ON rollup (minute);
        CREATE TABLE counter (name text PRIMARY KEY, value bigint NOT NULL);
        INSERT INTO counter (name, value) VALUES ('epoch', 0);
        """;

    /// <summary>All steps in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [new(1, FirstSqlite, FirstPostgres)];
}
