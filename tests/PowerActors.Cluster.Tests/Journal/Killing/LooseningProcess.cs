using Microsoft.Extensions.Logging.Abstractions;
using PowerActors.Cluster.Journal;
using PowerActors.Cluster.Journal.Sql;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Cluster.Tests.Journal.Killing;

/// <summary>
/// A control node in small: a few domains that climb their ladder, which is written behind, and come down again, which is committed first. It prints every loosening that was acknowledged, until it is killed.
/// </summary>
internal static class LooseningProcess
{
    public const int Domains = 4;
    public const int Top = 4;

    public static IJournal Open(string provider, string database) =>
        provider == "sqlite" ? SqliteJournal.Open(database, TimeProvider.System) : PostgresJournal.Open(database, TimeProvider.System);

    public static int Run(string provider, string database)
    {
        JournalService service = JournalService.Start(Open(provider, database), new JournalWriterOptions { EventsPerSnapshot = 7 }, TimeProvider.System, NullLoggerFactory.Instance);
        object console = new();
        Thread[] domains = [.. Enumerable.Range(0, Domains).Select(domain => new Thread(() => Live(service, $"site/row-{domain}", console)))];
        foreach (Thread domain in domains)
            domain.Start();
        foreach (Thread domain in domains)
            domain.Join();
        return 0;
    }

    private static void Live(JournalService service, string path, object console)
    {
        DomainMemory? before = service.Memory.Load(path);
        DomainMemory memory = new((before?.Epoch ?? 0) + 1, before?.Rung ?? 0, []);
        service.Memory.Save(path, memory);
        lock (console)
            Console.Out.WriteLine($"start {path} {memory.Epoch} {memory.Rung}");
        for (long step = 1; ; step++)
        {
            while (memory.Rung > 0)
            {
                // The number of the loosening travels as the epoch that was heard, so that each can be told from every other.
                DomainMemory looser = memory with { Rung = memory.Rung - 1, HeardEpoch = (memory.Epoch << 32) + step++ };
                if (!service.Memory.TrySaveLoosening(path, looser))
                    continue;
                memory = looser;
                lock (console)
                    Console.Out.WriteLine($"loose {path} {memory.HeardEpoch} {memory.Rung}");
            }

            memory = memory with { Rung = Top };
            service.Memory.Save(path, memory);
        }
    }
}
