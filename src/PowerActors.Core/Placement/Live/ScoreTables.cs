using System.Numerics;

namespace PowerActors.Core.Placement.Live;

/// <summary>
/// Scores of task shapes on states of nodes: a table for each shape, with a place for each state. A shape that nobody has asked about before costs one table and not a longer row in every state; when all
/// tables together have grown too large, the shape asked about longest ago is forgotten.
/// </summary>
/// <param name="mostPlaces">Places of all tables together, 32 bytes each; the table in use is kept whatever its size.</param>
internal sealed class ScoreTables(int mostPlaces = ScoreTables.UsualPlaces)
{
    /// <summary>64 MB: for 5,000 nodes, no two alike, a hundred kinds of tasks and more.</summary>
    public const int UsualPlaces = 1 << 21;

    private readonly Dictionary<int, Table> _tables = [];
    private Table? _last;
    private int _lastShape = -1;
    private long _uses;
    private long _places;

    /// <summary>How many shapes have a table.</summary>
    public int Count => _tables.Count;

    /// <summary>What is known of a shape on a state; one of an earlier state at this place says nothing.</summary>
    /// <param name="shape">Number of the shape.</param>
    /// <param name="place">Number of the state.</param>
    /// <param name="serial">Tells the state from all others that had this number.</param>
    /// <param name="places">How many numbers there are.</param>
    public ref Entry Of(int shape, int place, long serial, int places)
    {
        if (shape != _lastShape)
            (_lastShape, _last) = (shape, TableOf(shape));
        Table table = _last!;
        if (place >= table.Entries.Length)
            Grow(table, Math.Max(places, place + 1));
        ref Entry entry = ref table.Entries[place];
        if (entry.Serial != serial)
            entry = new Entry { Serial = serial };
        return ref entry;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _tables.Clear();
        (_last, _lastShape, _places) = (null, -1, 0);
    }

    private Table TableOf(int shape)
    {
        if (!_tables.TryGetValue(shape, out Table? table))
            _tables.Add(shape, table = new Table());
        table.LastUse = ++_uses;
        return table;
    }

    private void Grow(Table table, int places)
    {
        int before = table.Entries.Length;
        Array.Resize(ref table.Entries, (int)BitOperations.RoundUpToPowerOf2((uint)places));
        _places += table.Entries.Length - before;
        while (_places > mostPlaces && _tables.Count > 1)
        {
            (int oldest, Table forgotten) = _tables.MinBy(static known => known.Value.LastUse);
            _tables.Remove(oldest);
            _places -= forgotten.Entries.Length;
        }
    }

    /// <summary>One shape on one state.</summary>
    public struct Entry
    {
        public NodeScore Score;

        /// <summary>The state that this is about; 0 for none.</summary>
        public long Serial;

        /// <summary>Whether the shape fits; null until it was asked.</summary>
        public bool? Fits;
    }

    private sealed class Table
    {
        public Entry[] Entries = [];
        public long LastUse;
    }
}
