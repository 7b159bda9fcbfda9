using PowerActors.Core.Control.Domains;
using PowerActors.Tree;

namespace PowerActors.Agent.State;

/// <summary>What a server's actors remember, kept with the agent's state. Belongs to the lane of the server's actors.</summary>
/// <param name="changed">Called when something worth keeping has changed.</param>
internal sealed class RememberedActors(Action changed) : IDomainMemoryStore
{
    private Dictionary<string, DomainMemory> _memories = new(StringComparer.Ordinal);

    /// <summary>Everything, as it is now.</summary>
    public IReadOnlyDictionary<string, DomainMemory> All => new Dictionary<string, DomainMemory>(_memories, StringComparer.Ordinal);

    /// <summary>Begins with what was saved.</summary>
    public void Restore(IReadOnlyDictionary<string, DomainMemory> memories) => _memories = new Dictionary<string, DomainMemory>(memories, StringComparer.Ordinal);

    /// <inheritdoc/>
    public DomainMemory? Load(string path) => _memories.GetValueOrDefault(path);

    /// <inheritdoc/>
    public void Save(string path, DomainMemory memory)
    {
        bool same = _memories.TryGetValue(path, out DomainMemory? before) && before.Epoch == memory.Epoch && before.HeardEpoch == memory.HeardEpoch;
        _memories[path] = memory;
        if (!same)
            changed();
    }
}
