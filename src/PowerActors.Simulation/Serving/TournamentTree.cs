using System.Runtime.CompilerServices;

namespace PowerActors.Simulation.Serving;

/// <summary>
/// The smallest of a fixed number of keys, each of which may change: a tournament over a complete binary tree. Reading the winner is O(1), a change
/// O(log n), nothing is allocated. Among equal keys the lowest index wins.
/// </summary>
/// <remarks>
/// A node holds key and index in one number, so a level costs one load that does not wait for the level below, and no branch that could be guessed wrong:
/// which server is next is close to random.
/// </remarks>
internal sealed class TournamentTree
{
    /// <summary>Most entries.</summary>
    public const int MaxCount = 1 << IndexBits;

    /// <summary>Largest key besides <see cref="long.MaxValue"/>; as ticks of 100 ns, 651 days.</summary>
    public const long MaxKey = (1L << (63 - IndexBits)) - 2;

    private const int IndexBits = 14;

    private readonly long[] _nodes; // node i has children 2i and 2i + 1; entry e is node _leaves + e
    private readonly int _leaves;

    /// <summary>A tree of keys that are all <see cref="long.MaxValue"/>.</summary>
    public TournamentTree(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        _leaves = 1;
        while (_leaves < count)
            _leaves *= 2;
        _nodes = new long[_leaves * 2];
        Array.Fill(_nodes, long.MaxValue);
    }

    /// <summary>The index of the smallest key; meaningless when all are <see cref="long.MaxValue"/>.</summary>
    public int Winner
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(_nodes[1] & (MaxCount - 1));
    }

    /// <summary>The smallest key.</summary>
    public long Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _nodes[1] == long.MaxValue ? long.MaxValue : _nodes[1] >> IndexBits;
    }

    /// <summary>Changes a key.</summary>
    /// <param name="index">Whose.</param>
    /// <param name="key">0 to <see cref="MaxKey"/>, or <see cref="long.MaxValue"/>.</param>
    public void Set(int index, long key)
    {
        if (key > MaxKey && key != long.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(key), key, "a simulated time of 651 days is the most");
        long[] nodes = _nodes;
        long least = key == long.MaxValue ? key : (key << IndexBits) | (long)index;
        int node = _leaves + index;
        nodes[node] = least;
        while (node > 1)
        {
            long difference = nodes[node ^ 1] - least; // neither is negative: no overflow
            least += difference & (difference >> 63);
            node >>= 1;
            nodes[node] = least;
        }
    }
}
