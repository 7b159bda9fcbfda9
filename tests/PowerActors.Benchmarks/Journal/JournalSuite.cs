using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Benchmarks.Engine;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Benchmarks.Journal;

/// <summary>Measures the journal on SQLite, and on the PostgreSQL that POWERACTORS_POSTGRES names: an empty database, which is filled.</summary>
internal static class JournalSuite
{
    private const int Events = 50_000;
    private const int Loosenings = 2_000;

    public static void Run()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; the disk under {Path.GetTempPath()}\n");
        Console.WriteLine($"{"",-10} {"plain fsync",-22} {"written behind",-26} {"one loosening alone",-26} {"32 domains loosen at once",-38}");
        Console.WriteLine($"{"",-10} {"p50 / p99 ms",-22} {"events/s (min–max of 5)",-26} {"p50 / p99 ms",-26} {"loosenings/s, p50 / p99 ms",-38}");
        Console.WriteLine(new string('-', 124));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("poweractors-bench-");
        try
        {
            Measure("SQLite", PlainSync(Path.Combine(folder.FullName, "plain")), () => SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"), TimeProvider.System));
            if (Environment.GetEnvironmentVariable(PersistenceSettings.ConnectionStringVariable) is { Length: > 0 } connection)
                Measure("PostgreSQL", "", () => PostgresJournal.Open(connection, TimeProvider.System));
            else
                Console.WriteLine($"PostgreSQL is left out: {PersistenceSettings.ConnectionStringVariable} names none.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string name, string plain, Func<IJournal> open)
    {
        using JournalService service = JournalService.Start(open(), new JournalWriterOptions { Capacity = Events * 2, CommitTimeout = TimeSpan.FromSeconds(10) }, TimeProvider.System, NullLoggerFactory.Instance);
        Measurement behind = Measurement.Of(1, 5, () => WriteBehind(service.Writer));
        Loosen(service, domain: 0, count: 200);
        double[] alone = Loosen(service, domain: 0, Loosenings);
        (double perSecond, double[] together) = LoosenTogether(service, domains: 32, each: 250);
        Console.WriteLine(
            $"{name,-10} {plain,-22} {$"{behind.Median:n0} ({behind.Min:n0}–{behind.Max:n0})",-26} {Quantiles(alone),-26} {$"{perSecond:n0}, {Quantiles(together)}",-38}");
    }

    /// <summary>What the disk itself takes for a small write that lasts: no journal can be faster than that.</summary>
    private static string PlainSync(string file)
    {
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        var times = new double[500];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = Measurement.Nanoseconds(() =>
            {
                stream.Write(block);
                stream.Flush(flushToDisk: true);
            }) / 1e6;
        }

        return Quantiles(times);
    }

    private static double WriteBehind(JournalWriter writer)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Events; i++)
            writer.Write(new JournalRecord(TimeProvider.System.GetUtcNow(), "site/row-1/rack-7", 3, new JournalEvent.RungChanged("polca", 0, 1, "free", "T1", .8125)));
        if (!writer.Flush(TimeSpan.FromMinutes(5)))
            throw new InvalidOperationException("the journal does not keep up");
        return Events / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double[] Loosen(JournalService service, int domain, int count)
    {
        string path = $"site/row-{domain}";
        var times = new double[count];
        for (int i = 0; i < count; i++)
        {
            DomainMemory memory = new(1, i % 4, []) { HeardEpoch = i };
            times[i] = Measurement.Nanoseconds(() =>
            {
                if (!service.Memory.TrySaveLoosening(path, memory))
                    throw new InvalidOperationException("a loosening was refused");
            }) / 1e6;
        }

        return times;
    }

    private static (double PerSecond, double[] Times) LoosenTogether(JournalService service, int domains, int each)
    {
        var times = new double[domains][];
        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, domains).Select(domain => new Thread(() => times[domain] = Loosen(service, domain + 1, each)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return (domains * each / Stopwatch.GetElapsedTime(start).TotalSeconds, [.. times.SelectMany(static one => one)]);
    }

    private static string Quantiles(double[] times)
    {
        double[] sorted = [.. times.Order()];
        return $"{sorted[sorted.Length / 2]:0.00} / {sorted[(int)(sorted.Length * .99)]:0.00}";
    }
}
