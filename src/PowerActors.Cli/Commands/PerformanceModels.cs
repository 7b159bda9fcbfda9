using PowerActors.Core.Hardware;
using PowerActors.Simulation.Serving;

namespace PowerActors.Cli.Commands;

/// <summary>How long requests take on each product of server, each looked up once.</summary>
/// <param name="model">The language model.</param>
/// <param name="profile">A file of measured times; null for the shipped ones.</param>
internal sealed class PerformanceModels(string model, string? profile)
{
    private readonly Dictionary<string, PerformanceModel> _known = new(StringComparer.Ordinal);

    /// <summary>The times on a server.</summary>
    public PerformanceModel For(ServerModel server)
    {
        string hardware = Hardware(server.Gpu);
        int parallel = server.GpuCount switch { >= 8 => 8, >= 4 => 4, _ => 2 };
        string key = $"{hardware}/{parallel}";
        if (!_known.TryGetValue(key, out PerformanceModel? found))
            _known[key] = found = profile is null ? PerformanceModel.Shipped(model, hardware, parallel) : PerformanceModel.FromFile(profile, model, hardware, parallel);
        return found;
    }

    /// <summary>Measured times exist for A100 and H100; a later GPU is served at H100's, an unknown one by the size of its power budget.</summary>
    private static string Hardware(GpuModel gpu) =>
        gpu.Name.StartsWith("A100", StringComparison.OrdinalIgnoreCase) || gpu.Tdp.Value < 500 ? "a100-80gb" : "h100-80gb";
}
