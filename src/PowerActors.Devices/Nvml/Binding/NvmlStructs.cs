using System.Runtime.InteropServices;

namespace PowerActors.Devices.Nvml.Binding;

/// <summary><c>nvmlFieldValue_t</c>, 40 bytes: a field asked for and its value, each with a return code of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal struct NvmlFieldValue
{
    [FieldOffset(0)]
    public uint FieldId;

    [FieldOffset(4)]
    public uint ScopeId; // 0 the GPU, 1 the module, 2 its memory

    [FieldOffset(8)]
    public long TimestampMicroseconds;

    [FieldOffset(16)]
    public long LatencyMicroseconds;

    [FieldOffset(24)]
    public NvmlValueType ValueType;

    [FieldOffset(28)]
    public NvmlReturn Return;

    [FieldOffset(32)]
    public double Double;

    [FieldOffset(32)]
    public uint UInt;

    [FieldOffset(32)]
    public int Int;

    [FieldOffset(32)]
    public ulong ULong;

    [FieldOffset(32)]
    public ushort UShort;

    /// <summary>The value as a whole number that is not negative, if there is one.</summary>
    public readonly bool TryGet(out ulong value)
    {
        value = ValueType switch
        {
            NvmlValueType.Double when Double >= 0 => (ulong)Double,
            NvmlValueType.UnsignedInt => UInt,
            NvmlValueType.UnsignedLong => OperatingSystem.IsWindows() ? UInt : ULong, // C's long has 32 bits there.
            NvmlValueType.UnsignedLongLong => ULong,
            NvmlValueType.SignedLongLong when (long)ULong >= 0 => ULong,
            NvmlValueType.SignedInt when Int >= 0 => (ulong)Int,
            NvmlValueType.UnsignedShort => UShort,
            _ => ulong.MaxValue,
        };
        return Return == NvmlReturn.Success && value != ulong.MaxValue;
    }
}

/// <summary><c>nvmlValueType_t</c>.</summary>
internal enum NvmlValueType
{
    Double = 0,
    UnsignedInt = 1,
    UnsignedLong = 2,
    UnsignedLongLong = 3,
    SignedLongLong = 4,
    SignedInt = 5,
    UnsignedShort = 6,
}

/// <summary><c>nvmlUtilization_t</c>: percent of the last sample period.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}

/// <summary><c>nvmlMemory_t</c>, bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}

/// <summary><c>nvmlMemory_v2_t</c>, bytes. Its version must be set before the call, as in every versioned struct of NVML: size, and the version in the top byte.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemoryV2
{
    public uint Version;
    public ulong Total;
    public ulong Reserved;
    public ulong Free;
    public ulong Used;

    public static NvmlMemoryV2 Ask() => new() { Version = NvmlVersions.Of<NvmlMemoryV2>(2) };
}

/// <summary><c>nvmlTemperature_v1_t</c>, degrees Celsius.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlTemperature
{
    public uint Version;
    public uint Sensor;
    public int Celsius;

    public static NvmlTemperature Ask() => new() { Version = NvmlVersions.Of<NvmlTemperature>(1) };
}

/// <summary><c>nvmlPciInfo_t</c>, 68 bytes, as <c>nvmlDeviceGetPciInfo_v3</c> fills it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NvmlPciInfo
{
    public fixed byte BusIdLegacy[16];
    public uint Domain;
    public uint Bus;
    public uint Device;
    public uint PciDeviceId;
    public uint PciSubSystemId;
    public fixed byte BusId[32];
}

/// <summary>Versions of structs as NVML wants them.</summary>
internal static class NvmlVersions
{
    public static unsafe uint Of<T>(uint version)
        where T : unmanaged => (uint)sizeof(T) | (version << 24);
}
