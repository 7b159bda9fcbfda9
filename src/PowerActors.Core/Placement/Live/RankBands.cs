namespace PowerActors.Core.Placement.Live;

/// <summary>
/// Turns an order of nodes into the eleven levels, 0 to 10, that a scheduler extender may answer. The first node alone gets 10, so that it wins whatever else ties; the levels below hold more nodes the further
/// down they are, each about the same number of times as many as the one above: the top of the order, where choices are made, is told apart best.
/// </summary>
public static class RankBands
{
    /// <summary>The highest level.</summary>
    public const int Highest = 10;

    private const int Levels = Highest + 1;

    /// <summary>How many of the first nodes have at least each level: <c>bounds[10]</c> is 1, <c>bounds[0]</c> all of them.</summary>
    /// <param name="nodes">How many nodes there are, 0 or more.</param>
    public static int[] Bounds(int nodes)
    {
        int[] bounds = new int[Levels];
        double growth = Growth(nodes);
        double size = 1;
        int sum = 0;
        for (int level = Highest; level >= 0; level--)
        {
            sum = Math.Min(nodes, sum + (int)size);
            bounds[level] = sum;
            size *= growth;
        }

        bounds[0] = nodes; // with what whole numbers have left over
        return bounds;
    }

    /// <summary>The level of a rank.</summary>
    /// <param name="rank">Position in the order, from 0.</param>
    /// <param name="bounds">From <see cref="Bounds"/>.</param>
    public static int LevelOf(int rank, ReadOnlySpan<int> bounds)
    {
        int level = Highest;
        while (level > 0 && rank >= bounds[level])
            level--;
        return level;
    }

    /// <summary>The g of 1 + g + g² + … + g¹⁰ = nodes.</summary>
    private static double Growth(int nodes)
    {
        if (nodes <= Levels)
            return 1;
        double low = 1;
        double high = nodes;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            double sum = 0;
            for (int level = 0; level < Levels; level++)
                sum = (sum * middle) + 1;
            if (sum < nodes)
                low = middle;
            else
                high = middle;
        }

        return high;
    }
}
