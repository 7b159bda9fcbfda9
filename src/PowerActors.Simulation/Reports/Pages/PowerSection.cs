using PowerActors.Core.Control.Ladders;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Reports.Charts;
using PowerActors.Simulation.Reports.Parts;
using PowerActors.Simulation.Reports.Recording;
using PowerActors.Simulation.Results;

namespace PowerActors.Simulation.Reports.Pages;

/// <summary>Power against the limit over the whole run, with the rungs that were in force.</summary>
internal static class PowerSection
{
    /// <summary>Room for the labels of thresholds.</summary>
    public const int LabelRoom = 112;

    private const int MostBands = 480;

    public static ReportSection Compose(SimulationResult result, RunDetail detail, TopologyPlan plan, TimeSpan warmUp)
    {
        PowerHistory history = detail.History;
        double[] edges = [.. Enumerable.Range(0, history.Stretches.Count + 1).Select(i => Math.Min((history.Stretch * i).TotalSeconds, Math.Max(1, history.End.TotalSeconds)))];
        bool isMerged = history.Stretches.Any(static stretch => stretch.LowWatts < stretch.HighWatts);
        Axis time = Axis.Time() with { Low = 0, High = edges[^1] };
        LineChart chart = new()
        {
            Caption = "Power over the run",
            Description = $"Mean {Show.Percent(result.Power.MeanUtilization)} of the limit, highest {Show.Percent(result.Power.PeakUtilization)}.",
            Note = isMerged ? $"Line and area: mean, and least to most, of each {Show.Span(history.Stretch.TotalSeconds)}. Shaded: the tightest rung that was in force in that time." : null,
            X = time,
            Y = PowerAxis(result.Power.LimitWatts, Math.Max(history.Stretches.Select(static stretch => stretch.HighWatts).DefaultIfEmpty(0).Max(), result.Power.LimitWatts)) with
            {
                Low = Lowest(history),
            },
            Series = [new Series(isMerged ? "mean" : "power", [.. history.Stretches.Select((stretch, i) => new ChartPoint((edges[i] + edges[i + 1]) / 2, stretch.MeanWatts))])],
            Ranges = isMerged ? [new Envelope("least to most", Line(static stretch => stretch.LowWatts), Line(static stretch => stretch.HighWatts))] : [],
            Bands = Bands(detail, edges),
            Thresholds = Thresholds(result.Power.LimitWatts, plan),
            LabelRoom = LabelRoom,
        };
        AreaChart rungs = new()
        {
            Caption = "Rungs in force",
            Description = string.Join(", ", result.Capping.RungSeconds.Select(static rung => $"{rung.Key} {Show.Span(rung.Value)}")),
            X = time,
            Y = Axis.Percent("share of the time") with { Low = 0, High = 1 },
            Edges = edges,
            Layers = [.. detail.Rungs.Select((rung, i) => new Layer(rung.Name, [.. history.Stretches.Select(stretch => stretch.RungShares[i])], ToneOf(detail, i)))],
            LabelRoom = LabelRoom,
            Height = 140,
        };
        return new ReportSection("Power against the limit", history.Stretches.Count > 1 ? [chart, rungs, Table(result.Power, warmUp)] : [Table(result.Power, warmUp)]);

        ChartPoint[] Line(Func<PowerStretch, double> value) => [.. history.Stretches.Select((stretch, i) => new ChartPoint((edges[i] + edges[i + 1]) / 2, value(stretch)))];
    }

    /// <summary>Power upwards, to above the limit; a tooltip tells its share of the limit too.</summary>
    public static Axis PowerAxis(double limit, double high) => Axis.Watts("power") with
    {
        High = high * 1.03,
        LongFormat = watts => $"{Show.Watts(watts)}, {Show.Percent(watts / limit)} of the limit",
    };

    /// <summary>The limit, and where the ladder's rungs begin; several ladders have no thresholds in common.</summary>
    public static IReadOnlyList<Threshold> Thresholds(double limit, TopologyPlan plan)
    {
        IReadOnlyList<TopologyDomain> top = SimulationPage.TopLimited(plan.Root);
        if (top.Count == 0)
            return [];
        List<Threshold> thresholds = [];
        string atLimit = "";
        if (top.All(domain => domain.Ladder == top[0].Ladder))
        {
            foreach (IGrouping<double, Rung> group in top[0].Ladder.Rungs.GroupBy(static rung => rung.EnterAt))
            {
                string names = string.Join(", ", group.Select(static rung => rung.Name));
                if (group.Key == 1)
                    atLimit = $", {names}";
                else
                    thresholds.Add(new Threshold($"{names} {Show.Percent(group.Key, 0)}", limit * group.Key));
            }
        }

        thresholds.Add(new Threshold($"{Show.Plain(limit / (limit < 1e6 ? 1e3 : 1e6))} {(limit < 1e6 ? "kW" : "MW")}{atLimit}", limit, IsLimit: true));
        return thresholds;
    }

    /// <summary>The colour of a rung.</summary>
    public static Tone ToneOf(RunDetail detail, int rung) =>
        detail.Rungs[rung].IsBrake ? Tone.Brake : Tone.Rung(rung, detail.Rungs.Count(static name => !name.IsBrake) - 1);

    private static List<Band> Bands(RunDetail detail, double[] edges)
    {
        IReadOnlyList<PowerStretch> stretches = detail.History.Stretches;
        int per = Math.Max(1, (stretches.Count + MostBands - 1) / MostBands);
        List<Band> bands = [];
        int standing = 0, since = 0;
        for (int i = 0; i <= stretches.Count; i += per)
        {
            int tightest = 0;
            for (int j = i; j < Math.Min(i + per, stretches.Count); j++)
                tightest = Math.Max(tightest, Tightest(stretches[j]));
            if (tightest == standing && i + per <= stretches.Count)
                continue;
            Close(i);
            (standing, since) = (tightest, i);
        }

        Close(stretches.Count);
        return bands;

        void Close(int end)
        {
            if (standing > 0 && end > since)
                bands.Add(new Band(detail.Rungs[standing].Name, edges[since], edges[end], ToneOf(detail, standing)));
        }
    }

    /// <summary>Servers that start idle would stretch the axis for the sake of a minute: its low end is that of the run after its first twentieth.</summary>
    private static double Lowest(PowerHistory history)
    {
        double lowest = history.Stretches.Skip(history.Stretches.Count / 20).Select(static stretch => stretch.LowWatts).DefaultIfEmpty(0).Min(), step = Ticks.Step(Math.Max(lowest, 1), 8);
        return Math.Max(0, Math.Floor((lowest / step) - .2) * step);
    }

    private static int Tightest(PowerStretch stretch)
    {
        int rung = stretch.RungShares.Count - 1;
        while (rung > 0 && stretch.RungShares[rung] == 0)
            rung--;
        return rung;
    }

    private static DataTable Table(PowerResult power, TimeSpan warmUp) => new(
        $"Power, as telemetry saw it after the first {Show.Span(warmUp.TotalSeconds)}",
        [new Column("figure"), new Column("value", IsNumber: true)],
        [
            ["limit", Figure.Watts(power.LimitWatts, "/power/limitWatts")],
            ["mean", Figure.Percent(power.MeanUtilization, "/power/meanUtilization")],
            ["highest sample", Figure.Percent(power.PeakUtilization, "/power/peakUtilization", 2)],
            ["highest at any instant, spikes between samples included", Figure.Percent(power.PeakInstantUtilization, "/power/peakInstantUtilization", 2)],
            ["largest rise within 2 s", Figure.Percent(power.MaxRise2s, "/power/maxRise2s", 2)],
            ["largest rise within 40 s", Figure.Percent(power.MaxRise40s, "/power/maxRise40s", 2)],
            ["the GPUs' part of the highest sample", Figure.Percent(power.GpuShareAtPeak, "/power/gpuShareAtPeak")],
            ["energy", Figure.Number(power.EnergyMegawattHours, 3, "/power/energyMegawattHours", " MWh")],
            ["of it the GPUs'", Figure.Number(power.GpuEnergyMegawattHours, 3, "/power/gpuEnergyMegawattHours", " MWh")],
        ]);
}
