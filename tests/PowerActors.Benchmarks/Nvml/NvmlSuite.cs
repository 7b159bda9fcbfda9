using System.Diagnostics;
using PowerActors.Benchmarks.Engine;
using PowerActors.Core.Hardware;
using PowerActors.Core.Units;
using PowerActors.Devices.Nvml;

namespace PowerActors.Benchmarks.Nvml;

/// <summary>
/// Measures the driver of this very host, by reading only: what a reading of all GPUs costs, how often the driver has a new one, and whether the readings add up to what the
/// energy counter says.
/// </summary>
internal static class NvmlSuite
{
    private const int Warm = 50;
    private const int Reads = 2000;
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(10);

    public static void Run()
    {
        using NvmlServerHardware host = Open();
        if (host.Gpus.Count == 0)
            return;
        Console.WriteLine($"driver {host.DriverVersion}, NVML {host.NvmlVersion}, {host.Gpus.Count} × {host.Gpus[0].Model.Name}, .NET {Environment.Version}");
        Stopwatch clock = Stopwatch.StartNew();
        Inventory();
        Sweeps(host, clock, "readings of all GPUs, one after the other", pause: TimeSpan.Zero, Reads);
        Sweeps(host, clock, "readings of all GPUs, ten per second", pause: TimeSpan.FromMilliseconds(100), 100);
        Freshness(host, clock);
    }

    private static NvmlServerHardware Open()
    {
        try
        {
            return NvmlServerHardware.Open();
        }
        catch (NvmlException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
            throw;
        }
    }

    private static void Inventory()
    {
        Measurement whole = Measurement.Of(2, 20, static () => Measurement.Nanoseconds(static () => NvmlInventory.Read()) / 1e6);
        Console.WriteLine($"all that NVML tells, its session opened and closed: {whole.Median:0.00} ms ({whole.Min:0.00}–{whole.Max:0.00})");
    }

    private static void Sweeps(NvmlServerHardware host, Stopwatch clock, string what, TimeSpan pause, int reads)
    {
        GpuReading[] readings = new GpuReading[host.Gpus.Count];
        for (int i = 0; i < Warm; i++)
            host.ReadGpus(clock.Elapsed, readings);
        double[] milliseconds = new double[reads];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < reads; i++)
        {
            if (pause > TimeSpan.Zero)
                Thread.Sleep(pause);
            long start = Stopwatch.GetTimestamp();
            host.ReadGpus(clock.Elapsed, readings);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.Sort(milliseconds);
        Console.WriteLine($"{what}: median {milliseconds[reads / 2]:0.000} ms, 99 % within {milliseconds[reads * 99 / 100]:0.000} ms, most {milliseconds[^1]:0.000} ms; {(double)bytes / reads:0} bytes each ({reads} readings)");
    }

    private static void Freshness(NvmlServerHardware host, Stopwatch clock)
    {
        GpuReading[] readings = new GpuReading[host.Gpus.Count];
        List<double> changes = [];
        double last = double.NaN, changedAt = double.NaN, joules = 0, least = double.PositiveInfinity, most = 0;
        (Joules energyAt, double energyChanged) = (EnergyOf(host, clock), 0);
        (double at, double first, double began) = (clock.Elapsed.TotalSeconds, energyAt.Value, double.NaN);
        double counted = first, countedAt = at, joulesAtCounted = 0;
        long reads = 0;
        for (double end = at + Watch.TotalSeconds; at < end; reads++)
        {
            host.ReadGpus(clock.Elapsed, readings);
            double now = clock.Elapsed.TotalSeconds, watts = readings[0].Power.Value;
            joules += double.IsNaN(began) ? 0 : watts * (now - at);
            (least, most, at) = (Math.Min(least, watts), Math.Max(most, watts), now);
            if (watts != last)
            {
                if (!double.IsNaN(changedAt))
                    changes.Add((now - changedAt) * 1e3);
                (last, changedAt) = (watts, now);
            }

            double energy = host.NvmlGpus[0].Status.Sample.Energy?.Value ?? double.NaN;
            if (energy == counted)
                continue;
            if (double.IsNaN(began))
                (began, first, joules) = (now, energy, 0);
            (counted, countedAt, joulesAtCounted) = (energy, now, joules);
            energyChanged++;
        }

        Console.WriteLine($"power of the first GPU over {Watch.TotalSeconds:0} s: {least:0.0} to {most:0.0} W, {reads} readings");
        if (changes.Count > 0)
        {
            Measurement apart = new(changes);
            Console.WriteLine($"a new figure every {apart.Median:0.0} ms ({apart.Min:0.0}–{apart.Max:0.0}, {changes.Count} changes)");
        }

        if (countedAt > began)
            Console.WriteLine($"energy counter: {counted - first:0.0} J in {countedAt - began:0.00} s = {(counted - first) / (countedAt - began):0.0} W; readings add up to {joulesAtCounted:0.0} J ({(joulesAtCounted / (counted - first)) - 1:+0.0 %;-0.0 %}); a new count every {(countedAt - began) / energyChanged * 1e3:0.0} ms");
    }

    private static Joules EnergyOf(NvmlServerHardware host, Stopwatch clock)
    {
        host.ReadGpus(clock.Elapsed, new GpuReading[host.Gpus.Count]);
        return host.NvmlGpus[0].Status.Sample.Energy ?? default;
    }
}
