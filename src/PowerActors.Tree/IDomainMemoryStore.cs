using System.Collections.Concurrent;
using PowerActors.Core.Control.Domains;

namespace PowerActors.Tree;

/// <summary>Where domains keep what must survive their restart: rung, epoch, braked children.</summary>
public interface IDomainMemoryStore
{
    /// <summary>What was saved last under a path, or null.</summary>
    DomainMemory? Load(string path);

    /// <summary>Saves; returns once it would be found again.</summary>
    void Save(string path, DomainMemory memory);

    /// <summary>
    /// Saves what a decision that loosens would make of the memory, before it is carried out (law P10). It may take a moment, which what tightens never does.
    /// </summary>
    /// <returns>True when it would be found again even after the loss of power; false when the decision must not be carried out.</returns>
    bool TrySaveLoosening(string path, DomainMemory memory)
    {
        Save(path, memory);
        return true;
    }
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
