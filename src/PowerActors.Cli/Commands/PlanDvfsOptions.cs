using System.CommandLine;
using System.Globalization;
using PowerActors.Core.Energy.Dvfs;
using PowerActors.Core.Input;
using PowerActors.Core.Units;

namespace PowerActors.Cli.Commands;

/// <summary>What the caller of <c>plan dvfs</c> wants.</summary>
internal sealed record PlanDvfsArguments
{
    public required string Profile { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Where { get; init; }

    public string? Sequence { get; init; }

    /// <summary>The rest of the plan's options; its baseline is resolved against the profile.</summary>
    public required PlanOptions Options { get; init; }

    public required string Baseline { get; init; }

    public string? ApplyTo { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> ApplyWhere { get; init; }

    public string? Out { get; init; }

    public bool Frontier { get; init; }

    public bool Json { get; init; }

    public ReportFile? Report { get; init; }
}

/// <summary>The options of <c>plan dvfs</c>.</summary>
internal static class PlanDvfsOptions
{
    public static Command Create(CommandIo io)
    {
        Option<string> profile = new("--profile") { HelpName = "FILE", Required = true, Description = "Time and energy of each kernel at each pair of clocks (CSV)." };
        Option<string?> where = Text("--where", "COLUMN=VALUE,...", "Read only rows of the profile with these values.");
        Option<string?> sequence = Text("--sequence", "FILE", "The order in which kernels are invoked (CSV: kernel, and optional phase, times).");
        Option<string?> rule = Text("--rule", "NAME", "global: the sum keeps the budget (default). local: each kernel keeps its own.");
        Option<string?> grain = Text("--grain", "NAME", "What shares a pair of clocks: kernel (default), phase, pass or iteration.");
        Option<string?> slowdown = Text("--slowdown", "PERCENT", "How much longer than the baseline it may take, such as 0.6%; default 0%.");
        Option<string?> baseline = Text("--baseline", "auto|CORE,MEM", "What is compared with: auto (default): the profile's rows at automatic clocks, without such its highest clocks; or a pair in MHz.");
        Option<string?> switchTime = Text("--switch-time", "TIME", "What one change of clocks takes, such as 4.5ms; default 0ms.");
        Option<string?> switchEnergy = Text("--switch-energy", "ENERGY", "What one change of clocks takes, such as 0.5J; default 0J.");
        Option<string?> confidence = Text("--confidence", "PERCENT", "Refuse pairs that are not surely better than the baseline, such as 95%.");
        Option<string?> noise = Text("--noise", "PERCENT", "Standard deviation of one measurement, for a profile without trials.");
        Option<string?> applyTo = Text("--apply-to", "FILE", "Apply the plan to the profile of another shape and tell what it loses there.");
        Option<string?> applyWhere = Text("--apply-where", "COLUMN=VALUE,...", "Read only rows of that profile with these values; without --apply-to, rows of the same file.");
        Option<string?> output = Text("--out", "PLAN.csv", "Write the choices to a file.");
        Option<bool> frontier = new("--frontier") { Description = "Show what more time buys, from the fastest plan to the thriftiest." };
        Option<bool> json = new("--json") { Description = "Write JSON to standard output." };
        Option<string?> report = ReportFile.CreateOption();
        Command command = new("dvfs", """
            Chooses clocks for each kernel of an iteration from a profile: the least energy within a slowdown.

            Example:
              poweractors plan dvfs --profile kernels.csv --rule global --slowdown 0.6% --switch-time 4.5ms
            """);
        foreach (Option option in new Option[] { profile, where, sequence, rule, grain, slowdown, baseline, switchTime, switchEnergy, confidence, noise, applyTo, applyWhere, output, frontier, json, report })
            command.Add(option);
        command.SetAction(result =>
        {
            List<InputFault> faults = [];
            PlanDvfsArguments arguments = new()
            {
                Profile = result.GetRequiredValue(profile),
                Where = Conditions(where.Name, result.GetValue(where), faults),
                Sequence = result.GetValue(sequence),
                Baseline = result.GetValue(baseline) ?? "auto",
                Options = new PlanOptions
                {
                    Baseline = -1,
                    Rule = Name(rule.Name, result.GetValue(rule), PlanRule.Global, faults),
                    Grain = Name(grain.Name, result.GetValue(grain), PlanGrain.Kernel, faults),
                    Slowdown = Share(slowdown.Name, result.GetValue(slowdown), 0, 10, faults) ?? 0,
                    SwitchTimeMs = Time(switchTime.Name, result.GetValue(switchTime), faults),
                    SwitchEnergyMj = Energy(switchEnergy.Name, result.GetValue(switchEnergy), faults),
                    Confidence = Share(confidence.Name, result.GetValue(confidence), .5, .9999, faults),
                    Noise = Share(noise.Name, result.GetValue(noise), 0, 1, faults),
                },
                ApplyTo = result.GetValue(applyTo),
                ApplyWhere = Conditions(applyWhere.Name, result.GetValue(applyWhere), faults),
                Out = result.GetValue(output),
                Frontier = result.GetValue(frontier),
                Json = result.GetValue(json),
                Report = ReportFile.Of(report, result, io),
            };
            if (arguments.Frontier && arguments.Options.Rule == PlanRule.Local)
                faults.Add(new InputFault(frontier.Name, 0, "shows what the whole may trade; it needs --rule global"));
            if (arguments.Options is { Noise: not null, Confidence: null })
                faults.Add(new InputFault(noise.Name, 0, "plays no part without --confidence; write both"));
            if (faults.Count > 0)
                throw new InputException(faults);
            return PlanDvfsCommand.Run(arguments, io);
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static T Name<T>(string option, string? text, T otherwise, List<InputFault> faults)
        where T : struct, Enum
    {
        if (text is null)
            return otherwise;
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        faults.Add(new InputFault(option, 0, $"is the unknown '{text}'; write {string.Join(" or ", Enum.GetNames<T>().Select(static name => name.ToLowerInvariant()))}"));
        return otherwise;
    }

    private static double? Share(string option, string? text, double least, double most, List<InputFault> faults)
    {
        if (text is null)
            return null;
        if (!Quantity.TryParseShare(text, out double value, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        else if (!(value >= least && value <= most))
            faults.Add(new InputFault(option, 0, $"is {text}; it must be from {least * 100:0.##} % to {most * 100:0.##} %"));
        return value;
    }

    private static double Time(string option, string? text, List<InputFault> faults)
    {
        if (text is null)
            return 0;
        if (!Quantity.TryParseTime(text, out TimeSpan value, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        else if (value < TimeSpan.Zero)
            faults.Add(new InputFault(option, 0, $"is {text}; it must not be below 0"));
        return (double)value.Ticks / TimeSpan.TicksPerMillisecond;
    }

    private static double Energy(string option, string? text, List<InputFault> faults)
    {
        if (text is null)
            return 0;
        if (!Quantity.TryParseEnergy(text, out Joules value, out string? problem))
            faults.Add(new InputFault(option, 0, problem));
        else if (value < Joules.Zero)
            faults.Add(new InputFault(option, 0, $"is {text}; it must not be below 0"));
        return value.Value * 1000;
    }

    private static List<KeyValuePair<string, string>> Conditions(string option, string? text, List<InputFault> faults)
    {
        List<KeyValuePair<string, string>> conditions = [];
        foreach (string part in text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                faults.Add(new InputFault(option, 0, $"'{part}' is not a condition; write COLUMN=VALUE, such as tp=8"));
            else
                conditions.Add(new(part[..equals].Trim(), part[(equals + 1)..].Trim()));
        }

        return conditions;
    }

    /// <summary>The column of a profile's clocks that a baseline names.</summary>
    /// <exception cref="InputException">It names none.</exception>
    public static int ResolveBaseline(string text, DvfsProfile profile, string file)
    {
        if (string.Equals(text, "auto", StringComparison.OrdinalIgnoreCase))
            return profile.AutomaticClock;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double core = 0, memory = 0;
        bool isPair = parts.Length <= 2 && TryMegahertz(parts[0], out core) && (parts.Length == 1 || TryMegahertz(parts[1], out memory));
        if (!isPair)
            throw new InputException("--baseline", 0, $"is '{text}'; write auto, or a core and a memory clock in MHz such as 1410,9501");
        for (int c = 0; c < profile.Clocks.Count; c++)
        {
            ClockPair pair = profile.Clocks[c];
            if (pair.Core.Value == core && (pair.Memory.Value == memory || (parts.Length == 1 && profile.Clocks.Count(other => other.Core == pair.Core) == 1)))
                return c;
        }

        string known = string.Join(", ", profile.Clocks.Take(6).Select(static pair => pair.ToString()));
        throw new InputException("--baseline", 0, $"is '{text}', which {file} does not have; it has {known}{(profile.Clocks.Count > 6 ? $" and {profile.Clocks.Count - 6} more" : "")}");
    }

    private static bool TryMegahertz(string text, out double value)
    {
        if (Quantity.TryParseClock(text, out Megahertz clock, out _))
        {
            value = clock.Value;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0;
    }
}
