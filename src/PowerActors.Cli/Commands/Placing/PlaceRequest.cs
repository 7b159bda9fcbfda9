using System.CommandLine;
using System.Globalization;
using PowerActors.Cli.Settings;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Reports;

namespace PowerActors.Cli.Commands.Placing;

/// <summary>
/// What one call of a <c>place</c> command asks for. Reading a value notes what is wrong with it; <see cref="ThrowIfAny"/> tells all of that together, before any file is opened.
/// </summary>
internal sealed class PlaceRequest(PlaceOptions options, ParseResult result, CommandIo io)
{
    private const double MostInflation = 100;
    private const double MostLoad = 100_000;
    private const int MostTurns = 1000;
    private readonly List<InputFault> _faults = [];
    private PowerTable? _table;

    public CommandIo Io => io;

    public double? Inflation() => result.GetValue(options.Inflate) is { } text ? Number(text, "--inflate", MostInflation, ", such as 1.3") : null;

    public double Load() => Number(result.GetValue(options.Load)!, "--load", MostLoad);

    public int Repeat() => Whole(options.Repeat, 1, MostTurns);

    public ulong Seed() => Seed(result.GetValue(options.Seed)!, "--seed");

    public ulong Seed(string text, string option)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) && seed <= long.MaxValue)
            return seed;
        Fault(option, $"is '{text}'; write a whole number from 0 to {long.MaxValue}");
        return 0;
    }

    /// <summary>A whole number.</summary>
    public int Whole(Option<string> option, int least, int most)
    {
        string text = result.GetValue(option)!;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        Fault(option.Name, $"is '{text}'; write a whole number from {least} to {most}");
        return least;
    }

    /// <summary>A number above 0.</summary>
    public double Number(string text, string option, double most, string example = "")
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 && value <= most)
            return value;
        Fault(option, $"is '{text}'; write a number above 0, at most {most}{example}");
        return 1;
    }

    /// <summary>The policies of an option that may stand several times, each time with several names.</summary>
    public IReadOnlyList<IPlacementPolicy> Policies(Option<string[]> option, params IReadOnlyList<string> usual)
    {
        string[] names = [.. (result.GetValue(option) ?? []).SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        return [.. (names.Length == 0 ? usual : names).Select(Policy).OfType<IPlacementPolicy>()];
    }

    public IPlacementPolicy? Policy(string name)
    {
        if (KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem))
            return policy;
        Fault("--policy", problem);
        return null;
    }

    /// <summary>The report that was asked for; null for none. Whether it can be written is found out now.</summary>
    public ReportFile? Report()
    {
        ReportFile? report = ReportFile.Of(options.Report, result, io);
        report?.CheckPlace();
        return report;
    }

    public void Fault(string option, string problem) => _faults.Add(new InputFault(option, 0, problem));

    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
            throw new InputException(_faults);
    }

    /// <summary>Nodes, tasks and orders; <c>{seed}</c> in the name of an order stands for the seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="needsTimes">Whether tasks come and go at their own times.</param>
    public PlacementFiles Files(ulong seed, bool needsTimes = false)
    {
        string number = seed.ToString(CultureInfo.InvariantCulture);
        return new PlacementFiles(
            result.GetValue(options.Nodes)!,
            result.GetValue(options.Pods)!,
            result.GetValue(options.Arrivals)?.Replace("{seed}", number, StringComparison.Ordinal),
            result.GetValue(options.NodeOrder)?.Replace("{seed}", number, StringComparison.Ordinal),
            needsTimes);
    }

    /// <summary>Reads files.</summary>
    public PlacementTrace Read(PlacementFiles files) =>
        PlacementTrace.Read(files, _table ??= PlacementSettings.Read(SettingsLoader.Load(options.Settings.Sources(result, io))));

    public PlaceProgress Progress(string one, string many) => new(io, one, many);

    /// <summary>Writes what came out, for people or for programs, and the report where one was asked for.</summary>
    public int Answer(Action<TextWriter> table, Action<TextWriter> json, ReportFile? report, Func<string, HtmlReport> page)
    {
        (result.GetValue(options.Settings.Json) ? json : table)(io.Out);
        if (report is null)
            return ExitCode.Done;
        using StringWriter data = new();
        json(data);
        report.Save(page(data.ToString()));
        return ExitCode.Done;
    }
}
