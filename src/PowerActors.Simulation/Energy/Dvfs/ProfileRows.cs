using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;

namespace PowerActors.Simulation.Energy.Dvfs;

/// <summary>The measurements of a profile while it is read: gathered by kernel and clocks, checked against each other, made into a table.</summary>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class ProfileRows(InputFaultCollector faults)
{
    private readonly Dictionary<(string Pass, string Phase, string Name, double Order), int> _kernelNumbers = [];
    private readonly List<(ProfiledKernel Kernel, int Line)> _kernels = [];
    private readonly Dictionary<ClockPair, int> _clockNumbers = [];
    private readonly List<ClockPair> _clocks = [];
    private readonly List<ProfileSample> _samples = [];
    private readonly HashSet<int> _incomplete = []; // kernels of which a row could not be placed

    /// <summary>Takes one measurement.</summary>
    /// <param name="key">Of which kernel.</param>
    /// <param name="count">How often the row says an iteration invokes it.</param>
    /// <param name="clocks">At which clocks; not numbers where the row does not tell.</param>
    /// <param name="trial">Name of the trial, empty where the file has none.</param>
    /// <param name="timeMs">Milliseconds of one invocation; not a number where the row has a fault, which has been noted.</param>
    /// <param name="energyMj">Millijoules of one invocation.</param>
    /// <param name="line">Where it stands.</param>
    public void Add((string Pass, string Phase, string Name, double Order) key, long count, ClockPair clocks, string trial, double timeMs, double energyMj, int line)
    {
        if (!_kernelNumbers.TryGetValue(key, out int k))
        {
            _kernelNumbers[key] = k = _kernels.Count;
            _kernels.Add((new ProfiledKernel(key.Name, key.Phase, key.Pass, key.Order, count), line));
        }
        else if (_kernels[k].Kernel.Count != count)
        {
            faults.Add(line, $"{_kernels[k].Kernel} has count {count}, but {_kernels[k].Kernel.Count} in line {_kernels[k].Line}; every row of a kernel needs the same count");
        }

        if (double.IsNaN(clocks.Core.Value) || double.IsNaN(clocks.Memory.Value))
        {
            _incomplete.Add(k);
            return;
        }

        if (!_clockNumbers.TryGetValue(clocks, out int c))
        {
            _clockNumbers[clocks] = c = _clocks.Count;
            _clocks.Add(clocks);
        }

        _samples.Add(new ProfileSample(k, c, trial, timeMs, energyMj, line));
    }

    /// <summary>The profile.</summary>
    /// <param name="table">The file, read to its end.</param>
    /// <exception cref="InputException">With everything that is wrong.</exception>
    public DvfsProfile ToProfile(CsvTable table)
    {
        if (_kernels.Count == 0)
        {
            if (faults.Count == 0)
                faults.Add(table.Line, "there is a header but no row to plan with; expected rows of measured times and energies");
            faults.ThrowIfAny();
        }

        if (_clocks.Count == 1 && faults.Count == 0)
            faults.Add(_kernels[0].Line, $"every row is at {_clocks[0]}; a plan needs two or more configurations to choose from");
        ProfileCells cells = new(_kernels.Count, _clocks.Count, _samples);
        cells.RemoveRepeated(WhatStandsAgain);
        new ProfileChecks(_kernels, _clocks, cells, faults).Run(_samples, table.HasBrokenRows ? null : _incomplete);
        faults.ThrowIfAny();
        return Table(cells);

        void WhatStandsAgain(ProfileSample sample, ProfileSample first)
        {
            string remedy = sample.Trial.Length == 0 ? "keep one, or number them in a column trial" : "keep one, or give it a trial of its own";
            faults.Add(sample.Line, $"{_kernels[sample.Kernel].Kernel} at {_clocks[sample.Clock]} stands again with other figures than in line {first.Line}; {remedy}");
        }
    }

    private DvfsProfile Table(ProfileCells cells)
    {
        int[] kernelOrder = [.. Enumerable.Range(0, _kernels.Count).OrderBy(k => _kernels[k].Kernel.Order).ThenBy(static k => k)];
        int[] clockOrder = [.. Enumerable.Range(0, _clocks.Count).OrderByDescending(c => _clocks[c].Core).ThenByDescending(c => _clocks[c].Memory)];
        ProfiledKernel[] kernels = [.. kernelOrder.Select(k => _kernels[k].Kernel)];
        ClockPair[] pairs = [.. clockOrder.Select(c => _clocks[c])];
        if (!cells.HasTrials)
            return new DvfsProfile(kernels, pairs, Fill(cell => _samples[cells.Of(cell.Kernel, cell.Clock)[0]].TimeMs), Fill(cell => _samples[cells.Of(cell.Kernel, cell.Clock)[0]].EnergyMj));
        return new DvfsProfile(
            kernels,
            pairs,
            Fill<double[]>(cell => [.. cells.Of(cell.Kernel, cell.Clock).Select(s => _samples[s].TimeMs)]),
            Fill<double[]>(cell => [.. cells.Of(cell.Kernel, cell.Clock).Select(s => _samples[s].EnergyMj)]));

        T[] Fill<T>(Func<(int Kernel, int Clock), T> value)
        {
            var table = new T[kernels.Length * pairs.Length];
            int at = 0;
            foreach (int kernel in kernelOrder)
            {
                foreach (int clock in clockOrder)
                    table[at++] = value((kernel, clock));
            }

            return table;
        }
    }
}

/// <summary>One row of a profile.</summary>
internal readonly record struct ProfileSample(int Kernel, int Clock, string Trial, double TimeMs, double EnergyMj, int Line);
