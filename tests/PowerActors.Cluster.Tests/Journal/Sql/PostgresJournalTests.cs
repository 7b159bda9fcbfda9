using Npgsql;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;

namespace PowerActors.Cluster.Tests.Journal.Sql;

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalTests(PostgresServer server) : JournalSpec
{
    private string Database => field ??= server.NewDatabase();

    [SpecFact]
    public void Append_ServerThatCommitsWithoutWaiting_IsDurableAllTheSame()
    {
        using (NpgsqlConnection connection = Connect())
        {
            using NpgsqlCommand command = new("ALTER ROLE postgres SET synchronous_commit = off", connection);
            command.ExecuteNonQuery();
        }

        try
        {
            NpgsqlConnection.ClearAllPools();
            using IJournal journal = Open();
            for (int i = 0; i < 20; i++)
                journal.Append([TestRecords.Alert($"{i}")]);
            server.Crash(); // Without waiting, what was committed in the last 200 ms or so would be lost here.
            server.Start();
            Details(journal.Read(new JournalFilter())).Count().ShouldBe(20);
        }
        finally
        {
            using NpgsqlConnection connection = Connect();
            using NpgsqlCommand command = new("ALTER ROLE postgres RESET synchronous_commit", connection);
            command.ExecuteNonQuery();
        }
    }

    [SpecFact]
    public void Append_ServerCrashed_IsUnavailableInOneLineAndWorksAgainAfterItsStart()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Alert("1")]);
        server.Crash();
        try
        {
            JournalException fault = Should.Throw<JournalException>(() => journal.Append([TestRecords.Alert("2")]));
            fault.Fault.ShouldBe(JournalFault.Unavailable);
            fault.Message.ShouldNotContain("\n");
        }
        finally
        {
            server.Start();
        }

        journal.Append([TestRecords.Alert("3")]);
        Details(journal.Read(new JournalFilter())).ShouldBe(["1", "3"]);
    }

    [SpecFact]
    public void Append_NoRoomLeft_IsFullInOneLineAndWorksAgainWithRoom()
    {
        // The server's own error for a full disk, without filling one.
        using IJournal journal = Open();
        journal.Append([TestRecords.Alert("1")]);
        Execute("CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$ LANGUAGE plpgsql");
        Execute("CREATE TRIGGER full_disk BEFORE INSERT ON event EXECUTE FUNCTION full_disk()");
        JournalException fault = Should.Throw<JournalException>(() => journal.Append([TestRecords.Alert("2")]));
        fault.Fault.ShouldBe(JournalFault.Full);
        fault.Message.ShouldContain("no room is left");
        fault.Message.ShouldNotContain("\n");
        Execute("DROP TRIGGER full_disk ON event");
        journal.Append([TestRecords.Alert("3")]);
        Details(journal.Read(new JournalFilter())).ShouldBe(["1", "3"]);
    }

    [SpecFact]
    public void Open_WrongDatabase_TellsWhichAndNoPassword()
    {
        string wrong = new NpgsqlConnectionStringBuilder(Database) { Database = "nowhere", Password = "hunter2" }.ConnectionString;
        JournalException fault = Should.Throw<JournalException>(() => PostgresJournal.Open(wrong, TimeProvider.System));
        fault.Fault.ShouldBe(JournalFault.Unavailable);
        fault.Message.ShouldContain("nowhere");
        fault.ToString().ShouldNotContain("hunter2");
    }

    private protected override IJournal Open(IReadOnlyList<Migration> migrations) => PostgresJournal.Open(Database, TimeProvider.System, timeout: null, migrations);

    private protected override void Execute(string statement)
    {
        using NpgsqlConnection connection = Connect();
        using NpgsqlCommand command = new(statement, connection);
        command.ExecuteNonQuery();
    }

    private NpgsqlConnection Connect()
    {
        NpgsqlConnection connection = new(Database);
        connection.Open();
        return connection;
    }
}
