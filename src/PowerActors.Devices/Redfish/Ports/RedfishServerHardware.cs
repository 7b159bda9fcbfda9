using PowerActors.Core.Hardware;
using PowerActors.Core.Input;
using PowerActors.Core.Units;
using PowerActors.Devices.Redfish.Client;
using PowerActors.Devices.Redfish.Discovery;

namespace PowerActors.Devices.Redfish.Ports;

/// <summary>What a server's controller is to be used for.</summary>
public sealed record RedfishServerOptions
{
    /// <summary>What is fixed for the server's product.</summary>
    public required ServerModel Model { get; init; }

    /// <summary>The system whose GPUs are meant, where a controller has several; null where it has one.</summary>
    public string? System { get; init; }

    /// <summary>The processors that are its GPUs, in the order of their indices; empty for those that the service calls GPUs, by the numbers in their names.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>The meters that add up to the server's power; empty for the one that discovery finds, if there is only one.</summary>
    public IReadOnlyList<string> Meters { get; init; } = [];

    /// <summary>How often it is read.</summary>
    public RedfishPollOptions Poll { get; init; } = RedfishPollOptions.Default;

    /// <summary>How long a ceiling may take before it acts, as the topology was checked with; a command that took longer is told. Null: nobody reckons with a time.</summary>
    public TimeSpan? ClockLatency { get; init; }

    /// <summary>The same for the brake.</summary>
    public TimeSpan? BrakeLatency { get; init; }
}

/// <summary>
/// A server through its controller: GPUs as out-of-band actuators, readings in the background. Where GPU power is known for all GPUs only, or for the server only, each GPU counts for an equal
/// part (see docs/redfish.md). The client is the caller's to dispose of, after this.
/// </summary>
public sealed class RedfishServerHardware : IServerHardware, IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _time;
    private readonly RedfishPoller _poller;
    private readonly List<RedfishActuator> _actuators = [];
    private Task[] _work = [];

    private RedfishServerHardware(RedfishClient client, RedfishServerOptions options, RedfishInventory inventory, RedfishGpuInfo[] gpus, Action<RedfishNotice> notices)
    {
        Inventory = inventory;
        _time = client.Time;
        _poller = new RedfishPoller(client, options.Poll, notices);
        Meter = AddServerMeter(options, inventory, client.Endpoint, notices);
        IPowerMeter? all = AddMeterOfAllGpus(inventory) is { } whole ? new SharedPowerMeter(whole, gpus.Length, Watts.Zero)
            : Meter is null ? null : new SharedPowerMeter(Meter, gpus.Length, options.Model.NonGpuIdle);
        var devices = new RedfishGpu[gpus.Length];
        for (int i = 0; i < devices.Length; i++)
        {
            RedfishGpuInfo gpu = gpus[i];
            IPowerMeter? power = gpu.Meters.Count > 0 ? _poller.AddMeter(gpu.Meters[0].Uri) : all;
            devices[i] = new RedfishGpu(gpu, options.Model.Gpu, power, Actuator(gpu, RedfishControlKind.Clock), Actuator(gpu, RedfishControlKind.Power));
            if (!devices[i].IsSettable)
                notices(new RedfishNotice(RedfishNoticeKind.Command, $"{client.Endpoint}{gpu.Resource}", "has no clock limit and no power limit of its own that can be set; every cap will be refused"));
            if (power is null)
                notices(new RedfishNotice(RedfishNoticeKind.Reading, $"{client.Endpoint}{gpu.Resource}", "has no power reading, and neither has its server; it will count as its worst case"));
        }

        Gpus = devices;

        RedfishActuator? Actuator(RedfishGpuInfo gpu, RedfishControlKind kind)
        {
            if (gpu.Controls.FirstOrDefault(control => control.Kind == kind && control.IsSettable) is not { } control)
                return null;
            RedfishActuator actuator = new(client, control, options.Poll.ReadBack, notices) { ClockLatency = options.ClockLatency, BrakeLatency = options.BrakeLatency };
            _actuators.Add(actuator);
            return actuator;
        }
    }

    /// <summary>What discovery found.</summary>
    public RedfishInventory Inventory { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IGpuDevice> Gpus { get; }

    /// <inheritdoc/>
    public IPowerMeter? Meter { get; }

    /// <summary>Discovers a server and starts to read it. Changes nothing of it.</summary>
    /// <param name="client">Its controller.</param>
    /// <param name="options">What it is used for.</param>
    /// <param name="cancellation">Ends discovery.</param>
    /// <param name="notices">Told what an operator should hear of.</param>
    /// <exception cref="InputException">What was found is not the server that was expected.</exception>
    /// <exception cref="RedfishException">The controller cannot be read.</exception>
    public static async Task<RedfishServerHardware> ConnectAsync(
        RedfishClient client, RedfishServerOptions options, CancellationToken cancellation, Action<RedfishNotice>? notices = null)
    {
        RedfishInventory inventory = await RedfishDiscovery.RunAsync(client, cancellation).ConfigureAwait(false);
        RedfishServerHardware hardware = new(client, options, inventory, ChooseGpus(options, inventory, client.Endpoint), notices ?? (static _ => { }));
        hardware._work = [.. hardware._actuators.Select(actuator => Task.Run(() => actuator.RunAsync(hardware._end.Token))), Task.Run(() => hardware._poller.RunAsync(hardware._end.Token))];
        return hardware;
    }

    /// <summary>Waits until every command has been taken or refused.</summary>
    /// <param name="patience">How long, at most.</param>
    /// <returns>How many were neither.</returns>
    public async Task<int> SettleAsync(TimeSpan patience)
    {
        long start = _time.GetTimestamp();
        while (_actuators.Exists(static actuator => actuator.IsBusy) && _time.GetElapsedTime(start) < patience)
            await Task.Delay(LookEvery, _time).ConfigureAwait(false);
        return _actuators.Count(static actuator => actuator.IsBusy);
    }

    /// <summary>Stops reading and sending. Limits in force stay in force.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work).ConfigureAwait(false);
        _end.Dispose();
    }

    private static RedfishGpuInfo[] ChooseGpus(RedfishServerOptions options, RedfishInventory inventory, RedfishEndpoint endpoint)
    {
        RedfishGpuInfo[] known = [.. inventory.Gpus.Where(gpu => options.System is null || gpu.System == options.System.TrimEnd('/'))];
        string[] systems = [.. known.Select(static gpu => gpu.System).Distinct(StringComparer.Ordinal)];
        if (options.Gpus.Count == 0 && systems.Length > 1)
            throw new InputException(endpoint.ToString(), 0, $"has GPUs in {systems.Length} systems; name one of {string.Join(", ", systems)} as system");
        if (options.Gpus.Count > 0)
            known = [.. options.Gpus.Select(resource => inventory.Gpus.FirstOrDefault(gpu => gpu.Resource == resource.TrimEnd('/'))
                ?? throw new InputException(endpoint.ToString(), 0, $"has no GPU {resource}; it has {Names(inventory.Gpus)}"))];
        return known.Length == options.Model.GpuCount
            ? known
            : throw new InputException(endpoint.ToString(), 0, $"has {known.Length} GPUs ({Names(known)}), a {options.Model.Name} has {options.Model.GpuCount}; name another model, or the GPUs");
    }

    private static string Names(IReadOnlyList<RedfishGpuInfo> gpus) => gpus.Count == 0 ? "none" : string.Join(", ", gpus.Select(static gpu => gpu.Resource));

    private IPowerMeter? AddServerMeter(RedfishServerOptions options, RedfishInventory inventory, RedfishEndpoint endpoint, Action<RedfishNotice> notices)
    {
        IReadOnlyList<string> uris = options.Meters.Count > 0 ? options.Meters : ServerMeters(inventory);
        if (uris.Count == 0)
            notices(new RedfishNotice(RedfishNoticeKind.Reading, endpoint.ToString(), "no meter, or more than one, could be that of the server; name one in its settings"));
        RedfishMeter[] meters = [.. uris.Select(_poller.AddMeter)];
        return meters.Length switch
        {
            0 => null,
            1 => meters[0],
            _ => new SumMeter(meters),
        };
    }

    /// <summary>The environment metrics of the only chassis or system that has them, else the only entry of the older power resource, else what all power supplies take in.</summary>
    private static IReadOnlyList<string> ServerMeters(RedfishInventory inventory)
    {
        RedfishMeterInfo[] whole = [.. inventory.Meters.Where(static m => m is { Kind: RedfishMeterKind.Component, OwnerType: "Chassis" or "ComputerSystem" })];
        foreach (string pointer in new[] { "/PowerWatts/Reading", "/PowerControl/0/PowerConsumedWatts" })
        {
            RedfishMeterInfo[] found = [.. whole.Where(m => m.Pointer == pointer)];
            if (found.Length > 0)
                return found.Length == 1 ? [found[0].Uri] : [];
        }

        return [.. inventory.Meters.Where(static m => m.Kind == RedfishMeterKind.SupplyInput).Select(static m => m.Uri)];
    }

    /// <summary>A meter of all GPUs together; the quickest where there are several.</summary>
    private RedfishMeter? AddMeterOfAllGpus(RedfishInventory inventory)
    {
        RedfishMeterInfo? all = inventory.Meters
            .Where(static m => m.Kind == RedfishMeterKind.AllGpus || (m.Context == "GPU" && RedfishUri.NameOf(m.Resource).Contains("TotalGPU", StringComparison.OrdinalIgnoreCase)))
            .OrderBy(static m => m.Resource.Contains("Fast", StringComparison.Ordinal) ? 0 : 1)
            .FirstOrDefault();
        bool isNeeded = inventory.Gpus.Any(static gpu => gpu.Meters.Count == 0);
        return all is null || !isNeeded ? null : _poller.AddMeter(all.Uri);
    }
}
