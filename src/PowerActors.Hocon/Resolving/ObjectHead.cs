using PowerActors.Hocon.Tree;

namespace PowerActors.Hocon.Resolving;

/// <summary>The shape of an object: its keys, and for each the values it may have. One literal, or several merged.</summary>
internal sealed class ObjectHead : Head
{
    private readonly ObjectNode? _literal;
    private readonly Blocked? _blocked;
    private readonly List<(string Key, Slot Slot, HoconOrigin KeyOrigin)>? _fields;
    private readonly Dictionary<string, int>? _index;

    public ObjectHead(ObjectNode literal, Blocked blocked)
        : base(literal.Origin)
    {
        _literal = literal;
        _blocked = blocked;
    }

    private ObjectHead(ObjectHead lower, ObjectHead upper)
        : base(upper.Origin)
    {
        Cost = lower.Count + upper.Count;
        _fields = new List<(string, Slot, HoconOrigin)>(lower.Count + upper.Count);
        _index = new Dictionary<string, int>(lower.Count + upper.Count, StringComparer.Ordinal);
        for (int i = 0; i < lower.Count; i++)
        {
            var field = lower[i];
            _index.Add(field.Key, i);
            _fields.Add(field);
        }
        for (int i = 0; i < upper.Count; i++)
        {
            var field = upper[i];
            if (_index.TryGetValue(field.Key, out int at))
            {
                var stacked = Slot.Stack(_fields[at].Slot, field.Slot);
                Cost += stacked.Count;
                _fields[at] = (field.Key, stacked, field.KeyOrigin);
            }
            else
            {
                _index.Add(field.Key, _fields.Count);
                _fields.Add(field);
            }
        }
    }

    /// <summary>How much work it was to merge, in fields and layers copied.</summary>
    public long Cost { get; }

    public int Count => _literal?.Count ?? _fields!.Count;

    public (string Key, Slot Slot, HoconOrigin KeyOrigin) this[int index]
    {
        get
        {
            if (_literal is null)
                return _fields![index];
            var field = _literal[index];
            return (field.Key, new Slot(field.Value, _blocked!), field.KeyOrigin);
        }
    }

    public static ObjectHead Merge(ObjectHead lower, ObjectHead upper) => new(lower, upper);

    public bool TryGet(string key, out Slot slot)
    {
        int at = _literal is not null ? _literal.IndexOf(key) : _index!.GetValueOrDefault(key, -1);
        slot = at < 0 ? default : this[at].Slot;
        return at >= 0;
    }

    /// <summary>The elements under numeric keys by ascending key; null where there are none.</summary>
    public ArrayHead? ToIndexedArray()
    {
        var items = new List<(int Key, Slot Slot)>();
        for (int i = 0; i < Count; i++)
        {
            var field = this[i];
            if (NumberSyntax.TryIndex(field.Key, out int index))
                items.Add((index, field.Slot));
        }
        if (items.Count == 0)
            return null;
        items.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return new ArrayHead(items.ConvertAll(static i => i.Slot).ToArray(), Origin);
    }
}
