using PowerActors.Core.Control.Domains;
using PowerActors.Tree;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// What domains must know after a restart, kept in the journal (law P10): read at the start, in memory afterwards. What tightens is written behind; what loosens is committed first.
/// <para>
/// Epochs come in blocks that the journal hands out durably. A domain's first epoch in this life is therefore above every one of earlier lives and of other nodes, even if the last of those
/// was never written.
/// </para>
/// </summary>
public sealed class JournaledDomainMemory : IDomainMemoryStore
{
    /// <summary>How many restarts of an actor fit one block of epochs; one beyond commits its epoch before it goes on.</summary>
    private const int EpochsPerBlock = 64;

    private readonly IJournal _journal;
    private readonly JournalWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lock _reserving = new();
    private long _floor;

    /// <summary>Reserves this life's epochs.</summary>
    /// <param name="journal">Hands out epochs.</param>
    /// <param name="writer">Writes, and knows the states.</param>
    /// <param name="time">Wall time of records.</param>
    /// <exception cref="JournalException">The epochs cannot be reserved. Nothing may start then: nobody would know which rungs hold.</exception>
    public JournaledDomainMemory(IJournal journal, JournalWriter writer, TimeProvider time)
    {
        _journal = journal;
        _writer = writer;
        _time = time;
        _floor = journal.ReserveEpochs(writer.States.HighestEpoch, EpochsPerBlock);
    }

    /// <summary>Reads anew what another node has written of a subtree that this one takes over, and reserves epochs above that node's.</summary>
    /// <param name="path">Root of the subtree.</param>
    /// <exception cref="JournalException">The journal cannot be read: the subtree must not be taken over.</exception>
    public void TakeOver(string path)
    {
        lock (_reserving)
        {
            foreach (StoredState stored in _journal.LoadStates(path))
                _writer.States.Replace(stored);
            Volatile.Write(ref _floor, _journal.ReserveEpochs(_writer.States.HighestEpoch, EpochsPerBlock));
        }
    }

    /// <summary>Epochs had to be reserved above one that agents have heard and this journal did not know: that epoch, and the first of those that are used from now on.</summary>
    public event Action<long, long>? Overtaken;

    /// <inheritdoc/>
    public long? TryReserveAbove(long heard)
    {
        long floor;
        lock (_reserving)
        {
            if (_floor >= heard)
                return _floor; // Another domain has seen to it already.
            try
            {
                floor = _journal.ReserveEpochs(heard, EpochsPerBlock);
            }
            catch (JournalException)
            {
                return null; // Agents go on refusing what is older: nothing is loosened. The next that is told so tries again.
            }

            Volatile.Write(ref _floor, floor);
        }

        Overtaken?.Invoke(heard, floor + 1);
        return floor;
    }

    /// <inheritdoc/>
    public DomainMemory? Load(string path)
    {
        long floor = Volatile.Read(ref _floor);
        DomainMemory? memory = _writer.States[path].Memory;
        if (memory is null)
            return floor == 0 ? null : new DomainMemory(floor, 0, []);
        return memory.Epoch >= floor ? memory : memory with { Epoch = floor };
    }

    /// <inheritdoc/>
    public void Save(string path, DomainMemory memory)
    {
        DomainMemory? before = _writer.States[path].Memory;
        if (before is not null && AreSame(before, memory))
            return;
        JournalRecord record = ToRecord(path, memory);
        bool isBeyondBlock = memory.Epoch > Volatile.Read(ref _floor) + EpochsPerBlock && memory.Epoch > (before?.Epoch ?? 0);
        if (!isBeyondBlock || !_writer.TryCommit(record))
            _writer.Write(record with { Id = Guid.CreateVersion7() });
    }

    /// <inheritdoc/>
    public bool TrySaveLoosening(string path, DomainMemory memory) =>
        (_writer.States[path].Memory is { } before && AreSame(before, memory)) || _writer.TryCommit(ToRecord(path, memory));

    /// <summary>The epoch that a domain last told; 0 where it has not.</summary>
    internal long EpochOf(string path) => _writer.States[path].Memory?.Epoch ?? 0;

    private static bool AreSame(DomainMemory a, DomainMemory b) =>
        a.Epoch == b.Epoch && a.Rung == b.Rung && a.HeardEpoch == b.HeardEpoch && a.BrakedChildren.SequenceEqual(b.BrakedChildren);

    private JournalRecord ToRecord(string path, DomainMemory memory) =>
        new(_time.GetUtcNow(), path, memory.Epoch, new JournalEvent.Remembered(memory.Rung, memory.BrakedChildren, memory.HeardEpoch));
}
