using PowerActors.Cluster.Journal;
using PowerActors.Core.Control.Steering;

namespace PowerActors.Cluster.Node;

/// <summary>
/// The overrides in force, as the journal has them. What loosens is committed before it is in here, and what ends is in here until its end is committed, if it loosens (law P10).
/// Not for several threads at once: <see cref="OperatorDesk"/> guards it.
/// </summary>
internal sealed class OverrideBook
{
    private readonly Dictionary<(string Path, string Id), Override> _said = [];

    /// <summary>Everything in force, those whose time is over but whose end could not be committed included.</summary>
    public IEnumerable<Override> InForce => _said.Values;

    /// <summary>Reads what the journal knows. What cannot be understood (a newer version wrote it) is named, and not in force.</summary>
    public static (OverrideBook Book, IReadOnlyList<string> NotUnderstood) Load(DomainStates states)
    {
        OverrideBook book = new();
        List<string> notUnderstood = [];
        foreach ((string path, DomainState state) in states.All)
        {
            foreach (OverrideInForce kept in state.Overrides)
            {
                OverrideHead head = new(kept.Set.Id, path, kept.Author ?? "", kept.Reason ?? "", kept.At, kept.Set.Until);
                if (OverrideText.Read(kept.Set.Type, kept.Set.Value, head, out _, out string? problem) is { } said)
                    book.Add(said);
                else
                    notUnderstood.Add($"override '{kept.Set.Id}' of {path}: its value {problem}");
            }
        }

        return (book, notUnderstood);
    }

    public void Add(Override said) => _said[(said.Path, said.Id)] = said;

    public Override? Find(string path, string id) => _said.GetValueOrDefault((path, id));

    public Override? Find(string id) => _said.Values.FirstOrDefault(said => said.Id == id);

    public void Remove(Override said) => _said.Remove((said.Path, said.Id));
}
