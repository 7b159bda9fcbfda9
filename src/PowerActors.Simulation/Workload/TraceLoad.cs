using PowerActors.Actors;
using PowerActors.Core.Control;

namespace PowerActors.Simulation.Workload;

/// <summary>How a trace is replayed.</summary>
public sealed record TraceLoadOptions
{
    /// <summary>
    /// How much denser than recorded the requests arrive: every arrival time is divided by this. At 10 an hour's trace is over in six minutes and asks ten
    /// times as much a second; sizes stay as recorded. Above 0, at most 1000.
    /// </summary>
    public double RateScale { get; init; } = 1;

    /// <summary>
    /// How long requests arrive, in simulated time; null for one pass. A longer duration than the (scaled) trace repeats it end to end, with one mean gap
    /// at the seam; a shorter one cuts it.
    /// </summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Share of the requests that are of high priority, 0 to 1, spread evenly: traces do not tell. Where it begins is drawn from <see cref="Seed"/>.</summary>
    public double HighPriorityShare { get; init; } = 0.5;

    /// <summary>What the draw of priorities depends on; the same seed gives every request the same priority again.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A recorded trace as a load: as it is, denser or thinner, once or over and over.</summary>
public sealed class TraceLoad : IRequestLoad
{
    private readonly RequestTrace _trace;
    private readonly TraceLoadOptions _options;

    /// <summary>A load that replays a trace.</summary>
    /// <param name="trace">What was recorded.</param>
    /// <param name="options">How it is replayed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public TraceLoad(RequestTrace trace, TraceLoadOptions options)
    {
        if (!(options.RateScale is > 0 and <= 1000))
            throw new ArgumentOutOfRangeException(nameof(options), options.RateScale, "the rate scale must be above 0 and at most 1000");
        if (!(options.HighPriorityShare is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.HighPriorityShare, "the share of high priority must be from 0 to 1");
        if (options.Duration is { } duration && duration <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), duration, "the duration must be longer than zero");
        _trace = trace;
        _options = options;
    }

    /// <inheritdoc/>
    public IRequestCursor Open() => new Cursor(_trace, _options);

    private sealed class Cursor(RequestTrace trace, TraceLoadOptions options) : IRequestCursor
    {
        // As evenly as the share allows, from a phase that the seed draws: servers of one priority see the trace's own bursts, not those of a coin.
        private readonly double _share = options.HighPriorityShare;
        private readonly double _phase = new SeededRandom(options.Seed).NextDouble();
        private readonly long _endTicks = options.Duration?.Ticks ?? long.MaxValue;
        private readonly long _period = trace.Period.Ticks;
        private long _passStart;
        private long _number;
        private int _row;

        public bool TryRead(out Request request)
        {
            if (_row == trace.Count)
            {
                if (options.Duration is null)
                {
                    request = default;
                    return false;
                }

                _row = 0;
                _passStart += _period;
            }

            long recorded = _passStart + trace.ArrivalTicks[_row];
            long arrival = options.RateScale == 1 ? recorded : (long)(recorded / options.RateScale);
            if (arrival >= _endTicks)
            {
                request = default;
                return false;
            }

            bool high = Math.Floor(((_number + 1) * _share) + _phase) > Math.Floor((_number * _share) + _phase);
            request = new Request(
                arrival,
                trace.PromptTokens[_row],
                trace.OutputTokens[_row],
                high ? Priority.High : Priority.Low,
                RequestClass.Unknown);
            _row++;
            _number++;
            return true;
        }
    }
}
