using PowerActors.Core.Units;

namespace PowerActors.Core.Hardware;

/// <summary>
/// The servers that are known without settings: NVIDIA's DGX of eight GPUs, with the vendor's maximum power as nameplate. The part that is not GPU was measured
/// for DGX A100 only (idle server about 1,500 W); for the others its idle and busy share of the maximum are assumed to be DGX A100's,
/// and it is taken to follow the GPUs' load all the way, since no row of them is known to fit it to.
/// </summary>
public static class ServerCatalog
{
    /// <summary>DGX A100: 6.5 kW; without GPUs 1.0 kW idle (so that the idle server draws about 1,500 W), 2.9 kW busy, 3.3 kW at most; busy from 72 % of the GPUs' load on, fitted to POLCA's row (ASPLOS'24).</summary>
    public static ServerModel DgxA100 { get; } = Dgx("DGX-A100", GpuCatalog.A100Sxm80, 6.5, 1.0, 2.9, busyAt: .72);

    /// <summary>DGX H100: 10.2 kW; 4.6 kW without GPUs at most.</summary>
    public static ServerModel DgxH100 { get; } = Dgx("DGX-H100", GpuCatalog.H100Sxm, 10.2, 1.4, 4.0);

    /// <summary>DGX H200: 10.2 kW; 4.6 kW without GPUs at most.</summary>
    public static ServerModel DgxH200 { get; } = Dgx("DGX-H200", GpuCatalog.H200Sxm, 10.2, 1.4, 4.0);

    /// <summary>DGX B200: 14.3 kW; 6.3 kW without GPUs at most.</summary>
    public static ServerModel DgxB200 { get; } = Dgx("DGX-B200", GpuCatalog.B200, 14.3, 1.9, 5.5);

    /// <summary>All of them by name, and by the spelling without a hyphen.</summary>
    public static ProductCatalog<ServerModel> BuiltIn { get; } = new(
        [(DgxA100.Name, DgxA100), (DgxH100.Name, DgxH100), (DgxH200.Name, DgxH200), (DgxB200.Name, DgxB200)],
        [("DGX A100", DgxA100.Name), ("DGX H100", DgxH100.Name), ("DGX H200", DgxH200.Name), ("DGX B200", DgxB200.Name)]);

    private static ServerModel Dgx(string name, GpuModel gpu, double nameplate, double idle, double busy, double busyAt = 1) => new()
    {
        Name = name,
        Gpu = gpu,
        GpuCount = 8,
        Nameplate = Watts.FromKilowatts(nameplate),
        NonGpuIdle = Watts.FromKilowatts(idle),
        NonGpuBusy = Watts.FromKilowatts(busy),
        NonGpuBusyAt = busyAt,
    };
}
