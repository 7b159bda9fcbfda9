using System.CommandLine;
using System.Globalization;
using PowerActors.Core.Input;
using PowerActors.Core.Placement.Policies;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Cli.Commands;

/// <summary>The options that both commands of <c>place</c> have, and how their values are read.</summary>
internal sealed class PlaceOptions
{
    private const double MostInflation = 100;

    public Option<string> Nodes { get; } = new("--nodes") { HelpName = "FILE", Description = "Nodes: CSV with sn, cpu_milli, memory_mib, gpu, model.", Required = true };

    public Option<string> Pods { get; } = new("--pods") { HelpName = "FILE", Description = "Tasks: CSV with name, cpu_milli, memory_mib, num_gpu, gpu_milli, optionally gpu_spec.", Required = true };

    public Option<string> Arrivals { get; } = new("--arrivals") { HelpName = "FILE", Description = "Order of arrival: CSV with pod; default: drawn by the seed." };

    public Option<string> NodeOrder { get; } = new("--node-order") { HelpName = "FILE", Description = "Order in which ties between nodes are broken: CSV with rank, node; default: drawn by the seed." };

    public Option<string> Inflate { get; } = new("--inflate")
    {
        HelpName = "X", Description = "GPU that arrives over capacity; default: 1.3, or all of the file of arrivals.",
    };

    public void AddTo(Command command)
    {
        command.Add(Nodes);
        command.Add(Pods);
        command.Add(Arrivals);
        command.Add(NodeOrder);
        command.Add(Inflate);
    }

    /// <summary>The files named; <c>{seed}</c> in the name of an order stands for the seed.</summary>
    public PlacementFiles Files(ParseResult result, ulong seed)
    {
        string number = seed.ToString(CultureInfo.InvariantCulture);
        return new PlacementFiles(
            result.GetValue(Nodes)!,
            result.GetValue(Pods)!,
            result.GetValue(Arrivals)?.Replace("{seed}", number, StringComparison.Ordinal),
            result.GetValue(NodeOrder)?.Replace("{seed}", number, StringComparison.Ordinal));
    }

    public double? ReadInflation(ParseResult result, List<InputFault> faults)
    {
        if (result.GetValue(Inflate) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double inflate) && inflate is > 0 and <= MostInflation)
            return inflate;
        faults.Add(new InputFault("--inflate", 0, $"is '{text}'; write a number above 0, at most {MostInflation}, such as 1.3"));
        return null;
    }

    public static ulong ReadSeed(string text, string option, List<InputFault> faults)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) && seed <= long.MaxValue)
            return seed;
        faults.Add(new InputFault(option, 0, $"is '{text}'; write a whole number from 0 to {long.MaxValue}"));
        return 0;
    }

    public static IPlacementPolicy? ReadPolicy(string name, List<InputFault> faults)
    {
        if (KnownPolicies.TryFind(name, out IPlacementPolicy? policy, out string? problem))
            return policy;
        faults.Add(new InputFault("--policy", 0, problem));
        return null;
    }

    /// <summary>The names of an option that may stand several times, each time with several names.</summary>
    public static string[] SplitNames(string[]? values) =>
        [.. (values ?? []).SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    public static void ThrowIfAny(List<InputFault> faults)
    {
        if (faults.Count > 0)
            throw new InputException(faults);
    }
}
