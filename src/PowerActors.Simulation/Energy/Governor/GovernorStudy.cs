using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Units;
using PowerActors.Simulation.Datacenter;
using PowerActors.Simulation.Results;
using PowerActors.Simulation.Running;
using PowerActors.Simulation.Serving;
using PowerActors.Simulation.Workload;

namespace PowerActors.Simulation.Energy.Governor;

/// <summary>One run of a study.</summary>
/// <param name="Name">What was different.</param>
/// <param name="Clock">The clock that all servers were held at; null with the governor.</param>
/// <param name="Result">The run.</param>
/// <param name="WindowJoules">Energy of all GPUs in each window of time.</param>
/// <param name="WindowMissed">Requests that arrived in each window and missed an objective.</param>
public sealed record GovernorVariant(string Name, Megahertz? Clock, SimulationResult Result, IReadOnlyList<double> WindowJoules, IReadOnlyList<long> WindowMissed)
{
    /// <summary>Energy of all GPUs.</summary>
    public Joules GpuEnergy => new(Result.Power.GpuEnergyMegawattHours * 3.6e9);

    /// <summary>Requests that missed an objective, of those completed.</summary>
    public long Missed => WindowMissed.Sum();
}

/// <summary>What a governor is worth: the same requests at the highest clock, under the governor, at every fixed clock, and what hindsight makes of one clock a minute for all.</summary>
/// <param name="Highest">No governor.</param>
/// <param name="Governed">The governor.</param>
/// <param name="Fixed">Every fixed clock that was tried, rising.</param>
/// <param name="BestFixed">The fixed clock of least energy with at most <see cref="GovernorStudy.MorePoints"/> more requests missed than at the highest; null when none is.</param>
/// <param name="Hindsight">GPU energy that no schedule of one clock a minute for all servers can beat, known afterwards; no bound for clocks per server: see <see cref="GovernorStudy"/>.</param>
public sealed record GovernorStudyResult(GovernorVariant Highest, GovernorVariant Governed, IReadOnlyList<GovernorVariant> Fixed, GovernorVariant? BestFixed, Joules Hindsight)
{
    /// <summary>GPU energy saved against the highest clock, as a share.</summary>
    public double Saving(Joules energy) => 1 - (energy.Value / Highest.GpuEnergy.Value);

    /// <summary>By how much more of the requests missed an objective than at the highest clock, as a share: 0.01 is one point.</summary>
    public double More(GovernorVariant variant) => variant.Result.Slo.Over - Highest.Result.Slo.Over;
}

/// <summary>Runs a study.</summary>
/// <remarks>
/// Hindsight: every fixed clock is run, and for each minute its energy and its misses are known. A schedule that sets all servers to one of these clocks each minute, knowing everything
/// in advance, and misses no more requests than allowed, cannot take less than max over λ of Σ over minutes of min over clocks (energy + λ · missed) − λ · allowed: Lagrange's bound.
/// It takes minutes for independent of each other, which they are but for the requests that are in flight between them, and lets all servers run at one clock. It bounds no other
/// schedule: the governor sets each server's clock, many times a minute, and does better where only some prompts need a high one.
/// </remarks>
public static class GovernorStudy
{
    /// <summary>How many more requests may miss an objective than at the highest clock.</summary>
    public const double MorePoints = .01;

    /// <summary>What <see cref="GovernorStudyResult.Hindsight"/> is, in words.</summary>
    public const string HindsightIs = "one clock a minute for all servers, known afterwards, 1 point more too late; no bound for clocks per server";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Runs every variant, one after the other.</summary>
    /// <param name="options">The run; its own governor is left out of account.</param>
    /// <param name="governor">The governor.</param>
    /// <param name="clocks">Fixed clocks to try.</param>
    /// <param name="progress">Told the name of each variant before it runs; may be null.</param>
    public static GovernorStudyResult Run(SimulationOptions options, GovernorOptions governor, IReadOnlyList<Megahertz> clocks, Action<string>? progress = null)
    {
        GovernorVariant highest = RunOne("highest clock", null, null);
        GovernorVariant governed = RunOne("governor", null, governor with { Fixed = null });
        GovernorVariant[] held = [.. clocks.Order().Select(clock => RunOne($"fixed {clock}", clock, governor with { Fixed = clock }))];
        double most = highest.Result.Slo.Over + MorePoints;
        GovernorVariant? best = held.Where(variant => variant.Result.Slo.Over <= most).MinBy(static variant => variant.GpuEnergy.Value);
        long allowed = highest.Missed + (long)(MorePoints * highest.Result.Requests.Completed);
        return new GovernorStudyResult(highest, governed, held, best, OneClockForAll([highest, .. held], allowed));

        GovernorVariant RunOne(string name, Megahertz? clock, GovernorOptions? with)
        {
            progress?.Invoke(name);
            List<double> joules = [];
            using SimulationRun run = new(options with
            {
                WithReference = false,
                Hardware = options.Hardware with { Governor = with },
                OnSample = (now, datacenter) => Note(joules, now, datacenter),
            });
            SimulationResult result = run.Execute();
            joules.Add(run.Datacenter.GpuEnergy.Value);
            return new GovernorVariant(name, clock, result, [.. joules.Zip(joules.Skip(1), static (from, to) => to - from)], Missed(options, run.Datacenter.Serving.Latencies, joules.Count - 1));
        }
    }

    private static void Note(List<double> joules, TimeSpan now, VirtualDatacenter datacenter)
    {
        if (now >= Window * joules.Count)
            joules.Add(datacenter.GpuEnergy.Value);
    }

    private static long[] Missed(SimulationOptions options, LatencyRecorder latencies, int windows)
    {
        long[] missed = new long[windows];
        ReadOnlySpan<float> first = latencies.FirstTokenSeconds, between = latencies.SecondsBetweenTokens;
        IRequestCursor requests = options.Load.Open();
        for (int i = 0; i < first.Length && requests.TryRead(out Request request); i++)
        {
            if (first[i] > options.Ttft.TotalSeconds || between[i] > options.Tbt.TotalSeconds)
                missed[Math.Min(windows - 1, request.ArrivalTicks / Window.Ticks)]++;
        }

        return missed;
    }

    private static Joules OneClockForAll(IReadOnlyList<GovernorVariant> variants, long allowed)
    {
        int windows = variants.Min(static variant => variant.WindowJoules.Count);
        double low = 0, high = variants.Max(static variant => variant.GpuEnergy.Value);
        for (int i = 0; i < 100; i++)
        {
            // The dual is concave: thirds close in on its top.
            double a = low + ((high - low) / 3), b = high - ((high - low) / 3);
            if (Dual(a) < Dual(b))
                low = a;
            else
                high = b;
        }

        return new Joules(Dual((low + high) / 2));

        double Dual(double price)
        {
            double sum = -price * allowed;
            for (int window = 0; window < windows; window++)
                sum += variants.Min(variant => variant.WindowJoules[window] + (price * variant.WindowMissed[window]));
            return sum;
        }
    }
}
