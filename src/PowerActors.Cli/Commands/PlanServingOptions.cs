using System.CommandLine;
using System.Globalization;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Commands;

/// <summary>What <c>plan serving</c> was asked.</summary>
internal sealed record PlanServingArguments
{
    public required string Profile { get; init; }

    /// <summary>Limits as they were asked for; what they are judged by, the profile decides.</summary>
    public required IReadOnlyList<(ServingMetric Metric, TimeSpan Limit)> Objectives { get; init; }

    public double? Load { get; init; }

    public double? Capacity { get; init; }

    public double Margin { get; init; }

    public RequestMix? Mix { get; init; }

    public string? Model { get; init; }

    public ServerModel? Server { get; init; }

    public bool Json { get; init; }

    public ReportFile? Report { get; init; }
}

/// <summary>The options of <c>plan serving</c>.</summary>
internal static class PlanServingOptions
{
    private static readonly (string Option, ServingMetric Metric)[] ObjectiveNames =
    [
        ("--ttft-p99", ServingMetric.TtftP99), ("--tbt-p99", ServingMetric.TbtP99), ("--ttft-mean", ServingMetric.TtftMean), ("--ttft-p90", ServingMetric.TtftP90),
        ("--tbt-mean", ServingMetric.TbtMean), ("--tbt-p90", ServingMetric.TbtP90),
    ];

    private static readonly (string Unit, double Factor)[] Rates = [("ktok/s", 1e3), ("tokens/s", 1), ("token/s", 1), ("tok/s", 1)];

    public static Command Create(CommandIo io)
    {
        Option<string> profile = new("--profile") { HelpName = "FILE", Required = true, Description = "What was measured, CSV: gpu,model,clock,tp,pp,batch,load,power,ttft,tbt, or BEAM's serving profiles." };
        (Option<string> Option, ServingMetric Metric)[] objectives =
            [.. ObjectiveNames.Select(static name => (Option(name.Option, "TIME", $"The most that {ServingMetrics.NameOf(name.Metric)} may be, such as {(name.Metric >= ServingMetric.TbtMean ? "100ms" : "400ms")}."), name.Metric))];
        Option<string> load = Option("--load", "RATE", "Load of one instance, such as 1200tok/s.");
        Option<string> margin = Option("--margin", "PERCENT", "By how much objectives are to be undercut, such as 5%; 0% by default.");
        Option<string> mix = Option("--mix", "SHARES", "Classes of requests (input, output: S, M, L) and their tokens: SS=20%,MM=50%,LL=30%.");
        Option<string> capacity = Option("--capacity", "RATE", "Also: the instances that serve this load at the least power, idle servers' part included.");
        Option<string> server = Option("--server", "NAME", "The server that instances stand in; default: the known one with the profile's GPU.");
        Option<string> model = Option("--model", "NAME", "Which model, where the profile has several.");
        Option<bool> json = new("--json") { Description = "Write JSON to standard output." };
        Option<string?> report = ReportFile.CreateOption();
        Command command = new("serving", """
            Finds the clock, parallelism and batch that serve a model at the least energy within its latency objectives. Exit 1 when none does.

            Example:
              poweractors plan serving --profile llama.csv --ttft-p99 500ms --tbt-p99 100ms --load 1200tok/s
            """);
        foreach (Option option in (Option[])[profile, .. objectives.Select(static o => o.Option), load, margin, mix, capacity, server, model, json, report])
            command.Add(option);
        command.SetAction(result =>
        {
            List<InputFault> faults = [];
            List<(ServingMetric, TimeSpan)> limits = [];
            foreach ((Option<string> option, ServingMetric metric) in objectives)
            {
                if (result.GetValue(option) is { } text && Limit(option.Name, text, faults) is { } limit)
                    limits.Add((metric, limit));
            }

            PlanServingArguments arguments = new()
            {
                Profile = result.GetValue(profile)!,
                Objectives = limits,
                Load = Rate(load.Name, result.GetValue(load), faults),
                Capacity = Rate(capacity.Name, result.GetValue(capacity), faults),
                Margin = Margin(margin.Name, result.GetValue(margin), faults),
                Mix = Mix(mix.Name, result.GetValue(mix), faults),
                Model = result.GetValue(model),
                Server = Server(server.Name, result.GetValue(server), faults),
                Json = result.GetValue(json),
                Report = ReportFile.Of(report, result, io),
            };
            return faults.Count == 0 ? PlanServingCommand.Run(arguments, io) : throw new InputException(faults);
        });
        return command;
    }

    private static TimeSpan? Limit(string option, string text, List<InputFault> faults)
    {
        if (!Quantity.TryParseTime(text, out TimeSpan limit, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        else if (limit <= TimeSpan.Zero)
            faults.Add(new InputFault(option, 0, $"is {text}; write a time above 0 ms"));
        else
            return limit;
        return null;
    }

    private static double? Rate(string option, string? text, List<InputFault> faults)
    {
        if (text is null)
            return null;
        string trimmed = text.Trim();
        foreach ((string unit, double factor) in Rates)
        {
            if (!trimmed.EndsWith(unit, StringComparison.Ordinal))
                continue;
            if (double.TryParse(trimmed[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value * factor is > 0 and < 1e12)
                return value * factor;
            faults.Add(new InputFault(option, 0, $"is '{text}'; write a rate above 0, such as 1200tok/s"));
            return null;
        }

        string right = double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"is {trimmed} without a unit; write {trimmed}tok/s" : $"is '{text}', not a rate; write one such as 1200tok/s";
        faults.Add(new InputFault(option, 0, right));
        return null;
    }

    private static double Margin(string option, string? text, List<InputFault> faults)
    {
        if (text is null)
            return 0;
        if (!Quantity.TryParseShare(text, out double margin, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        else if (margin is < 0 or >= 1)
            faults.Add(new InputFault(option, 0, $"is {text}; write 0% or more and below 100%"));
        return margin;
    }

    private static RequestMix? Mix(string option, string? text, List<InputFault> faults)
    {
        if (text is not null && !RequestMix.TryParse(text, out RequestMix? mix, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        else
            return text is null ? null : RequestMix.TryParse(text, out mix, out _) ? mix : null;
        return null;
    }

    private static ServerModel? Server(string option, string? name, List<InputFault> faults)
    {
        if (name is null)
            return null;
        if (!ServerCatalog.BuiltIn.TryGet(name, out ServerModel? server, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        return server;
    }

    private static Option<string> Option(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
