using PowerActors.Core.Energy.Phases;
using PowerActors.Core.Units;

namespace PowerActors.Core.Tests.Energy.Phases;

/// <summary>
/// A job whose phases take turns, on a host whose clock follows what the law wishes for one latency later. Time and energy over clock are part compute, part memory; the plan is the least energy of
/// each phase within a slowdown.
/// </summary>
internal sealed class PhasedJob
{
    private const double Top = 1400;
    private readonly (double Compute, double Still, double Moving, double Seconds)[] _phases;

    public PhasedJob(Random random, double slowdown)
    {
        _phases = [.. Enumerable.Range(0, 2 + random.Next(3)).Select(_ => (random.NextDouble(), .4 + random.NextDouble(), 1 + (random.NextDouble() * 4), Math.Exp(Math.Log(.001) + (random.NextDouble() * Math.Log(3000)))))];
        Plan = new PhasePlan(new Megahertz(Top), [.. _phases.Select((_, i) => Choose(i, slowdown))]);
    }

    public PhasePlan Plan { get; }

    /// <summary>Most time one phase takes more than planned where a raise comes one latency late.</summary>
    public (double Time, double Energy) Baseline { get; private set; }

    public List<TimeSpan> Changes { get; } = [];

    /// <summary>Runs it and answers what it took, relative to the baseline.</summary>
    public (double Time, double Energy) Run(PhaseSettings settings, int gpus, double seconds, Func<int, TimeSpan, bool>? gap = null)
    {
        PhaseLaw law = new(Plan, settings, gpus);
        double now = 0, energy = 0, baseTime = 0, baseEnergy = 0, inForce = Top;
        Queue<(double At, double Clock)> onTheWay = [];
        while (now < seconds)
        {
            for (int phase = 0; phase < _phases.Length; phase++)
            {
                Tell(law.Enter(phase, TimeSpan.FromSeconds(now)));
                double left = _phases[phase].Seconds; // of work, as time at the top clock
                baseTime += left;
                baseEnergy += left * Power(phase, Top) * Slow(phase, Top);
                while (left > 1e-9)
                {
                    double step = left * Slow(phase, inForce);
                    if (onTheWay.TryPeek(out (double At, double Clock) next))
                        step = Math.Min(step, next.At - now);
                    if (law.NextAt != TimeSpan.MaxValue)
                        step = Math.Min(step, Math.Max(0, law.NextAt.TotalSeconds - now));
                    now += step;
                    left -= step / Slow(phase, inForce);
                    energy += step * Power(phase, inForce);
                    while (onTheWay.TryPeek(out next) && next.At <= now + 1e-12)
                        inForce = onTheWay.Dequeue().Clock;
                    TimeSpan at = TimeSpan.FromTicks((long)Math.Ceiling(now * TimeSpan.TicksPerSecond));
                    if (law.NextAt <= at)
                        Tell(law.Look(at));
                }

                gap?.Invoke(phase, TimeSpan.FromSeconds(now));
            }
        }

        Baseline = (baseTime, baseEnergy);
        return (now / baseTime, energy / baseEnergy);

        void Tell(bool changed)
        {
            if (!changed)
                return;
            Changes.Add(TimeSpan.FromSeconds(now));
            onTheWay.Enqueue((now + law.Latency.TotalSeconds, Math.Min(Top, law.Ceiling.Value)));
        }
    }

    private PhaseChoice Choose(int phase, double slowdown)
    {
        double best = Top;
        for (double clock = Top; clock >= 600; clock -= 100)
        {
            if (Slow(phase, clock) <= 1 + slowdown && Power(phase, clock) * Slow(phase, clock) < Power(phase, best) * Slow(phase, best))
                best = clock;
        }

        return new PhaseChoice($"p{phase}", new Megahertz(best), 1e3 * Slow(phase, best), 1e3 * Slow(phase, best) * Power(phase, best), 1e3, 1e3 * Power(phase, Top));
    }

    private double Slow(int phase, double clock) => (_phases[phase].Compute * Top / clock) + 1 - _phases[phase].Compute;

    private double Power(int phase, double clock) => _phases[phase].Still + (_phases[phase].Moving * clock * clock / (Top * Top));
}
