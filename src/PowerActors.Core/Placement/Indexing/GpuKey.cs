using System.Runtime.InteropServices;

namespace PowerActors.Core.Placement.Indexing;

/// <summary>Free milli of up to sixteen GPUs as four numbers that compare and hash quickly.</summary>
internal readonly record struct GpuKey(ulong A, ulong B, ulong C, ulong D)
{
    public static GpuKey Of(ReadOnlySpan<ushort> free)
    {
        Span<ushort> all = stackalloc ushort[NodeSpec.MostGpus];
        all.Clear();
        free.CopyTo(all);
        Span<ulong> longs = MemoryMarshal.Cast<ushort, ulong>(all);
        return new GpuKey(longs[0], longs[1], longs[2], longs[3]);
    }
}
