namespace PowerActors.Hocon.Tree;

/// <summary>An object literal, or several merged. The parser fills it; afterwards it is only read.</summary>
internal sealed class ObjectNode(HoconOrigin origin) : Node(origin)
{
    private const int ScanLimit = 8;

    private readonly List<Field> _fields = [];
    private Dictionary<string, int>? _index;

    public int Count => _fields.Count;

    public Field this[int index] => _fields[index];

    public int IndexOf(string key)
    {
        if (_index is not null)
            return _index.TryGetValue(key, out int at) ? at : -1;
        for (int i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Key == key)
                return i;
        }
        return -1;
    }

    /// <summary>Sets a field as a later definition of it would: objects merge, anything else overrides.</summary>
    public void Set(string key, Node value, HoconOrigin keyOrigin)
    {
        int at = IndexOf(key);
        if (at < 0)
            Add(key, value, keyOrigin);
        else
            _fields[at] = new Field(key, Merging.Into(_fields[at].Value, value), keyOrigin);
    }

    /// <summary>Sets the field at a path, making the objects on the way.</summary>
    public void Set(ReadOnlySpan<string> path, Node value, HoconOrigin keyOrigin)
    {
        var target = this;
        // Objects this file already made are filled in place; anything else goes through a merge of one nested object.
        while (path.Length > 1 && target.IndexOf(path[0]) is int at and >= 0 && target._fields[at].Value is ObjectNode next)
        {
            target = next;
            path = path[1..];
        }
        for (int i = path.Length - 1; i > 0; i--)
        {
            var nested = new ObjectNode(keyOrigin);
            nested.Add(path[i], value, keyOrigin);
            value = nested;
        }
        target.Set(path[0], value, keyOrigin);
    }

    /// <summary>Takes over all fields of another object, as if they stood here next.</summary>
    public void SetAll(ObjectNode other)
    {
        foreach (var field in other._fields)
            Set(field.Key, field.Value, field.KeyOrigin);
    }

    /// <summary>A new object with the fields of both; neither argument is changed.</summary>
    public static ObjectNode Combine(ObjectNode lower, ObjectNode upper)
    {
        var result = new ObjectNode(upper.Origin);
        foreach (var field in lower._fields)
            result.Add(field.Key, field.Value, field.KeyOrigin);
        foreach (var field in upper._fields)
        {
            int at = result.IndexOf(field.Key);
            if (at < 0)
                result.Add(field.Key, field.Value, field.KeyOrigin);
            else
                result._fields[at] = new Field(field.Key, Merging.Over(result._fields[at].Value, field.Value), field.KeyOrigin);
        }
        return result;
    }

    private void Add(string key, Node value, HoconOrigin keyOrigin)
    {
        if (_index is null && _fields.Count >= ScanLimit)
        {
            _index = new Dictionary<string, int>(ScanLimit * 2, StringComparer.Ordinal);
            for (int i = 0; i < _fields.Count; i++)
                _index.Add(_fields[i].Key, i);
        }
        _index?.Add(key, _fields.Count);
        _fields.Add(new Field(key, value, keyOrigin));
    }

    internal readonly record struct Field(string Key, Node Value, HoconOrigin KeyOrigin);
}
