namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>The samples of each kernel at each pair of clocks, in the file's order: lists threaded through one array, since a profile may have millions of rows.</summary>
internal sealed class ProfileCells
{
    private const int None = -1;

    private readonly IReadOnlyList<ProfileSample> _samples;
    private readonly int _clocks;
    private readonly int[] _first;
    private readonly int[] _next;

    public ProfileCells(int kernels, int clocks, IReadOnlyList<ProfileSample> samples)
    {
        (_samples, _clocks) = (samples, clocks);
        _first = new int[(long)kernels * clocks];
        _next = new int[samples.Count];
        Array.Fill(_first, None);
        for (int s = samples.Count - 1; s >= 0; s--)
        {
            int cell = (samples[s].Kernel * clocks) + samples[s].Clock;
            HasTrials |= _first[cell] != None;
            _next[s] = _first[cell];
            _first[cell] = s;
        }
    }

    /// <summary>Whether any cell has several samples.</summary>
    public bool HasTrials { get; private set; }

    /// <summary>Whether a cell has none.</summary>
    public bool IsEmpty(int kernel, int clock) => _first[(kernel * _clocks) + clock] == None;

    /// <summary>Numbers of a cell's samples.</summary>
    public List<int> Of(int kernel, int clock)
    {
        List<int> found = new(1);
        for (int s = _first[(kernel * _clocks) + clock]; s != None; s = _next[s])
            found.Add(s);
        return found;
    }

    /// <summary>Takes samples of the same cell and trial out, all but the first.</summary>
    /// <param name="disagrees">Is told of those with other figures than the first.</param>
    public void RemoveRepeated(Action<ProfileSample, ProfileSample> disagrees)
    {
        if (!HasTrials)
            return;
        HasTrials = false;
        List<(ProfileSample Sample, ProfileSample First)> found = [];
        Dictionary<string, int> trials = new(StringComparer.Ordinal);
        for (int cell = 0; cell < _first.Length; cell++)
        {
            trials.Clear();
            int previous = None;
            for (int s = _first[cell]; s != None; s = _next[s])
            {
                if (trials.TryAdd(_samples[s].Trial, s))
                {
                    previous = s;
                    continue;
                }

                ProfileSample first = _samples[trials[_samples[s].Trial]];
                if (Differ(first.TimeMs, _samples[s].TimeMs) || Differ(first.EnergyMj, _samples[s].EnergyMj))
                    found.Add((_samples[s], first));
                _next[previous] = _next[s];
            }

            HasTrials |= trials.Count > 1;
        }

        found.Sort(static (a, b) => a.Sample.Line.CompareTo(b.Sample.Line));
        foreach ((ProfileSample sample, ProfileSample first) in found)
            disagrees(sample, first);
    }

    // What is not a number has had its own fault.
    private static bool Differ(double a, double b) => a != b && !double.IsNaN(a) && !double.IsNaN(b);
}
