using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Energy.Yielding;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Tree;

namespace PowerActors.Agent.Yielding;

/// <summary>
/// Knows what the work of a real server loses at lower clocks: by the cost table that a governor would have, and by what its GPUs draw while they work. Called by the server's actor alone.
/// </summary>
/// <param name="costs">What each clock costs.</param>
/// <param name="promptShare">The part of its busy time that the server computes prompts, or anything else that the clock slows as much, such as training; 0 to 1.</param>
/// <param name="gpus">The server's GPUs.</param>
public sealed class ProfiledWork(ClockCosts costs, double promptShare, IReadOnlyList<GpuModel> gpus) : IWorkProfile
{
    /// <summary>What lies longer back counts less and less.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A GPU that draws less than this above idle, as a share of TDP, has nothing to do: less than half of what an H100 draws that decodes for one request (137 W, 110 idle; arXiv 2403.20306). To take an idle one
    /// for a working one errs on the safe side: it then seems to have little to give.
    /// </summary>
    private const double Idle = .015;

    /// <summary>Nothing that works draws more than twice its TDP at any clock; an estimate beyond that is none.</summary>
    private const double MostDraw = 2;

    private readonly WorkCosts _work = WorkCosts.Of(costs, gpus[0]);
    private double _draw;
    private double _busy = 1;
    private TimeSpan? _lookedAt;
    private TimeSpan? _seenAt;

    /// <summary>The clock that was last asked for; <see cref="Megahertz.Unlimited"/> for none, and before the first.</summary>
    public Megahertz Clock { get; private set; } = Megahertz.Unlimited;

    /// <summary>What a working GPU would draw at the highest clock above an idle one at the lowest, as a share of TDP; 0 before one was seen.</summary>
    public double Draw => _draw;

    /// <inheritdoc/>
    public void See(ReadOnlySpan<GpuReading> readings, TimeSpan now)
    {
        double sum = 0;
        int working = 0, read = 0;
        for (int i = 0; i < readings.Length && i < gpus.Count; i++)
        {
            ref readonly GpuReading reading = ref readings[i];
            if (reading.Health != DeviceHealth.Good || !reading.Power.IsPlausible)
                continue;
            read++;
            Megahertz clock = reading.Clock.Value > 0 ? reading.Clock : gpus[i].MaxClock;
            if ((reading.Power - gpus[i].IdleAt(clock)) / gpus[i].Tdp < Idle)
                continue;
            sum += Math.Min(MostDraw, (reading.Power - gpus[i].Idle) / gpus[i].Tdp / DrawAt(reading.Clock));
            working++;
        }

        if (read > 0)
        {
            _busy += (((double)working / read) - _busy) * WeightSince(_lookedAt, now);
            _lookedAt = now;
        }

        if (working == 0)
            return; // What it did last is the best guess at what it will do next.
        double weight = WeightSince(_seenAt, now);
        _draw += ((sum / working) - _draw) * weight;
        _seenAt = now;
    }

    /// <inheritdoc/>
    public Megahertz ClockFor(double price) => Clock = _work.ClockFor(price, new WorkMix(promptShare, _draw, _draw) { BusyShare = _busy });

    private static double WeightSince(TimeSpan? before, TimeSpan now) => before is { } then ? Math.Clamp((now - then) / Memory, 0, 1) : 1;

    /// <summary>That draw at a clock over the same at the highest, by the table; a clock that is not told is taken for the highest, where an estimate is lowest.</summary>
    private double DrawAt(Megahertz clock)
    {
        IReadOnlyList<WorkCost> steps = _work.Steps;
        if (clock.Value <= 0)
            return 1;
        int i = steps.Count - 1;
        while (i > 0 && steps[i].Clock > clock)
            i--;
        return steps[i].TokenDraw;
    }
}
