using PowerActors.Actors;
using PowerActors.Core.Control;
using PowerActors.Core.Units;

namespace PowerActors.Simulation.Workload;

/// <summary>
/// A made-up load: Poisson arrivals whose rate follows a daily and weekly cycle, requests of several classes with uniform token counts. POLCA's authors found such a
/// load to match their production row's power within 3 %.
/// </summary>
/// <remarks>
/// Arrivals by thinning (Lewis and Shedler, 1979): candidates at the cycle's peak rate, each kept with the probability of the rate at its moment. Logarithms are
/// the portable ones, so a seed gives the same requests on any machine.
/// </remarks>
public sealed class SyntheticLoad : IRequestLoad
{
    private readonly SyntheticLoadOptions _options;

    /// <summary>A load.</summary>
    /// <param name="options">What it looks like.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public SyntheticLoad(SyntheticLoadOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    public IRequestCursor Open() => new Cursor(_options);

    private sealed class Cursor : IRequestCursor
    {
        private readonly WeeklyCycle _cycle;
        private readonly DayLevels _days;
        private readonly SyntheticClass[] _classes;
        private readonly double[] _upTo; // classes by cumulative share
        private readonly double _start;
        private readonly double _end;
        private readonly double _meanGap; // at the peak rate
        private readonly double _peak;
        private SeededRandom _arrivals; // streams of their own: another set of classes leaves the arrival times as they are
        private SeededRandom _sizes;
        private double _now;

        public Cursor(SyntheticLoadOptions options)
        {
            _cycle = new WeeklyCycle(options.DailyAmplitude, options.WeekendFactor);
            _days = new DayLevels(options.DayVariation, options.Seed);
            _classes = [.. options.Classes];
            _upTo = new double[_classes.Length];
            double shares = _classes.Sum(c => c.Share);
            double sum = 0;
            for (int i = 0; i < _classes.Length; i++)
                _upTo[i] = sum += _classes[i].Share / shares;
            _start = options.Start.Ticks / (double)TimeSpan.TicksPerSecond;
            _end = options.Duration.Ticks / (double)TimeSpan.TicksPerSecond;
            _peak = _cycle.Peak * _days.Peak;
            _meanGap = 1 / (options.RequestsPerSecond * _peak);
            _arrivals = new SeededRandom(options.Seed);
            _sizes = _arrivals.Fork();
        }

        public bool TryRead(out Request request)
        {
            do
            {
                _now -= PortableMath.Log(1 - _arrivals.NextDouble()) * _meanGap;
                if (_now >= _end)
                {
                    _now = _end;
                    request = default;
                    return false;
                }
            }
            while (_arrivals.NextDouble() * _peak >= Rate(_start + _now));

            double draw = _sizes.NextDouble();
            int kind = 0;
            while (kind < _classes.Length - 1 && draw >= _upTo[kind])
                kind++;
            SyntheticClass c = _classes[kind];
            int prompt = Between(c.PromptTokens);
            int output = Between(c.OutputTokens);
            Priority priority = _sizes.NextDouble() < c.HighPriorityShare ? Priority.High : Priority.Low;
            request = new Request((long)(_now * TimeSpan.TicksPerSecond), prompt, output, priority, c.Class);
            return true;
        }

        private double Rate(double seconds) => _cycle.At(seconds) * _days.At(seconds);

        private int Between((int Least, int Most) range) => range.Least + _sizes.Next(range.Most - range.Least + 1);
    }
}
