namespace PowerActors.Tree;

/// <summary>Names of GPU actors by index, made once.</summary>
internal static class GpuNames
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 16).Select(static i => $"gpu-{i}")];

    public static string Of(int gpu) => gpu < Names.Length ? Names[gpu] : $"gpu-{gpu}";
}
