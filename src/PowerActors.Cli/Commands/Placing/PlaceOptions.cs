using System.CommandLine;

namespace PowerActors.Cli.Commands.Placing;

/// <summary>The options that the commands of <c>place</c> share. What was given is read through <see cref="PlaceRequest"/>.</summary>
internal sealed class PlaceOptions
{
    public Option<string> Nodes { get; } = new("--nodes") { HelpName = "FILE", Description = "Nodes: CSV with sn, cpu_milli, memory_mib, gpu, model.", Required = true };

    public Option<string> Pods { get; } = new("--pods") { HelpName = "FILE", Description = "Tasks: CSV with name, cpu_milli, memory_mib, num_gpu, gpu_milli, optionally gpu_spec.", Required = true };

    public Option<string> Arrivals { get; } = new("--arrivals") { HelpName = "FILE", Description = "Order of arrival: CSV with pod; default: drawn by the seed." };

    public Option<string> NodeOrder { get; } = new("--node-order") { HelpName = "FILE", Description = "Order in which ties between nodes are broken: CSV with rank, node; default: drawn by the seed." };

    public Option<string> Inflate { get; } = new("--inflate")
    {
        HelpName = "X", Description = "GPU that arrives over capacity; default: 1.3, or all of the file of arrivals.",
    };

    public Option<string> Load { get; } = new("--load") { HelpName = "X", Description = "Tasks arrive X times as fast and run as long as they do.", DefaultValueFactory = static _ => "1" };

    public Option<string> Repeat { get; } = new("--repeat") { HelpName = "N", Description = "The trace runs N times, one after the other.", DefaultValueFactory = static _ => "1" };

    public Option<string> Seed { get; } = new("--seed")
    {
        HelpName = "N", Description = "Draws what no file gives; the same seed gives the same run on any machine.", DefaultValueFactory = static _ => "1",
    };

    public Option<string?> Report { get; } = ReportFile.CreateOption();

    public SettingsOptions Settings { get; } = new();

    /// <summary>For a command where tasks arrive one after the other.</summary>
    public void AddInOrder(Command command)
    {
        Add(command, Nodes, Pods, Arrivals, NodeOrder, Inflate, Report);
        Settings.AddTo(command);
    }

    /// <summary>For a command where tasks arrive at their own times.</summary>
    public void AddInTime(Command command)
    {
        Add(command, Nodes, Pods, NodeOrder, Seed, Load, Repeat, Report);
        Settings.AddTo(command);
    }

    private static void Add(Command command, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
            command.Add(option);
    }
}
