using System.Diagnostics;
using System.Globalization;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Tests.Journal.Sql;
using Xunit.Abstractions;

namespace PowerActors.Cluster.Tests.Journal.Killing;

/// <summary>Kills a process that loosens, at moments of chance: no loosening that was acknowledged may be missing, and every life goes on where the one before stood (law P10).</summary>
internal sealed class KillScenario(string provider, string database, ITestOutputHelper output)
{
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly HashSet<(string, long)> _journaled = [];

    public void Run(int rounds, int seed)
    {
        Random random = new(seed);
        int acknowledged = 0;
        for (int round = 0; round < rounds; round++)
        {
            IReadOnlyList<StoredState> before = LoadStates();
            List<string[]> lines = LiveAndDie(random.Next(1, 400), random);
            acknowledged += lines.Count(static line => line[0] == "loose");
            Check(lines, before);
        }

        output.WriteLine($"{rounds} kills, {acknowledged} acknowledged loosenings, all of them in the journal");
        acknowledged.ShouldBeGreaterThan(0);
    }

    /// <summary>Lets a process live until it has printed so many lines, and for a moment of chance more.</summary>
    private List<string[]> LiveAndDie(int lines, Random random)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["exec", typeof(KillScenario).Assembly.Location, "loosen", provider, database])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        List<string[]> printed = [];
        while (printed.Count < lines && process.StandardOutput.ReadLine() is { } line)
            printed.Add(line.Split(' '));
        for (int spin = random.Next(0, 2_000_000); spin > 0; spin--)
            Thread.SpinWait(1);
        process.HasExited.ShouldBeFalse("it lives until it is killed");
        process.Kill(); // SIGKILL
        while (process.StandardOutput.ReadLine() is { } line)
            printed.Add(line.Split(' ')); // Printed before it died. The last may be cut off in the middle.
        process.WaitForExit();
        if (printed[^1].Length < 4 || !int.TryParse(printed[^1][3], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            printed.RemoveAt(printed.Count - 1);
        return printed;
    }

    private void Check(List<string[]> lines, IReadOnlyList<StoredState> before)
    {
        using IJournal journal = LooseningProcess.Open(provider, database);
        foreach (JournalEntry entry in ReadAll(journal))
        {
            if (entry.Record.What is JournalEvent.Remembered memory)
                _journaled.Add((entry.Record.Domain, memory.HeardEpoch));
        }

        Dictionary<string, StoredState> after = journal.LoadStates().ToDictionary(static state => state.Domain, StringComparer.Ordinal);
        foreach (string[] start in lines.Where(static line => line[0] == "start"))
        {
            long epoch = long.Parse(start[2], CultureInfo.InvariantCulture);
            epoch.ShouldBeGreaterThan(_epochs.GetValueOrDefault(start[1]));
            _epochs[start[1]] = epoch;
            int rung = before.FirstOrDefault(state => state.Domain == start[1])?.State.Memory?.Rung ?? 0;
            int.Parse(start[3], CultureInfo.InvariantCulture).ShouldBe(rung, "a life begins on the rung that the journal knows");
        }

        foreach (IGrouping<string, string[]> domain in lines.Where(static line => line[0] == "loose").GroupBy(static line => line[1]))
        {
            foreach (string[] line in domain)
                _journaled.ShouldContain((domain.Key, long.Parse(line[2], CultureInfo.InvariantCulture)), $"acknowledged: {string.Join(' ', line)}");

            // The journal stands where the process stood, or at what that was about to do: no older than what it printed last.
            after[domain.Key].State.Memory!.HeardEpoch.ShouldBeGreaterThanOrEqualTo(domain.Max(static line => long.Parse(line[2], CultureInfo.InvariantCulture)));
        }
    }

    private IReadOnlyList<StoredState> LoadStates()
    {
        using IJournal journal = LooseningProcess.Open(provider, database);
        return journal.LoadStates();
    }

    private static IEnumerable<JournalEntry> ReadAll(IJournal journal)
    {
        JournalFilter filter = new() { Kinds = ["memory"], Limit = JournalFilter.LongestPage };
        while (true)
        {
            JournalPage page = journal.Read(filter);
            foreach (JournalEntry entry in page.Entries)
                yield return entry;
            if (page.Next is null)
                yield break;
            filter = filter with { Cursor = page.Next };
        }
    }
}

public sealed class SqliteKillTests(ITestOutputHelper output)
{
    [Fact]
    public void Kill_AtAnyMoment_LosesNoDecisionThatLoosened()
    {
        using TemporaryFile file = new();
        new KillScenario("sqlite", file.Path, output).Run(rounds: 12, seed: 1);
    }
}

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresKillTests(PostgresServer server, ITestOutputHelper output)
{
    [SpecFact]
    public void Kill_AtAnyMoment_LosesNoDecisionThatLoosened() => new KillScenario("postgres", server.NewDatabase(), output).Run(rounds: 4, seed: 2);
}
