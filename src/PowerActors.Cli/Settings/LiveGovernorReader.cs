using System.Globalization;
using PowerActors.Agent.Governor;
using PowerActors.Agent.Yielding;
using PowerActors.Core.Energy.Governor;
using PowerActors.Core.Energy.Serving;
using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Settings;
using PowerActors.Devices.Simulated;
using PowerActors.Simulation.Energy.Governor;
using PowerActors.Simulation.Energy.Serving;
using PowerActors.Tree;

namespace PowerActors.Cli.Settings;

/// <summary>The live part of the section <c>governor</c>: what an agent does.</summary>
internal sealed record LiveGovernorReader
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public GovernorMode Mode { get; private init; }

    public IReadOnlyList<GovernedInstance> Instances { get; private init; } = [];

    /// <summary>A serving profile; null for shipped figures.</summary>
    public string? Profile { get; private init; }

    /// <summary>The part of its busy time that a server computes prompts, for what its work loses at lower clocks; 0 to 1.</summary>
    public double PromptShare { get; private init; }

    /// <summary>What is served, where figures are shipped ones.</summary>
    public string Model { get; private init; } = "";

    private GovernorOptions Governor { get; init; } = new();

    private TimeSpan Timeout { get; init; }

    private TimeSpan StaleAfter { get; init; }

    /// <summary>Reads the section and notes its faults.</summary>
    public static LiveGovernorReader Read(SettingsReader reader)
    {
        GovernorReader common = GovernorReader.Read(reader);
        LiveGovernorReader read = new()
        {
            Mode = reader.Word("mode", ("off", GovernorMode.Off), ("shadow", GovernorMode.Shadow), ("enforce", GovernorMode.Enforce)) ?? GovernorMode.Off,
            Instances = [.. reader.Objects("instances").Select(Instance)],
            Profile = reader.Text("profile"),
            Model = reader.Text("model") ?? "llama2-70b",
            PromptShare = reader.Share("prompt-share") ?? .5,
            Governor = common.Options,
            Timeout = reader.Time("timeout", TimeSpan.FromMilliseconds(10), LongestWait) ?? TimeSpan.FromSeconds(1),
            StaleAfter = reader.Time("stale-after", TimeSpan.FromMilliseconds(100), LongestWait) ?? TimeSpan.FromSeconds(3),
        };
        if (read.Mode == GovernorMode.Off)
            return read;
        if (read.Instances.Count == 0)
            reader.Fault("instances", "names no model server; [{ metrics = \"http://127.0.0.1:8000/metrics\" }] would be right");
        if (read.StaleAfter <= read.Governor.Watch)
            reader.Fault("stale-after", $"is {read.StaleAfter.TotalSeconds} s; it must be longer than governor.watch, {read.Governor.Watch.TotalSeconds} s");
        return read;
    }

    /// <summary>The governor for a server; null when it is off.</summary>
    /// <param name="gpus">The server's GPUs.</param>
    /// <exception cref="InputException">The profile cannot be used, or an instance has GPUs that are not there.</exception>
    public LiveGovernorOptions? For(IReadOnlyList<IGpuDevice> gpus)
    {
        if (Mode == GovernorMode.Off)
            return null;
        (ClockCosts costs, string from) = Costs(gpus[0].Model, gpus.Count);
        LiveGovernorOptions options = new()
        {
            Mode = Mode,
            Settings = Governor.Settings,
            Costs = costs,
            CostsFrom = from,
            Instances = Instances,
            Watch = Governor.Watch,
            Timeout = Timeout,
            StaleAfter = StaleAfter,
        };
        return options.Problem(gpus.Count) is { } problem ? throw new InputException("governor.instances", 0, problem) : options;
    }

    /// <summary>What a server's work loses at lower clocks, for ladders that ask for watts at a price: of the profile, or of the figures that come with the program where they were measured on such GPUs.</summary>
    /// <param name="gpus">The server's GPUs.</param>
    /// <returns>The work and where its figures come from; or no work, and why.</returns>
    public (IWorkProfile? Work, string From) Work(IReadOnlyList<IGpuDevice> gpus)
    {
        GpuModel gpu = gpus[0].Model;
        if (Profile is null && !IsMeasured(gpu))
            return (null, $"no figures come with the program for {gpu.Name}; governor.profile would give some");
        try
        {
            (ClockCosts costs, string from) = Costs(gpu, gpus.Count);
            return (new ProfiledWork(costs, PromptShare, [.. gpus.Select(static device => device.Model)]), from);
        }
        catch (InputException e) when (Mode == GovernorMode.Off)
        {
            return (null, e.Message); // Nothing else of this agent needs the profile.
        }
    }

    private static GovernedInstance Instance(SettingsReader reader)
    {
        Uri address = new("http://127.0.0.1:8000/metrics");
        if (reader.Text("metrics") is not { } text)
            reader.RequireWritten("metrics", "an address such as http://127.0.0.1:8000/metrics would be right");
        else if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? read) || read.Scheme is not ("http" or "https") || read.UserInfo.Length > 0)
            reader.Fault("metrics", $"is '{text}'; an address such as http://127.0.0.1:8000/metrics would be right");
        else
            address = read;
        List<int> gpus = [];
        foreach (SettingsNode item in reader.Items("gpus"))
        {
            if (int.TryParse(item.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int gpu) && gpu < Wire.WireLimits.Gpus)
                gpus.Add(gpu);
            else
                reader.Fault("gpus", $"has {item}; indices of GPUs such as [0, 1, 2, 3] would be right");
        }

        reader.RefuseUnknown();
        return new GovernedInstance(address, gpus);
    }

    private (ClockCosts Costs, string From) Costs(GpuModel gpu, int gpus)
    {
        if (Profile is not { } file)
            return (ServingClockCosts.Of(GpuPhysics.For(gpu, Model)), $"the figures that come with the program: {ShippedFor(gpu)}, {Model}");
        ServingProfile profile = ServingProfileFile.Read(file);
        int[] sizes = [.. Instances.Select(instance => instance.Gpus.Count == 0 ? gpus : instance.Gpus.Count).Distinct()];
        try
        {
            return (ProfiledClockCosts.Of(profile, sizes.Length == 1 ? sizes[0] : null, gpu.IdleAt), file);
        }
        catch (ArgumentException e)
        {
            throw new InputException(file, 0, $"cannot be governed by: {e.Message.Split(" (Parameter", 2)[0]}; rows at two clocks or more, with ttft and tbt, would be right");
        }
    }

    private static bool IsA100(GpuModel gpu) => gpu.Name.Contains("A100", StringComparison.OrdinalIgnoreCase) || gpu.Name.Contains("A800", StringComparison.OrdinalIgnoreCase);

    private static bool IsH100(GpuModel gpu) => gpu.Name.Contains("H100", StringComparison.OrdinalIgnoreCase);

    private static bool IsMeasured(GpuModel gpu) => IsA100(gpu) || IsH100(gpu);

    private static string ShippedFor(GpuModel gpu)
    {
        if (IsA100(gpu))
            return "measured on A100";
        return IsH100(gpu) ? "measured on H100" : $"H100's, scaled to {gpu.Name}, for which there are none; governor.profile would be better";
    }
}
