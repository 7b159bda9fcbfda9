using System.IO.Compression;
using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Input;
using PowerActors.Simulation.Tests.Serving;

namespace PowerActors.Simulation.Tests.Placement;

/// <summary>Alibaba's trace and its reference runs.</summary>
internal static class OpenB
{
    public const string Nodes = "data/openb/openb_node_list_gpu_node.csv";
    public const string Default = "data/openb/openb_pod_list_default.csv";
    public const string Arrivals42 = "data/openb/golden/default-seed42.arrivals.csv";
    public const string Order42 = "data/openb/golden/default-seed42.node_rank.csv";

    public static PlacementTrace Trace(int seed) => PlacementTrace.Read(
        new PlacementFiles(
            SharedData.Path(Nodes),
            SharedData.Path(Default),
            SharedData.Path($"data/openb/golden/default-seed{seed}.arrivals.csv"),
            SharedData.Path($"data/openb/golden/default-seed{seed}.node_rank.csv")),
        PowerTable.BuiltIn);

    public static string[] ReadGzip(string file)
    {
        using FileStream stream = File.OpenRead(SharedData.Path(file));
        using GZipStream unpacked = new(stream, CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
