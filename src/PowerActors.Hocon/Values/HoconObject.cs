using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PowerActors.Hocon;

/// <summary>A field of an object.</summary>
/// <param name="Key">The key, one path element, unquoted.</param>
/// <param name="Value">The value.</param>
/// <param name="KeyOrigin">Where the key was last written.</param>
public readonly record struct HoconField(string Key, HoconValue Value, HoconOrigin KeyOrigin);

/// <summary>Named values in the order in which their keys first appeared. Looking a key up costs O(1).</summary>
public sealed class HoconObject : HoconValue, IReadOnlyList<HoconField>
{
    // Below this many fields a scan is faster than a hash, and most objects are that small.
    private const int ScanLimit = 8;

    private readonly HoconField[] _fields;
    private Dictionary<string, int>? _index;

    internal HoconObject(HoconField[] fields, HoconOrigin origin)
        : base(origin) => _fields = fields;

    /// <inheritdoc/>
    public override HoconType Type => HoconType.Object;

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <summary>The keys in the order of declaration.</summary>
    public IEnumerable<string> Keys
    {
        get
        {
            for (int i = 0; i < _fields.Length; i++)
                yield return _fields[i].Key;
        }
    }

    internal override string? ConcatText => null;

    /// <inheritdoc/>
    public HoconField this[int index] => _fields[index];

    /// <summary>The value of a key (not a path).</summary>
    /// <param name="key">The key, unquoted.</param>
    /// <param name="value">The value, where there is one.</param>
    /// <returns>Whether the key is present; a null value counts as present.</returns>
    public bool TryGet(string key, [NotNullWhen(true)] out HoconValue? value)
    {
        int at = IndexOf(key);
        value = at < 0 ? null : _fields[at].Value;
        return at >= 0;
    }

    /// <summary>The value of a key (not a path), or null where it is absent.</summary>
    /// <param name="key">The key, unquoted.</param>
    public HoconValue? Get(string key) => TryGet(key, out var value) ? value : null;

    /// <summary>Whether the key is present.</summary>
    /// <param name="key">The key, unquoted.</param>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <summary>The value at a path such as <c>a.b."c.d"</c>.</summary>
    /// <param name="path">The path expression.</param>
    /// <param name="value">The value, where there is one.</param>
    /// <returns>Whether every element of the path is present.</returns>
    /// <exception cref="HoconException">The text is not a path expression.</exception>
    public bool TryGetPath(string path, [NotNullWhen(true)] out HoconValue? value) => TryGetPath(HoconPath.Parse(path), out value);

    /// <summary>The value at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="value">The value, where there is one.</param>
    /// <returns>Whether every element of the path is present.</returns>
    public bool TryGetPath(HoconPath path, [NotNullWhen(true)] out HoconValue? value)
    {
        value = this;
        foreach (string element in path.Elements)
        {
            if (value is not HoconObject here || !here.TryGet(element, out value))
            {
                value = null;
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<HoconField> GetEnumerator() => ((IEnumerable<HoconField>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The array of the values under numeric keys, by ascending key; null where no key is numeric.</summary>
    internal HoconArray? ToIndexedArray()
    {
        var items = new List<(int Key, HoconValue Value)>(_fields.Length);
        foreach (var field in _fields)
        {
            if (NumberSyntax.TryIndex(field.Key, out int index))
                items.Add((index, field.Value));
        }
        if (items.Count == 0)
            return null;
        items.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        var values = new HoconValue[items.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = items[i].Value;
        return new HoconArray(values, Origin);
    }

    private int IndexOf(string key)
    {
        if (_fields.Length <= ScanLimit)
        {
            for (int i = 0; i < _fields.Length; i++)
            {
                if (_fields[i].Key == key)
                    return i;
            }
            return -1;
        }
        return (_index ?? BuildIndex()).TryGetValue(key, out int at) ? at : -1;
    }

    // Two threads may build it at once; both build the same, and either may win.
    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_fields.Length, StringComparer.Ordinal);
        for (int i = 0; i < _fields.Length; i++)
            index[_fields[i].Key] = i;
        return _index = index;
    }
}
