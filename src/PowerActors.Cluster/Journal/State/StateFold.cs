namespace PowerActors.Cluster.Journal;

/// <summary>Makes states of snapshots and the events after them.</summary>
internal static class StateFold
{
    /// <summary>The state of every domain that has a snapshot or an event.</summary>
    /// <param name="snapshots">The newest of each domain.</param>
    /// <param name="events">State events after the snapshot of their domain, in order.</param>
    public static IReadOnlyList<StoredState> Fold(IEnumerable<StoredState> snapshots, IReadOnlyList<JournalEntry> events)
    {
        Dictionary<string, StoredState> states = snapshots.ToDictionary(static snapshot => snapshot.Domain, StringComparer.Ordinal);

        // A withdrawn decision was never carried out: it is passed over as if it were not there. Its withdrawal always stands after it.
        HashSet<Guid> withdrawn = [.. events.Select(static entry => entry.Record.What).OfType<JournalEvent.Withdrawn>().Select(static one => one.Entry)];
        foreach (JournalEntry entry in events)
        {
            string domain = entry.Record.Domain;
            DomainState before = states.GetValueOrDefault(domain)?.State ?? DomainState.Empty;
            states[domain] = new StoredState(domain, entry.Sequence, withdrawn.Contains(entry.Record.Id) ? before : before.After(entry.Record));
        }

        return [.. states.Values.OrderBy(static state => state.Domain, StringComparer.Ordinal)];
    }
}
