using System.Runtime.InteropServices;
using PowerActors.Devices.Nvml;
using PowerActors.Devices.Nvml.Binding;

namespace PowerActors.Devices.Tests.Nvml;

/// <summary>Layouts and versions against NVML's documented structs.</summary>
public sealed class BindingTests
{
    [Fact]
    public void Structs_AreAsLargeAsNvmlsOwn()
    {
        Marshal.SizeOf<NvmlFieldValue>().ShouldBe(40);
        Marshal.SizeOf<NvmlMemoryV2>().ShouldBe(40);
        Marshal.SizeOf<NvmlMemory>().ShouldBe(24);
        Marshal.SizeOf<NvmlTemperature>().ShouldBe(12);
        Marshal.SizeOf<NvmlPciInfo>().ShouldBe(68);
        Marshal.OffsetOf<NvmlFieldValue>(nameof(NvmlFieldValue.ValueType)).ShouldBe(24);
        Marshal.OffsetOf<NvmlPciInfo>(nameof(NvmlPciInfo.BusId)).ShouldBe(36);
    }

    [Fact]
    public void Versions_HoldSizeAndVersion()
    {
        NvmlMemoryV2.Ask().Version.ShouldBe(0x02000028u);
        NvmlTemperature.Ask().Version.ShouldBe(0x0100000Cu);
    }

    [Fact]
    public void FieldValue_OfEveryType_IsReadAsItsType()
    {
        Read(new NvmlFieldValue { ValueType = NvmlValueType.UnsignedInt, ULong = 0xdddddddd_00000007 }).ShouldBe(7ul);
        Read(new NvmlFieldValue { ValueType = NvmlValueType.UnsignedLongLong, ULong = 1ul << 40 }).ShouldBe(1ul << 40);
        Read(new NvmlFieldValue { ValueType = NvmlValueType.Double, Double = 12.7 }).ShouldBe(12ul);
        Read(new NvmlFieldValue { ValueType = NvmlValueType.SignedInt, Int = -1 }).ShouldBeNull();
        Read(new NvmlFieldValue { ValueType = NvmlValueType.Double, Double = double.NaN }).ShouldBeNull();
        Read(new NvmlFieldValue { ValueType = (NvmlValueType)99, ULong = 1 }).ShouldBeNull();
        Read(new NvmlFieldValue { ValueType = NvmlValueType.UnsignedInt, UInt = 7, Return = NvmlReturn.NotSupported }).ShouldBeNull();
    }

    private static ulong? Read(NvmlFieldValue value) => value.TryGet(out ulong number) ? number : null;
}
