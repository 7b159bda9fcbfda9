using System.Runtime.CompilerServices;

namespace PowerActors.Simulation.Serving;

/// <summary>A growing list of integers without versioning or interface calls: the queues of a server, usually of a handful of entries.</summary>
internal struct IntList
{
    private int[] _items;

    public IntList(int capacity) => _items = new int[capacity];

    public int Count { get; private set; }

    public readonly int this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _items[index];
    }

    public readonly ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    public readonly Span<int> EditableItems => _items.AsSpan(0, Count);

    public void Add(int value)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = value;
    }

    public void Insert(int index, int value)
    {
        if (index == Count)
        {
            Add(value);
            return;
        }

        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        Array.Copy(_items, index, _items, index + 1, Count - index);
        _items[index] = value;
        Count++;
    }

    /// <summary>Removes the first occurrence of a value, which must be there.</summary>
    public void Remove(int value)
    {
        int[] items = _items;
        int index = items[0] == value ? 0 : Items.IndexOf(value);
        Count--;
        if (index < Count)
            Array.Copy(items, index + 1, items, index, Count - index);
    }

    public void Truncate(int count) => Count = count;

    public readonly void Set(int index, int value) => _items[index] = value;

    public void Clear() => Count = 0;
}
