namespace PowerActors.Core.Energy.Dvfs.Switching;

/// <summary>Choices near those of the relaxation that use the budget better.</summary>
/// <param name="problem">The sequence.</param>
/// <param name="most">The most time.</param>
internal sealed class SequenceRepair(SequenceProblem problem, double most)
{
    private const int MostRounds = 4;

    /// <summary>
    /// The best choice that begins as one and ends as another. Both neighbours of the best price cost about the same at it, so the join costs at most one change more, and in a long
    /// sequence some join uses the budget to within one step.
    /// </summary>
    public Point? Join(Point begin, Point end)
    {
        double time = end.Totals.TimeMs, energy = end.Totals.EnergyMj;
        double bestEnergy = double.PositiveInfinity;
        int bestCut = -1;
        for (int cut = 0; cut < problem.Length; cut++)
        {
            // Steps up to and with "cut" are now as in "begin".
            int from = begin.Choice[cut], to = end.Choice[cut];
            int changes = Change(begin.Choice, cut - 1, from) - Change(begin.Choice, cut - 1, to);
            if (cut + 1 < problem.Length)
                changes += (from != end.Choice[cut + 1] ? 1 : 0) - (to != end.Choice[cut + 1] ? 1 : 0);
            time += problem.Time(cut, from) - problem.Time(cut, to) + (changes * problem.SwitchTime);
            energy += problem.Energy(cut, from) - problem.Energy(cut, to) + (changes * problem.SwitchEnergy);
            if (time <= most && energy < bestEnergy)
                (bestEnergy, bestCut) = (energy, cut);
        }

        if (bestCut < 0)
            return null;
        int[] choice = [.. begin.Choice.AsSpan(0, bestCut + 1), .. end.Choice.AsSpan(bestCut + 1)];
        return Point.Of(problem, choice);
    }

    /// <summary>Moves stretches of equal clocks, and then single steps, to other pairs, as long as that saves energy and the time allows it.</summary>
    public Point Improve(Point start)
    {
        Point best = start;
        for (int round = 0; round < MostRounds; round++)
        {
            int[] choice = [.. best.Choice];
            double left = most - best.Totals.TimeMs;
            MoveStretches(choice, ref left, single: false);
            MoveStretches(choice, ref left, single: true);
            Point moved = Point.Of(problem, choice);
            if (moved.Totals.TimeMs > most || moved.Totals.EnergyMj >= best.Totals.EnergyMj)
                break;
            best = moved;
        }

        return best;
    }

    private void MoveStretches(int[] choice, ref double left, bool single)
    {
        int width = problem.Configurations;
        var timeSums = new double[width];
        var energySums = new double[width];
        ReadOnlySpan<double> times, energies;
        for (int begin = 0; begin < choice.Length;)
        {
            int end = begin + 1;
            while (!single && end < choice.Length && choice[end] == choice[begin])
                end++;
            if (single)
            {
                times = problem.Times.AsSpan(problem.Steps[begin] * width, width);
                energies = problem.Energies.AsSpan(problem.Steps[begin] * width, width);
            }
            else
            {
                Sum(begin, end, timeSums, energySums);
                times = timeSums;
                energies = energySums;
            }

            int now = choice[begin], best = now;
            int changes = Change(choice, begin - 1, now) + Change(choice, end, now);
            double bestEnergy = 0, bestTime = 0;
            for (int c = 0; c < times.Length; c++)
            {
                // A change that is no better without its neighbours cannot be with them, save for the two changes of clocks that it may spare.
                if (times[c] - times[now] - (changes * problem.SwitchTime) > left || energies[c] - energies[now] - (changes * problem.SwitchEnergy) >= bestEnergy)
                    continue;
                int more = Change(choice, begin - 1, c) + Change(choice, end, c) - changes;
                double energy = energies[c] - energies[now] + (more * problem.SwitchEnergy);
                double time = times[c] - times[now] + (more * problem.SwitchTime);
                if (time <= left && energy < bestEnergy)
                    (best, bestEnergy, bestTime) = (c, energy, time);
            }

            if (best != now)
            {
                Array.Fill(choice, best, begin, end - begin);
                left -= bestTime;
            }

            begin = end;
        }
    }

    private void Sum(int begin, int end, double[] times, double[] energies)
    {
        Array.Clear(times);
        Array.Clear(energies);
        for (int i = begin; i < end; i++)
        {
            for (int c = 0; c < times.Length; c++)
            {
                times[c] += problem.Time(i, c);
                energies[c] += problem.Energy(i, c);
            }
        }
    }

    private static int Change(int[] choice, int neighbour, int configuration) =>
        neighbour >= 0 && neighbour < choice.Length && choice[neighbour] != configuration ? 1 : 0;
}
