using System.Collections.Concurrent;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Tree;

/// <summary>Where domains keep what must survive their restart: rung, epoch, braked children.</summary>
public interface IDomainMemoryStore
{
    /// <summary>What was saved last under a path, or null.</summary>
    DomainMemory? Load(string path);

    /// <summary>Saves what tightens, or changes nothing that is in force: it need not be found again before the domain acts on it.</summary>
    void Save(string path, DomainMemory memory);

    /// <summary>Saves what a domain is about to loosen (law P10).</summary>
    /// <returns>True once it would be found again after a crash; false when that cannot be had now, and nothing was saved.</returns>
    bool TrySaveLoosening(string path, DomainMemory memory)
    {
        Save(path, memory);
        return true;
    }

    /// <summary>Reserves epochs above one that somebody below has heard, although this store knows nothing of it: it was lost, or is an older copy.</summary>
    /// <param name="heard">That epoch.</param>
    /// <returns>The last epoch before those reserved; null when none can be reserved now.</returns>
    long? TryReserveAbove(long heard) => heard;
}

/// <summary>Remembers for as long as the process lives: for the simulator, and for actors that crash while their process does not.</summary>
public sealed class InProcessDomainMemory : IDomainMemoryStore
{
    private readonly ConcurrentDictionary<string, DomainMemory> _memories = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public DomainMemory? Load(string path) => _memories.GetValueOrDefault(path);

    /// <inheritdoc/>
    public void Save(string path, DomainMemory memory) => _memories[path] = memory;
}
