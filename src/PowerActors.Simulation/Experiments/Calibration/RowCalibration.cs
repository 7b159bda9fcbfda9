namespace PowerActors.Simulation.Experiments.Calibration;

/// <summary>A parameter that a calibration may change.</summary>
/// <param name="Name">Its setting.</param>
/// <param name="Start">Where the search begins.</param>
/// <param name="Step">By how much it is changed at first.</param>
/// <param name="Least">Its least value.</param>
/// <param name="Most">Its greatest value.</param>
public sealed record CalibrationParameter(string Name, double Start, double Step, double Least, double Most);

/// <summary>A point that was tried.</summary>
/// <param name="Values">The parameters, in their order.</param>
/// <param name="Rows">What the row showed, one for each seed.</param>
/// <param name="Cost">Mean over seeds and targets of the squared residual in tolerances: at most 1 when all targets are just met.</param>
public sealed record CalibrationPoint(IReadOnlyList<double> Values, IReadOnlyList<RowFigures> Rows, double Cost)
{
    /// <summary>Means over the seeds.</summary>
    public RowFigures Mean => new(
        Rows.Average(static row => row.Mean),
        Rows.Average(static row => row.Peak),
        Rows.Average(static row => row.Rise2s),
        Rows.Average(static row => row.Rise40s),
        Rows.Average(static row => row.GpuShareAtPeak));
}

/// <summary>
/// Fits the parameters of a load to what is known of a row: a compass search (Hooke and Jeeves, 1961), which needs no derivatives. Every point is tried with the same seeds, so points differ by
/// their parameters and not by chance.
/// </summary>
/// <param name="parameters">What may be changed.</param>
/// <param name="targets">What should come out.</param>
/// <param name="measure">Measures a row: parameters and the number of a seed in, figures out. Called on several threads.</param>
public sealed class RowCalibration(IReadOnlyList<CalibrationParameter> parameters, IReadOnlyList<RowTarget> targets, Func<IReadOnlyList<double>, int, RowFigures> measure)
{
    private readonly Dictionary<string, CalibrationPoint> _tried = new(StringComparer.Ordinal);

    /// <summary>Searches.</summary>
    /// <param name="seeds">How many seeds each point is tried with.</param>
    /// <param name="halvings">How often the step is halved before the search ends.</param>
    /// <param name="workers">How many rows are measured at a time.</param>
    /// <param name="tried">Told each point once it is known; may be null.</param>
    /// <param name="cancel">Ends the search with <see cref="OperationCanceledException"/>.</param>
    public CalibrationPoint Search(int seeds, int halvings, int workers, Action<CalibrationPoint>? tried = null, CancellationToken cancel = default)
    {
        CalibrationPoint best = Measure([Start()], seeds, workers, tried, cancel).Single();
        double scale = 1;
        for (int round = 0; round <= halvings;)
        {
            CalibrationPoint next = Measure([.. Neighbours(best.Values, scale)], seeds, workers, tried, cancel).Append(best).MinBy(static point => point.Cost)!;
            if (next.Cost < best.Cost)
            {
                best = next;
                continue;
            }

            scale /= 2;
            round++;
        }

        return best;
    }

    /// <summary>Measures where a search would begin, and searches nothing.</summary>
    /// <param name="seeds">How many seeds it is tried with.</param>
    /// <param name="workers">How many rows are measured at a time.</param>
    /// <param name="cancel">Ends it with <see cref="OperationCanceledException"/>.</param>
    public CalibrationPoint MeasureStart(int seeds, int workers, CancellationToken cancel = default) => Measure([Start()], seeds, workers, tried: null, cancel).Single();

    private double[] Start() => [.. parameters.Select(static parameter => parameter.Start)];

    private List<CalibrationPoint> Measure(IReadOnlyList<double[]> points, int seeds, int workers, Action<CalibrationPoint>? tried, CancellationToken cancel)
    {
        double[][] missing = [.. points.Where(point => !_tried.ContainsKey(Key(point)))];
        RowFigures[][] rows = [.. missing.Select(_ => new RowFigures[seeds])];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancel };
        Parallel.For(0, missing.Length * seeds, parallel, i => rows[i / seeds][i % seeds] = measure(missing[i / seeds], i % seeds));
        for (int i = 0; i < missing.Length; i++)
        {
            CalibrationPoint point = new(missing[i], rows[i], rows[i].Average(Cost));
            _tried[Key(missing[i])] = point;
            tried?.Invoke(point);
        }

        return [.. points.Select(point => _tried[Key(point)])];
    }

    private double Cost(RowFigures row) => targets.Average(target => Square(target.Residual(row) / target.Tolerance));

    private IEnumerable<double[]> Neighbours(IReadOnlyList<double> from, double scale)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            CalibrationParameter parameter = parameters[i];
            foreach (double by in (double[])[-parameter.Step, parameter.Step])
            {
                double[] point = [.. from];
                // Rounded: what is printed is what was tried.
                point[i] = Math.Round(Math.Clamp(from[i] + (by * scale), parameter.Least, parameter.Most), 4);
                if (point[i] != from[i])
                    yield return point;
            }
        }
    }

    private static string Key(IEnumerable<double> point) => string.Join(' ', point.Select(static value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));

    private static double Square(double x) => x * x;
}
