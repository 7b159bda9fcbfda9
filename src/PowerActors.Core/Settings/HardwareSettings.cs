using PowerActors.Core.Hardware;
using PowerActors.Core.Units;

namespace PowerActors.Core.Settings;

/// <summary>The section <c>hardware</c>: GPUs and servers that settings add to the built-in ones, or change under the same name.</summary>
/// <param name="Gpus">Every GPU that is known.</param>
/// <param name="Servers">Every server that is known.</param>
public sealed record HardwareSettings(ProductCatalog<GpuModel> Gpus, ProductCatalog<ServerModel> Servers)
{
    private const int MostGpus = 1024;

    /// <summary>Reads the section. A faulty product is noted and left out.</summary>
    /// <param name="root">All settings.</param>
    /// <param name="complete">False when a product was left out, so that a name may be unknown for that reason alone.</param>
    public static HardwareSettings Read(SettingsReader root, out bool complete)
    {
        SettingsReader reader = root.Object("hardware");
        int before = root.Faults.Count;
        ProductCatalog<GpuModel> gpus = GpuCatalog.BuiltIn;
        foreach ((string name, SettingsReader gpu) in reader.Named("gpus"))
        {
            if (ReadGpu(name, gpu, gpus) is { } model)
                gpus = gpus.With(name, model);
        }

        ProductCatalog<ServerModel> servers = ServerCatalog.BuiltIn;
        foreach ((string name, SettingsReader server) in reader.Named("servers"))
        {
            if (ReadServer(name, server, servers, gpus) is { } model)
                servers = servers.With(name, model);
        }

        reader.RefuseUnknown();
        complete = root.Faults.Count == before;
        return new HardwareSettings(gpus, servers);
    }

    private static GpuModel? ReadGpu(string name, SettingsReader reader, ProductCatalog<GpuModel> known)
    {
        int before = reader.Faults.Count;
        GpuModel? from = Extended(reader, known);
        if (from is null && !reader.Has("extends"))
            RequireAll(reader, "tdp", "idle", "min-power-cap", "min-clock", "max-clock", "clock-step", "brake-clock", "worst-draw");
        GpuModel standard = from ?? GpuCatalog.A100Sxm80;
        Megahertz maxClock = reader.Clock("max-clock") ?? standard.MaxClock;
        Watts tdp = reader.Power("tdp") ?? standard.Tdp;
        IReadOnlyList<(double ClockShare, double Watts)>? idleByClock = CurveSettings.Idle(reader, maxClock) ?? (reader.Has("idle") ? null : from?.IdleByClock);
        Watts idle = reader.Power("idle") ?? (reader.Has("idle-by-clock") && idleByClock is { } pairs ? new Watts(pairs[0].Watts) : standard.Idle);
        GpuModel model = standard with
        {
            Name = name,
            Tdp = tdp,
            Idle = idle,
            IdleByClock = idleByClock,
            MinPowerCap = reader.Power("min-power-cap") ?? standard.MinPowerCap,
            MinClock = reader.Clock("min-clock") ?? standard.MinClock,
            MaxClock = maxClock,
            SustainedClock = reader.Clock("sustained-clock") ?? (reader.Has("max-clock") ? maxClock : standard.SustainedClock),
            ClockStep = reader.Clock("clock-step") ?? standard.ClockStep,
            BrakeClock = reader.Clock("brake-clock") ?? standard.BrakeClock,
            WorstDrawByClock = CurveSettings.WorstDraw(reader, maxClock, tdp, idle) ?? standard.WorstDrawByClock,
            DynamicPowerByClock = CurveSettings.DynamicPower(reader, maxClock) ?? from?.DynamicPowerByClock,
        };
        reader.RefuseUnknown();
        if (reader.Faults.Count > before)
            return null;
        Require(reader, "idle", model.Idle < model.Tdp, $"is {model.Idle}; it must be below the TDP of {model.Tdp}");
        Require(reader, "idle-by-clock", model.IdleAt(model.MaxClock) < model.Tdp, $"ends at {model.IdleAt(model.MaxClock)}; it must be below the TDP of {model.Tdp}");
        Require(reader, "idle-by-clock", model.IdleAt(model.MinClock) >= model.Idle, $"begins at {model.IdleAt(model.MinClock)}; it must not be below idle, {model.Idle}");
        Require(reader, "min-power-cap", model.MinPowerCap <= model.Tdp, $"is {model.MinPowerCap}; it must not be above the TDP of {model.Tdp}");
        Require(reader, "min-clock", model.MinClock <= model.MaxClock, $"is {model.MinClock}; it must not be above the maximum clock of {model.MaxClock}");
        RequireWithin(reader, "sustained-clock", model.SustainedClock, model);
        RequireWithin(reader, "brake-clock", model.BrakeClock, model);
        return reader.Faults.Count > before ? null : model;
    }

    private static ServerModel? ReadServer(string name, SettingsReader reader, ProductCatalog<ServerModel> known, ProductCatalog<GpuModel> gpus)
    {
        int before = reader.Faults.Count;
        ServerModel? from = Extended(reader, known);
        if (from is null && !reader.Has("extends"))
            RequireAll(reader, "gpu", "gpus", "nameplate", "idle-without-gpus", "busy-without-gpus");
        ServerModel standard = from ?? ServerCatalog.DgxA100;
        ServerModel model = standard with
        {
            Name = name,
            Gpu = Product(reader, "gpu", gpus) ?? standard.Gpu,
            GpuCount = reader.Int32("gpus", 1, MostGpus) ?? standard.GpuCount,
            Nameplate = reader.Power("nameplate") ?? standard.Nameplate,
            NonGpuIdle = reader.Power("idle-without-gpus") ?? standard.NonGpuIdle,
            NonGpuBusy = reader.Power("busy-without-gpus") ?? standard.NonGpuBusy,
            NonGpuBusyAt = reader.Share("busy-at", .01, 1) ?? standard.NonGpuBusyAt,
        };
        reader.RefuseUnknown();
        if (reader.Faults.Count > before)
            return null;
        Require(reader, "nameplate", model.NonGpuMax >= model.NonGpuBusy,
            $"is {model.Nameplate}; it must be at least {(model.Gpu.Tdp * model.GpuCount) + model.NonGpuBusy}: {model.GpuCount} GPUs of {model.Gpu.Tdp} and {model.NonGpuBusy} for the rest when busy");
        Require(reader, "idle-without-gpus", model.NonGpuIdle <= model.NonGpuBusy, $"is {model.NonGpuIdle}; it must not be above busy-without-gpus, {model.NonGpuBusy}");
        return reader.Faults.Count > before ? null : model;
    }

    /// <summary>A product that settings name; null where the key is missing or the product unknown, which is noted.</summary>
    internal static T? Product<T>(SettingsReader reader, string key, ProductCatalog<T> known)
        where T : class
    {
        if (reader.Text(key) is not { } name)
            return null;
        if (known.TryGet(name, out T? product))
            return product;
        string right = known.Nearest(name) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", known.Names)}";
        reader.Fault(key, $"is the unknown product '{name}'; {right}");
        return null;
    }

    private static T? Extended<T>(SettingsReader reader, ProductCatalog<T> known)
        where T : class => Product(reader, "extends", known);

    private static void RequireAll(SettingsReader reader, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
            reader.RequireWritten(key, "write it, or name a product to take it from with extends");
    }

    private static void RequireWithin(SettingsReader reader, string key, Megahertz clock, GpuModel model) =>
        Require(reader, key, clock >= model.MinClock && clock <= model.MaxClock, $"is {clock}; it must be from min-clock to max-clock, {model.MinClock} to {model.MaxClock}");

    private static void Require(SettingsReader reader, string key, bool holds, string problem)
    {
        if (!holds)
            reader.Fault(key, problem);
    }
}
