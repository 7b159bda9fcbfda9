using PowerActors.Core.Units;
using PowerActors.Devices.Nvml.Binding;

namespace PowerActors.Devices.Nvml;

/// <summary>Reads everything that NVML tells of one GPU, what cannot change and what does.</summary>
internal static class NvmlReports
{
    /// <summary>What can be set, and the highest memory clock.</summary>
    public static NvmlRanges ReadRanges(nint device, out Megahertz? memoryClock)
    {
        Watts? least = null;
        Watts? most = null;
        if (NvmlMethods.DeviceGetPowerManagementLimitConstraints(device, out uint low, out uint high) == NvmlReturn.Success)
            (least, most) = (new Watts(low / 1e3), new Watts(high / 1e3));
        NvmlCalls.Watts(NvmlMethods.DeviceGetPowerManagementDefaultLimit, device, out Watts? standard);
        NvmlCalls.SupportedClocks(device, out memoryClock, out Megahertz[] clocks);
        return new NvmlRanges(clocks, least, most, standard);
    }

    /// <summary>Null where the GPU cannot be split, or the driver is too old to say.</summary>
    public static NvmlMig? ReadMig(nint device) =>
        NvmlLibrary.HasMig && NvmlMethods.DeviceGetMigMode(device, out uint current, out uint pending) == NvmlReturn.Success ? new NvmlMig(current == 1, pending == 1) : null;

    /// <summary>Null where the driver does not say.</summary>
    public static bool? ReadPersistence(nint device) => NvmlMethods.DeviceGetPersistenceMode(device, out uint mode) == NvmlReturn.Success ? mode == 1 : null;

    /// <summary>Null where the driver does not say.</summary>
    public static Megahertz? ReadMaxClock(nint device, NvmlClock clock) => NvmlMethods.DeviceGetMaxClockInfo(device, clock, out uint value) == NvmlReturn.Success ? new Megahertz(value) : null;

    /// <summary>Everything.</summary>
    public static unsafe NvmlGpuReport Read(nint device, int index)
    {
        Reader read = new();
        read.Try("its name", NvmlCalls.Text(NvmlMethods.DeviceGetName, device, NvmlSizes.Name, out string? name));
        read.Try("its UUID", NvmlCalls.Text(NvmlMethods.DeviceGetUuid, device, NvmlSizes.Uuid, out string? uuid));
        read.Try("its serial number", NvmlCalls.Text(NvmlMethods.DeviceGetSerial, device, NvmlSizes.Serial, out string? serial));
        read.Try("its PCI address", NvmlCalls.BusId(device, out string? busId));
        NvmlReturn instantCode = NvmlCalls.Watts(NvmlFields.PowerInstant, device, out Watts? instant);
        NvmlCalls.Watts(NvmlFields.PowerAverage, device, out Watts? average);
        NvmlReturn code = NvmlCalls.Watts(NvmlMethods.DeviceGetPowerUsage, device, out Watts? usage);
        read.Try("the power", instant is null ? code : NvmlReturn.Success);
        if (NvmlCalls.Watts(NvmlFields.PowerRequestedLimit, device, out Watts? requested) != NvmlReturn.Success)
            read.Try("the requested power limit", NvmlCalls.Watts(NvmlMethods.DeviceGetPowerManagementLimit, device, out requested));
        read.Try("the enforced power limit", NvmlCalls.Watts(NvmlMethods.DeviceGetEnforcedPowerLimit, device, out Watts? enforced));
        read.Try("the energy counter", NvmlMethods.DeviceGetTotalEnergyConsumption(device, out ulong millijoules));
        Joules? energy = read.Last ? new Joules(millijoules / 1e3) : null;
        read.Try("the clock event reasons", NvmlCalls.ClockEvents(device, out NvmlClockEvents events));
        NvmlClockEvents? reasons = read.Last ? events : null;
        read.Try("the utilization", NvmlMethods.DeviceGetUtilizationRates(device, out NvmlUtilization utilization));
        bool hasUtilization = read.Last;
        NvmlRanges ranges = ReadRanges(device, out _);
        Megahertz? maxSm = ReadMaxClock(device, NvmlClock.Sm);
        bool isKnown = false;
        NvmlGpuReport report = new()
        {
            Index = index,
            Name = name ?? "",
            Uuid = uuid ?? "",
            Serial = serial,
            PciBusId = busId,
            PersistenceMode = ReadPersistence(device),
            Mig = ReadMig(device),
            InstantPower = instant,
            AveragePower = average,
            PowerUsage = usage,
            RequestedLimit = requested,
            EnforcedLimit = enforced,
            Ranges = ranges,
            TotalEnergy = energy,
            GraphicsClock = read.Clock(device, NvmlClock.Graphics, "the graphics clock"),
            SmClock = read.Clock(device, NvmlClock.Sm, "the clock of the streaming multiprocessors"),
            MemoryClock = read.Clock(device, NvmlClock.Memory, "the memory clock"),
            MaxGraphicsClock = ReadMaxClock(device, NvmlClock.Graphics),
            MaxSmClock = maxSm,
            MaxMemoryClock = ReadMaxClock(device, NvmlClock.Memory),
            Events = reasons,
            Temperature = read.Temperature(device),
            GpuUtilization = hasUtilization ? utilization.Gpu : null,
            MemoryUtilization = hasUtilization ? utilization.Memory : null,
            Model = name is null ? null : NvmlGpuModels.From(name, ranges, maxSm, out isKnown),
            IsKnownModel = isKnown,
            Code = instant is null ? code : instantCode,
        };
        return read.Memory(device, report) with { Unread = read.Failures };
    }

    private sealed class Reader
    {
        public List<NvmlUnread> Failures { get; } = [];

        public bool Last { get; private set; }

        /// <summary>Notes a failure; what a GPU does not support is no failure, except its power.</summary>
        public void Try(string what, NvmlReturn code)
        {
            Last = code == NvmlReturn.Success;
            if (!Last && (what == "the power" || NvmlFaults.Of(code) != NvmlFault.Unsupported))
                Failures.Add(new NvmlUnread(what, code));
        }

        public Megahertz? Clock(nint device, NvmlClock clock, string what)
        {
            Try(what, NvmlMethods.DeviceGetClockInfo(device, clock, out uint value));
            return Last ? new Megahertz(value) : null;
        }

        public int? Temperature(nint device)
        {
            NvmlTemperature versioned = NvmlTemperature.Ask();
            if (NvmlLibrary.HasTemperatureV && NvmlMethods.DeviceGetTemperatureV(device, ref versioned) == NvmlReturn.Success)
                return versioned.Celsius;
            Try("the temperature", NvmlMethods.DeviceGetTemperature(device, sensor: 0, out uint celsius));
            return Last ? (int)celsius : null;
        }

        public NvmlGpuReport Memory(nint device, NvmlGpuReport report)
        {
            NvmlMemoryV2 memory = NvmlMemoryV2.Ask();
            if (NvmlLibrary.HasMemoryV2 && NvmlMethods.DeviceGetMemoryInfoV2(device, ref memory) == NvmlReturn.Success)
                return report with { MemoryTotal = memory.Total, MemoryReserved = memory.Reserved, MemoryUsed = memory.Used, MemoryFree = memory.Free };
            Try("the memory in use", NvmlMethods.DeviceGetMemoryInfo(device, out NvmlMemory old));
            return Last ? report with { MemoryTotal = old.Total, MemoryUsed = old.Used, MemoryFree = old.Free } : report;
        }
    }
}
