using System.CommandLine;
using System.Diagnostics;
using System.Text;
using PowerActors.Cli.Output.Experiments;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Hocon;
using PowerActors.Simulation.Reports;

namespace PowerActors.Cli.Commands.Experiments;

/// <summary><c>poweractors experiments run NAME</c>.</summary>
internal static class RunExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        SettingsOptions settings = new();
        Argument<string> name = new("NAME") { Description = $"One of {string.Join(", ", ExperimentCatalog.All.Select(static experiment => experiment.Name))}." };
        Option<string?> duration = new("--duration") { HelpName = "TIME", Description = "Simulated time of each run instead of the experiment's own: 1d, 1w, 6w." };
        Option<int> seeds = new("--seeds") { HelpName = "N", Description = "Runs of each point, on the same seeds for all.", DefaultValueFactory = static _ => 1 };
        Option<string?> trace = new("--trace") { HelpName = "FILE", Description = "Requests to replay (Azure LLM inference traces, CSV)." };
        Option<string?> folder = new("--out") { HelpName = "DIR", Description = "Where NAME.json, NAME.csv and NAME.html are written; made where it is missing." };
        Option<string?> report = ReportFile.CreateOption();
        Command command = new("run", """
            Runs an experiment on all cores; with --out it writes JSON, CSV and a page.

            Example:
              poweractors experiments run headline --out results
            """);
        command.Add(name);
        foreach (Option option in (Option[])[duration, seeds, trace, folder, report])
            command.Add(option);
        settings.AddTo(command);
        command.SetAction(result =>
        {
            Experiment experiment = Find(result.GetValue(name)!);
            string? length = result.GetValue(duration) ?? experiment.Duration;
            List<SettingsOverride> options = [];
            if (length is not null)
                options.Add(SettingsOverride.OfText("--duration", length, "simulation", "duration"));
            if (result.GetValue(trace) is { } file)
                options.Add(SettingsOverride.OfText("--trace", file, "simulation", "trace"));
            SettingsSources sources = settings.Sources(result, io) with { Options = options };
            Request request = new(experiment, length, ExperimentOptions.Positive(seeds.Name, result.GetValue(seeds), 1000), result.GetValue(folder), result.GetValue(settings.Json), CommandText.Of(result, io.Environment));
            return Run(request, sources, ReportFile.Of(report, result, io), io);
        });
        return command;
    }

    private static int Run(Request request, SettingsSources sources, ReportFile? file, CommandIo io)
    {
        LoadedSettings loaded = SettingsLoader.Load(sources);
        SimulationSettings simulation = SimulationSettings.Read(loaded);
        loaded.ReadSite();
        if (request.Experiment.NeedsTrace && simulation.Trace is null)
            throw new InputException("--trace", 0, $"is needed for {request.Experiment.Name}: a CSV file of requests such as AzureLLMInferenceTrace_conv.csv (github.com/Azure/AzurePublicDataset)");
        file?.CheckPlace();
        CheckFolder(request.Folder);
        // Where points stand side by side a page shows each run itself, not only its figures.
        bool withDetail = request.Experiment.XLabel is null && (file is not null || request.Folder is not null);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<PointResult> points = new ExperimentRunner(sources, request.Seeds, withDetail, io).Run(request.Experiment.Points);
        ExperimentReport report = new(request.Experiment, points, request.Seeds, request.Duration, request.Command, Stopwatch.GetElapsedTime(start).TotalSeconds, Simulate(sources, simulation, request.Duration));
        if (request.Json)
            ExperimentJson.Write(io.Out, report);
        else
            ExperimentTable.Write(io.Out, report);
        HtmlReport page = ExperimentPage.Compose(report, simulation.Objectives, loaded.Root);
        file?.Save(page);
        if (request.Folder is { } folder)
            Save(folder, report, page);
        return points.Any(static point => point.Refused is null) ? ExitCode.Done : ExitCode.No;
    }

    /// <summary>The command that runs one point by itself, but for the point's own settings.</summary>
    private static string Simulate(SettingsSources sources, SimulationSettings simulation, string? duration)
    {
        List<string> words = [.. sources.Environment.Select(static variable => $"{variable.Key}={CommandText.Quote(variable.Value)}"), CommandLine.Name, "simulate"];
        words.AddRange(sources.Files.Select(static config => $"--config {CommandText.Quote(config)}"));
        if (simulation.Trace is { } trace)
            words.Add($"--trace {CommandText.Quote(trace)}");
        if (duration is not null)
            words.Add($"--duration {duration}");
        words.Add($"--seed {simulation.Seed}");
        words.AddRange(sources.Sets.Select(static set => $"--set {CommandText.Quote(set)}"));
        return string.Join(' ', words);
    }

    private static Experiment Find(string name) =>
        ExperimentCatalog.All.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new InputException("NAME", 0, $"is the unknown experiment '{name}'; "
            + (NearestName.Find(name, ExperimentCatalog.All.Select(static experiment => experiment.Name)) is { } near ? $"did you mean '{near}'?" : $"{CommandLine.Name} experiments list shows them"));

    private static void CheckFolder(string? folder)
    {
        if (folder is null)
            return;
        Guarded(folder, () =>
        {
            Directory.CreateDirectory(folder);
            HtmlReport.Probe(Path.Combine(folder, "probe"));
        });
    }

    private static void Save(string folder, ExperimentReport report, HtmlReport page) => Guarded(folder, () =>
    {
        using StringWriter json = new();
        ExperimentJson.Write(json, report);
        string name = Path.Combine(folder, report.Experiment.Name);
        File.WriteAllText(name + ".json", json.ToString(), new UTF8Encoding(false));
        File.WriteAllText(name + ".csv", ExperimentCsv.Of(report), new UTF8Encoding(false));
        page.Save(name + ".html");
    });

    private static void Guarded(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException("--out", 0, $"{folder} cannot be written to ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); name a folder where you may write");
        }
    }

    private sealed record Request(Experiment Experiment, string? Duration, int Seeds, string? Folder, bool Json, string Command);
}
