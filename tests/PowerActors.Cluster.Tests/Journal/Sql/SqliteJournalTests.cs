using Microsoft.Data.Sqlite;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;

namespace PowerActors.Cluster.Tests.Journal.Sql;

public sealed class SqliteJournalTests : JournalSpec, IDisposable
{
    private readonly TemporaryFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Open_File_IsDurableAndForItsOwnerAlone()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Alert("1")]);
        Scalar("PRAGMA journal_mode").ShouldBe("wal");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(_file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Open_NoDatabase_IsRefusedInOneLineAndLeftAsItIs()
    {
        string text = string.Concat(Enumerable.Repeat("this is no database at all. ", 1000));
        File.WriteAllText(_file.Path, text);
        JournalException fault = Should.Throw<JournalException>(() => Open());
        fault.Fault.ShouldBe(JournalFault.Damaged);
        fault.Message.ShouldBe($"{_file.Path}: the file is no SQLite database; name another in persistence.sqlite.file, or move this one away");
        File.ReadAllText(_file.Path).ShouldBe(text);
    }

    [Fact]
    public void Open_DamagedFile_IsToldInOneLine()
    {
        using (IJournal journal = Open())
            journal.Append([.. Enumerable.Range(0, 2000).Select(static i => TestRecords.Alert($"{i}"))]);
        using (FileStream stream = File.OpenWrite(_file.Path))
        {
            // All pages but the first become noise.
            byte[] noise = new byte[stream.Length - 4096];
            new Random(1).NextBytes(noise);
            stream.Position = 4096;
            stream.Write(noise);
        }

        JournalException fault = Should.Throw<JournalException>(() =>
        {
            using IJournal journal = Open();
            journal.Read(new JournalFilter());
        });
        fault.Fault.ShouldBe(JournalFault.Damaged);
        fault.Message.ShouldContain("damaged");
        fault.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Open_FolderThatIsMissing_IsToldInOneLine()
    {
        JournalException fault = Should.Throw<JournalException>(() => SqliteJournal.Open(Path.Combine(_file.Path, "no", "where.db"), TimeProvider.System));
        fault.Fault.ShouldBe(JournalFault.Unavailable);
        fault.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Append_NoRoomLeft_IsFullAndWorksAgainWithRoom()
    {
        using SqliteJournal journal = SqliteJournal.Open(_file.Path, TimeProvider.System);
        journal.Append([TestRecords.Alert("1")]);
        journal.LimitSize(1);
        string large = new('x', 20_000);
        JournalException fault = Should.Throw<JournalException>(() =>
        {
            for (int i = 0; i < 100; i++)
                journal.Append([TestRecords.Alert(large)]);
        });
        fault.Fault.ShouldBe(JournalFault.Full);
        fault.Message.ShouldContain("make room");
        journal.LimitSize(1L << 30);
        journal.Append([TestRecords.Alert("2")]);
        Details(journal.Read(new JournalFilter { NewestFirst = true, Limit = 1 })).ShouldBe(["2"]);
    }

    [Fact]
    public void Append_FileDeletedUnderneath_FailsInsteadOfWritingIntoNothing()
    {
        using IJournal journal = Open();
        journal.Append([TestRecords.Alert("1")]);
        string aside = _file.Path + ".aside";
        File.Move(_file.Path, aside);
        for (int i = 0; i < 2; i++)
        {
            JournalException fault = Should.Throw<JournalException>(() => journal.Append([TestRecords.Alert("2")]));
            fault.Fault.ShouldBe(JournalFault.Unavailable);
            fault.Message.ShouldContain("is gone");
        }

        File.Move(aside, _file.Path);
        journal.Append([TestRecords.Alert("3")]);
        Details(journal.Read(new JournalFilter())).ShouldBe(["1", "3"]);
    }

    [Fact]
    public void Append_LockedByAnother_FailsAndWorksAgainWhenItIsFree()
    {
        using SqliteJournal journal = SqliteJournal.Open(_file.Path, TimeProvider.System, TimeSpan.FromMilliseconds(1));
        using (SqliteConnection other = Connect())
        {
            using SqliteTransaction held = other.BeginTransaction(deferred: false);
            JournalException fault = Should.Throw<JournalException>(() => journal.Append([TestRecords.Alert("1")]));
            fault.Fault.ShouldBe(JournalFault.Unavailable);
            fault.Message.ShouldContain("another process");
        }

        journal.Append([TestRecords.Alert("2")]);
        Details(journal.Read(new JournalFilter())).ShouldBe(["2"]);
    }

    private protected override IJournal Open(IReadOnlyList<Migration> migrations) => SqliteJournal.Open(_file.Path, TimeProvider.System, busy: null, mostBytes: null, migrations);

    private protected override void Execute(string statement) => Scalar(statement);

    private object? Scalar(string statement)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={_file.Path};Pooling=False");
        connection.Open();
        return connection;
    }
}
