namespace PowerActors.Core.Energy.Dvfs;

/// <summary>
/// Time and energy of every kernel at every pair of clocks: a full table, so that a plan may compare any two. Where a cell was measured several times its value is
/// the mean, since totals over many invocations are what a plan promises.
/// </summary>
public sealed class DvfsProfile
{
    private readonly double[] _time;
    private readonly double[] _energy;
    private readonly double[][]? _timeTrials;
    private readonly double[][]? _energyTrials;

    /// <summary>A profile with one value in each cell; cells stand kernel by kernel, in each in the order of the clocks.</summary>
    /// <param name="kernels">One or more, in the order in which an iteration invokes them.</param>
    /// <param name="clocks">Two or more, all different.</param>
    /// <param name="timeMs">Milliseconds of one invocation, above zero.</param>
    /// <param name="energyMj">Millijoules of one invocation, above zero.</param>
    public DvfsProfile(IReadOnlyList<ProfiledKernel> kernels, IReadOnlyList<ClockPair> clocks, double[] timeMs, double[] energyMj)
    {
        int cells = kernels.Count * clocks.Count;
        if (cells == 0 || timeMs.Length != cells || energyMj.Length != cells)
            throw new ArgumentException($"{kernels.Count} kernels and {clocks.Count} pairs of clocks need {cells} times and energies, not {timeMs.Length} and {energyMj.Length}", nameof(timeMs));
        (Kernels, Clocks, _time, _energy) = (kernels, clocks, timeMs, energyMj);
    }

    /// <summary>A profile with several measurements in each cell.</summary>
    /// <param name="kernels">One or more, in the order in which an iteration invokes them.</param>
    /// <param name="clocks">Two or more, all different.</param>
    /// <param name="timeTrialsMs">For each cell its measured times, in the order of the trials; one or more.</param>
    /// <param name="energyTrialsMj">For each cell its measured energies, as many as times.</param>
    public DvfsProfile(IReadOnlyList<ProfiledKernel> kernels, IReadOnlyList<ClockPair> clocks, double[][] timeTrialsMs, double[][] energyTrialsMj)
        : this(kernels, clocks, Means(timeTrialsMs), Means(energyTrialsMj)) => (_timeTrials, _energyTrials) = (timeTrialsMs, energyTrialsMj);

    /// <summary>The kernels, in the order in which an iteration invokes them.</summary>
    public IReadOnlyList<ProfiledKernel> Kernels { get; }

    /// <summary>The pairs of clocks that each kernel was measured at.</summary>
    public IReadOnlyList<ClockPair> Clocks { get; }

    /// <summary>The fewest measurements of any cell; 1 where nothing was repeated.</summary>
    public int Trials => _timeTrials is null ? 1 : _timeTrials.Min(static cell => cell.Length);

    /// <summary>
    /// The pair that stands for the GPU's automatic clocks: the rows measured so, or without such rows the highest core clock at its highest memory clock,
    /// which a GPU below its power limit holds.
    /// </summary>
    public int AutomaticClock
    {
        get
        {
            int best = 0;
            for (int c = 1; c < Clocks.Count; c++)
            {
                int byCore = Clocks[c].Core.CompareTo(Clocks[best].Core);
                if (byCore > 0 || (byCore == 0 && Clocks[c].Memory > Clocks[best].Memory))
                    best = c;
            }

            return best;
        }
    }

    /// <summary>Milliseconds of one invocation.</summary>
    public double TimeMs(int kernel, int clock) => _time[(kernel * Clocks.Count) + clock];

    /// <summary>Millijoules of one invocation.</summary>
    public double EnergyMj(int kernel, int clock) => _energy[(kernel * Clocks.Count) + clock];

    /// <summary>The times that a cell was measured at.</summary>
    public ReadOnlySpan<double> TimeTrials(int kernel, int clock) => _timeTrials is null ? _time.AsSpan((kernel * Clocks.Count) + clock, 1) : _timeTrials[(kernel * Clocks.Count) + clock];

    /// <summary>The energies that a cell was measured at.</summary>
    public ReadOnlySpan<double> EnergyTrials(int kernel, int clock) => _energyTrials is null ? _energy.AsSpan((kernel * Clocks.Count) + clock, 1) : _energyTrials[(kernel * Clocks.Count) + clock];

    /// <summary>The column of a pair of clocks, or -1.</summary>
    public int IndexOf(ClockPair pair)
    {
        for (int c = 0; c < Clocks.Count; c++)
        {
            if (Clocks[c] == pair)
                return c;
        }

        return -1;
    }

    /// <summary>The same profile of every second trial: the first, third, ... or the second, fourth, ... of each cell.</summary>
    /// <param name="half">0 or 1.</param>
    /// <exception cref="InvalidOperationException">A cell was measured only once.</exception>
    public DvfsProfile HalfOfTrials(int half)
    {
        if (_timeTrials is null || _energyTrials is null || Trials < 2)
            throw new InvalidOperationException("a cell with one measurement has no halves");
        return new DvfsProfile(Kernels, Clocks, EverySecond(_timeTrials, half), EverySecond(_energyTrials, half));
    }

    /// <summary>The same measurements of other kernels in their stead, such as with other counts.</summary>
    /// <param name="kernels">The kernels to plan for.</param>
    /// <param name="rows">For each of them its row in this profile.</param>
    public DvfsProfile Select(IReadOnlyList<ProfiledKernel> kernels, IReadOnlyList<int> rows)
    {
        if (_timeTrials is not null && _energyTrials is not null)
            return new DvfsProfile(kernels, Clocks, Rows(_timeTrials, rows), Rows(_energyTrials, rows));
        return new DvfsProfile(kernels, Clocks, Rows(_time, rows), Rows(_energy, rows));
    }

    private T[] Rows<T>(T[] cells, IReadOnlyList<int> rows)
    {
        int width = Clocks.Count;
        var result = new T[rows.Count * width];
        for (int i = 0; i < rows.Count; i++)
            Array.Copy(cells, rows[i] * width, result, i * width, width);
        return result;
    }

    private static double[][] EverySecond(double[][] cells, int half) => [.. cells.Select(cell => cell.Where((_, i) => i % 2 == half).ToArray())];

    private static double[] Means(double[][] cells)
    {
        var means = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            double sum = 0;
            foreach (double value in cells[i])
                sum += value;
            means[i] = sum / cells[i].Length;
        }

        return means;
    }
}
