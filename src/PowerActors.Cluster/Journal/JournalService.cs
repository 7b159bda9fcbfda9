using Microsoft.Extensions.Logging;
using PowerActors.Tree;

namespace PowerActors.Cluster.Journal;

/// <summary>The journal of a control node, put together: opened, read, and ready to write.</summary>
public sealed class JournalService : IDisposable
{
    private readonly TimeProvider _time;

    private JournalService(IJournal journal, JournalWriterOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _time = time;
        Journal = journal;
        Writer = new JournalWriter(journal, new DomainStates(journal.LoadStates()), options, time, loggers.CreateLogger<JournalWriter>());
        try
        {
            Memory = new JournaledDomainMemory(journal, Writer, time);
        }
        catch (JournalException)
        {
            Writer.Dispose();
            throw;
        }
    }

    /// <summary>For reading: the audit trail, minutes of power.</summary>
    public IJournal Journal { get; }

    /// <summary>For writing.</summary>
    public JournalWriter Writer { get; }

    /// <summary>What domains remember.</summary>
    public JournaledDomainMemory Memory { get; }

    /// <summary>The state of every domain: mode, budget, overrides.</summary>
    public DomainStates States => Writer.States;

    /// <summary>Opens the journal that the settings name.</summary>
    /// <exception cref="JournalException">It cannot be opened or read. A control node must not start then: it would not know which rungs hold, and could loosen them (law P10).</exception>
    public static JournalService Start(PersistenceSettings settings, TimeProvider time, ILoggerFactory loggers) => Start(settings.Open(time), settings.Writer, time, loggers);

    /// <summary>Starts on a journal that is open. It is disposed of with this, also when this throws.</summary>
    /// <exception cref="JournalException">It cannot be read.</exception>
    public static JournalService Start(IJournal journal, JournalWriterOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        try
        {
            return new JournalService(journal, options, time, loggers);
        }
        catch (JournalException)
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Journals what a tree decides: for <see cref="TreeSettings.Observer"/>, beside <see cref="Memory"/> for <see cref="TreeSettings.Memory"/>.</summary>
    public TreeJournal ObserverOf(TreeIndex index) => new(Writer, Memory, index, _time);

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        Journal.Dispose();
    }
}
