using PowerActors.Cluster.Journal;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;

namespace PowerActors.Cluster.Tests.Journal;

public sealed class PersistenceSettingsTests
{
    private readonly SettingsFaults _faults = new();

    [Fact]
    public void Read_Nothing_IsTheDefault()
    {
        Read().ShouldBe(new PersistenceSettings());
        _faults.Count.ShouldBe(0);
    }

    [Fact]
    public void Read_Everything_IsUnderstood()
    {
        PersistenceSettings settings = Read(
            ("provider", "postgres"), ("sqlite.file", "j.db"), ("sqlite.max-size", "10 GiB"), ("sqlite.busy-timeout", "3 s"), ("postgres.connection-string-file", "secret"),
            ("postgres.timeout", "7 s"), ("commit-timeout", "100 ms"), ("buffer", "500"), ("retention.events", "30 d"), ("retention.power", "2 d"));
        _faults.Count.ShouldBe(0);
        settings.ShouldBe(new PersistenceSettings
        {
            Provider = PersistenceProvider.Postgres,
            SqliteFile = "j.db",
            SqliteMaxSize = 10L << 30,
            SqliteBusyTimeout = TimeSpan.FromSeconds(3),
            ConnectionStringFile = "secret",
            PostgresTimeout = TimeSpan.FromSeconds(7),
            Writer = new JournalWriterOptions { CommitTimeout = TimeSpan.FromMilliseconds(100), Capacity = 500, KeepEvents = TimeSpan.FromDays(30), KeepRollups = TimeSpan.FromDays(2) },
        });
    }

    [Theory]
    [InlineData("provider", "mysql", "provider is 'mysql'; write sqlite or postgres")]
    [InlineData("sqlite.file", "", "sqlite.file is empty; name a file")]
    [InlineData("sqlite.max-size", "10", "sqlite.max-size is '10'; write a size such as \"10 GiB\"")]
    [InlineData("sqlite.max-size", "99999999999 TiB", "must be from 1 MiB to 64 TiB")]
    [InlineData("sqlite.fil", "x", "unknown key 'fil' in persistence.sqlite")]
    [InlineData("retention.events", "30", "retention.events")]
    [InlineData("commit-timeout", "1 h", "must be from 0.001 s to 10 s")]
    public void Read_Fault_IsToldWithWhatWouldBeRight(string key, string value, string message)
    {
        Read((key, value));
        _faults.InOrder().ShouldHaveSingleItem().Message.ShouldContain(message);
    }

    [Fact]
    public void ReadConnectionString_EnvironmentThenFile_AndNothingIsToldOfEither()
    {
        using TemporaryFile file = new();
        File.WriteAllText(file.Path, "Host=db;Password=hunter2\n");
        PersistenceSettings settings = new() { Provider = PersistenceProvider.Postgres, ConnectionStringFile = file.Path };
        settings.ReadConnectionString("Host=other").ShouldBe("Host=other");
        settings.ReadConnectionString(null).ShouldBe("Host=db;Password=hunter2\n");
        Should.Throw<JournalException>(() => (settings with { ConnectionStringFile = null }).ReadConnectionString(" ")).Message.ShouldContain("POWERACTORS_POSTGRES");
        Should.Throw<JournalException>(() => (settings with { ConnectionStringFile = file.Path + ".no" }).ReadConnectionString(null)).Message.ShouldContain(".no");
        foreach (string wrong in (string[])["Hots=db;Password=hunter2", "Password=hunter2", "hunter2", "Host=db;Port=hunter2"])
        {
            JournalException fault = Should.Throw<JournalException>(() => PowerActors.Cluster.Journal.Sql.PostgresJournal.Open(wrong, TimeProvider.System));
            fault.ToString().ShouldNotContain("hunter2");
            fault.Message.ShouldNotContain("\n");
        }
    }

    private PersistenceSettings Read(params (string Key, string Value)[] settings)
    {
        static SettingsField Field(string key, SettingsNode node) => new(key, node, SourceLocation.BuiltIn);
        List<SettingsField> fields = [];
        foreach (IGrouping<string, (string Key, string Value)> group in settings.GroupBy(static one => one.Key.Split('.')[0]))
        {
            List<SettingsField> inner = [.. group.Where(static one => one.Key.Contains('.', StringComparison.Ordinal))
                .Select(static one => Field(one.Key.Split('.')[1], SettingsNode.Value(one.Value, SourceLocation.BuiltIn)))];
            fields.Add(Field(group.Key, inner.Count > 0 ? SettingsNode.Object(inner, SourceLocation.BuiltIn) : SettingsNode.Value(group.First().Value, SourceLocation.BuiltIn)));
        }

        return PersistenceSettings.Read(new SettingsReader(SettingsNode.Object(fields, SourceLocation.BuiltIn), "persistence", _faults));
    }
}
