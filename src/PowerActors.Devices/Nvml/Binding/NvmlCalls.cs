using System.Text;
using PowerActors.Core.Units;

namespace PowerActors.Devices.Nvml.Binding;

/// <summary>NVML's functions with units for numbers and strings for buffers. A value that could not be read is null, and the code says why. <see cref="Sample"/> allocates nothing.</summary>
internal static unsafe class NvmlCalls
{
    /// <summary>What an out parameter of two unsigned numbers fits.</summary>
    public delegate NvmlReturn GetText(nint device, byte* buffer, uint length);

    public delegate NvmlReturn GetNumber(nint device, out uint value);

    public static NvmlReturn Text(GetText get, nint device, int size, out string? text)
    {
        byte* buffer = stackalloc byte[size];
        *buffer = 0;
        NvmlReturn code = get(device, buffer, (uint)size);
        text = code == NvmlReturn.Success ? Read(buffer, size) : null;
        return code;
    }

    public static NvmlReturn BusId(nint device, out string? busId)
    {
        NvmlReturn code = NvmlMethods.DeviceGetPciInfo(device, out NvmlPciInfo pci);
        busId = code == NvmlReturn.Success ? Read(pci.BusId, 32) : null;
        return code;
    }

    public static NvmlReturn Handle(string uuid, out nint device)
    {
        fixed (byte* name = Encoding.ASCII.GetBytes(uuid + '\0'))
            return NvmlMethods.DeviceGetHandleByUuid(name, out device);
    }

    public static NvmlReturn Watts(GetNumber get, nint device, out Watts? watts)
    {
        NvmlReturn code = get(device, out uint milliwatts);
        watts = code == NvmlReturn.Success ? FromMilliwatts(milliwatts) : null;
        return code;
    }

    /// <summary>One field; where it holds a power, in watts.</summary>
    public static NvmlReturn Watts(uint field, nint device, out Watts? watts)
    {
        NvmlFieldValue value = new() { FieldId = field };
        NvmlReturn code = NvmlMethods.DeviceGetFieldValues(device, 1, &value);
        if (code == NvmlReturn.Success)
            code = value.Return;
        watts = code == NvmlReturn.Success && value.TryGet(out ulong milliwatts) ? FromMilliwatts(milliwatts) : null;
        return code;
    }

    /// <summary>Clocks, rising; empty where there are none.</summary>
    public static NvmlReturn SupportedClocks(nint device, out Megahertz? memory, out Megahertz[] clocks)
    {
        const int Most = 1024;
        uint* buffer = stackalloc uint[Most];
        memory = null;
        clocks = [];
        uint count = Most;
        NvmlReturn code = NvmlMethods.DeviceGetSupportedMemoryClocks(device, ref count, buffer);
        if (code != NvmlReturn.Success || count == 0)
            return code;
        uint highest = 0;
        for (uint i = 0; i < count; i++)
            highest = Math.Max(highest, buffer[i]);
        memory = new Megahertz(highest);
        count = Most;
        code = NvmlMethods.DeviceGetSupportedGraphicsClocks(device, highest, ref count, buffer);
        if (code != NvmlReturn.Success)
            return code;
        uint[] found = new ReadOnlySpan<uint>(buffer, (int)count).ToArray();
        Array.Sort(found);
        clocks = [.. found.Where(static clock => clock > 0).Distinct().Select(static clock => new Megahertz(clock))];
        return code;
    }

    public static NvmlReturn ClockEvents(nint device, out NvmlClockEvents events)
    {
        if (NvmlLibrary.HasClockEvents)
            return NvmlMethods.DeviceGetCurrentClocksEventReasons(device, out events);
        if (NvmlLibrary.HasClockThrottleReasons)
            return NvmlMethods.DeviceGetCurrentClocksThrottleReasons(device, out events);
        events = NvmlClockEvents.None;
        return NvmlReturn.FunctionNotFound;
    }

    /// <summary>Power, clock, limits, energy and reasons: three calls where the driver knows the fields, up to six where it does not. Allocates nothing.</summary>
    public static NvmlSample Sample(nint device, TimeSpan at)
    {
        NvmlFieldValue* fields = stackalloc NvmlFieldValue[4];
        new Span<NvmlFieldValue>(fields, 4).Clear();
        fields[0].FieldId = NvmlFields.PowerInstant;
        fields[1].FieldId = NvmlFields.PowerRequestedLimit;
        fields[2].FieldId = NvmlFields.PowerCurrentLimit;
        fields[3].FieldId = NvmlFields.TotalEnergy;
        NvmlReturn all = NvmlMethods.DeviceGetFieldValues(device, 4, fields);
        bool answered = all == NvmlReturn.Success;
        NvmlReturn code = NvmlReturn.Success;
        bool isMean = !(answered && fields[0].TryGet(out ulong milliwatts));
        if (isMean)
        {
            code = NvmlMethods.DeviceGetPowerUsage(device, out uint mean);
            milliwatts = mean;
        }
        else
        {
            fields[0].TryGet(out milliwatts);
        }

        if (code != NvmlReturn.Success)
            return new NvmlSample(at, code, default, isMean, default, null, null, null, NvmlClockEvents.None);
        Watts? requested = answered && fields[1].TryGet(out ulong limit) ? FromMilliwatts(limit)
            : NvmlMethods.DeviceGetPowerManagementLimit(device, out uint own) == NvmlReturn.Success ? FromMilliwatts(own) : null;
        Watts? enforced = answered && fields[2].TryGet(out limit) ? FromMilliwatts(limit)
            : NvmlMethods.DeviceGetEnforcedPowerLimit(device, out uint tightest) == NvmlReturn.Success ? FromMilliwatts(tightest) : null;
        Joules? energy = answered && fields[3].TryGet(out ulong millijoules) ? new Joules(millijoules / 1e3) : null;
        if (NvmlMethods.DeviceGetClockInfo(device, NvmlClock.Sm, out uint clock) != NvmlReturn.Success)
            clock = 0;
        if (ClockEvents(device, out NvmlClockEvents events) != NvmlReturn.Success)
            events = NvmlClockEvents.None;
        return new NvmlSample(at, NvmlReturn.Success, FromMilliwatts(milliwatts), isMean, new Megahertz(clock), requested, enforced, energy, events);
    }

    private static Watts FromMilliwatts(ulong milliwatts) => new(milliwatts / 1e3);

    private static string Read(byte* buffer, int size)
    {
        ReadOnlySpan<byte> bytes = new(buffer, size);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
    }
}
