using System.CommandLine;
using System.Globalization;
using PowerActors.Cli.Output;
using PowerActors.Cli.Settings;
using PowerActors.Core.Settings;
using PowerActors.Core.Topology;
using PowerActors.Simulation.Experiments.Calibration;
using PowerActors.Simulation.Running;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary><c>poweractors experiments calibrate</c>: fits the synthetic load to what is known of POLCA's production row.</summary>
internal static class CalibrateCommand
{
    private static readonly CalibrationParameter[] Parameters =
    [
        new("simulation.load.requests-per-server", 3.8, .5, .5, 12),
        new("simulation.load.daily-amplitude", .6, .1, 0, .9),
        new("simulation.load.day-variation", .25, .05, 0, .5),
        new("simulation.non-gpu-at-once", .8, .1, 0, 1),
    ];

    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Option<string> duration = new("--duration") { HelpName = "TIME", Description = "Simulated time of each row; largest rises grow with it. The paper's is 6w.", DefaultValueFactory = static _ => "1w" };
        Option<int> seeds = new("--seeds") { HelpName = "N", Description = "Seeds that each point is tried with.", DefaultValueFactory = static _ => 2 };
        Option<int> halvings = new("--halvings") { HelpName = "N", Description = "How often the step is halved; 0 tries only the first steps.", DefaultValueFactory = static _ => 2 };
        Option<bool> check = new("--check") { Description = "Measure the settings in force and search nothing; exit 1 when a target is missed." };
        Command command = new("calibrate", """
            Fits the synthetic load to the row that POLCA reports: 40 uncapped servers, peak 79 %, rises 9 % in 2 s and 11.8 % in 40 s.

            Example:
              poweractors experiments calibrate --duration 1w --seeds 2
            """);
        command.Add(duration);
        command.Add(seeds);
        command.Add(halvings);
        command.Add(check);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            SettingsOverride length = SettingsOverride.OfText("--duration", result.GetValue(duration)!, "simulation", "duration");
            LoadedSettings loaded = SettingsLoader.Load(settings.Sources(result, io) with { Options = [length] });
            int many = ExperimentOptions.Positive(seeds.Name, result.GetValue(seeds), 1000);
            return Run(loaded, many, result.GetValue(check) ? -1 : Math.Max(0, result.GetValue(halvings)), result.GetValue(settings.Json), io);
        });
        return command;
    }

    private static int Run(LoadedSettings settings, int seeds, int halvings, bool json, CommandIo io)
    {
        SimulationSettings simulation = SimulationSettings.Read(settings);
        SiteSettings site = settings.ReadSite();
        TopologyPlan plan = site.Plan.WithServers(simulation.Servers ?? site.Plan.NameplateServers());
        CalibrationParameter[] parameters =
        [
            Parameters[0] with { Start = simulation.RequestsPerServer },
            Parameters[1] with { Start = simulation.DailyAmplitude },
            Parameters[2] with { Start = simulation.DayVariation },
            Parameters[3] with { Start = simulation.NonGpuAtOnce },
        ];
        RowCalibration calibration = new(parameters, RowTarget.Polca, (values, seed) =>
        {
            SimulationSettings one = simulation with
            {
                RequestsPerServer = values[0], DailyAmplitude = values[1], DayVariation = values[2], NonGpuAtOnce = values[3], Seed = simulation.Seed + (ulong)seed,
            };
            SimulationOptions options = SimulateCommand.Compose(one, plan, site.Policy.Name);
            return UncappedRow.Measure(options, io.Cancellation);
        });
        bool isSearch = halvings >= 0;
        CalibrationPoint best = isSearch
            ? calibration.Search(seeds, halvings, Environment.ProcessorCount, point => io.Error.WriteLine(Line(point)), io.Cancellation)
            : calibration.MeasureStart(seeds, Environment.ProcessorCount, io.Cancellation);
        if (json)
            WriteJson(io.Out, best, parameters);
        else
            WriteTable(io.Out, best, parameters, plan, simulation, seeds);
        return isSearch || RowTarget.Polca.All(target => target.IsMet(best.Mean)) ? ExitCode.Done : ExitCode.No;
    }

    private static void WriteTable(TextWriter to, CalibrationPoint best, CalibrationParameter[] parameters, TopologyPlan plan, SimulationSettings simulation, int seeds)
    {
        to.WriteLine($"{plan.Root.AllServers().Count()} uncapped servers, {simulation.Duration?.TotalDays:0.##} days, means of {seeds} seed{(seeds == 1 ? "" : "s")}");
        to.WriteLine();
        to.WriteLine($"  {"",-22} {"row",9} {"reported",9} {"residual",10} {"allowed",9}");
        foreach (RowTarget target in RowTarget.Polca)
        {
            to.WriteLine(
                $"  {target.Name,-22} {Percent(target.Of(best.Mean)),9} {Percent(target.Value),9} {(target.Residual(best.Mean) * 100).ToString("+0.00;-0.00", CultureInfo.InvariantCulture),8} pt "
                + $"{(target.Tolerance * 100).ToString("0.0", CultureInfo.InvariantCulture),6} pt  {(target.IsMet(best.Mean) ? "met" : "missed")}");
        }

        to.WriteLine($"  {"mean (not reported)",-22} {Percent(best.Mean.Mean),9}");
        to.WriteLine();
        to.WriteLine("Settings");
        for (int i = 0; i < parameters.Length; i++)
            to.WriteLine($"  {parameters[i].Name} = {best.Values[i].ToString(CultureInfo.InvariantCulture)}");
    }

    private static void WriteJson(TextWriter to, CalibrationPoint best, CalibrationParameter[] parameters) => Json.Write(to, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("settings");
        for (int i = 0; i < parameters.Length; i++)
            json.WriteNumber(parameters[i].Name, best.Values[i]);
        json.WriteEndObject();
        json.WriteNumber("cost", best.Cost);
        json.WriteNumber("meanUtilization", best.Mean.Mean);
        json.WriteStartArray("targets");
        foreach (RowTarget target in RowTarget.Polca)
        {
            json.WriteStartObject();
            json.WriteString("name", target.Name);
            json.WriteNumber("value", target.Of(best.Mean));
            json.WriteNumber("reported", target.Value);
            json.WriteNumber("residual", target.Residual(best.Mean));
            json.WriteNumber("tolerance", target.Tolerance);
            json.WriteBoolean("met", target.IsMet(best.Mean));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Line(CalibrationPoint point) =>
        $"  {string.Join(' ', point.Values.Select(static value => value.ToString("0.####", CultureInfo.InvariantCulture)))}: mean {Percent(point.Mean.Mean)}, peak {Percent(point.Mean.Peak)}, "
        + $"rise {Percent(point.Mean.Rise2s)} / {Percent(point.Mean.Rise40s)}, GPUs {Percent(point.Mean.GpuShareAtPeak)}, cost {point.Cost.ToString("0.00", CultureInfo.InvariantCulture)}";

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
