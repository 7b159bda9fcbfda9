using System.Collections.Concurrent;

namespace PowerActors.Cluster.Journal;

/// <summary>
/// The state of every domain as this process knows it: loaded once, in memory afterwards. Ahead of the journal by the tightening that is still to be written, never by anything that
/// loosens.
/// </summary>
public sealed class DomainStates
{
    private readonly ConcurrentDictionary<string, DomainState> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _sequences = new(StringComparer.Ordinal);

    /// <summary>Starts with what the journal holds.</summary>
    public DomainStates(IEnumerable<StoredState> stored)
    {
        foreach (StoredState state in stored)
            Replace(state);
    }

    /// <summary>Every domain that anything is known of.</summary>
    public IEnumerable<KeyValuePair<string, DomainState>> All => _states;

    /// <summary>The state of a domain; empty where nothing is known.</summary>
    public DomainState this[string domain] => _states.GetValueOrDefault(domain, DomainState.Empty);

    internal long HighestEpoch => _states.Values.Select(static state => state.Memory?.Epoch ?? 0).DefaultIfEmpty().Max();

    internal void Replace(StoredState stored)
    {
        _states[stored.Domain] = stored.State;
        _sequences[stored.Domain] = stored.Sequence;
    }

    internal void Apply(JournalRecord record) =>
        _states.AddOrUpdate(record.Domain, static (_, record) => DomainState.Empty.After(record), static (_, state, record) => state.After(record), record);

    /// <summary>Notes that entries of a domain up to a number are in the journal.</summary>
    internal void Written(string domain, long sequence) => _sequences.AddOrUpdate(domain, sequence, (_, before) => Math.Max(before, sequence));

    /// <summary>What to save as a snapshot.</summary>
    internal StoredState ToStore(string domain) => new(domain, _sequences.GetValueOrDefault(domain), this[domain]);
}
