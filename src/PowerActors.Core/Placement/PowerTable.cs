using PowerActors.Core.Units;

namespace PowerActors.Core.Placement;

/// <summary>What a GPU draws: one milli allocated draws the whole TDP (Lettich et al., arXiv 2412.17484, section 4).</summary>
/// <param name="Name">Model name as nodes and tasks write it.</param>
/// <param name="Idle">Draw with nothing allocated, 0 W or more.</param>
/// <param name="Tdp">Draw with anything allocated, at least <paramref name="Idle"/>.</param>
public sealed record GpuPower(string Name, Watts Idle, Watts Tdp);

/// <summary>What a CPU package draws: a package with any core at work draws its whole TDP.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Cores">Physical cores per package, 1 or more; a core is two of the vCPUs that nodes and tasks count.</param>
/// <param name="Idle">Draw of a package without work, 0 W or more.</param>
/// <param name="Tdp">Draw of a package with work, at least <paramref name="Idle"/>.</param>
public sealed record CpuPower(string Name, int Cores, Watts Idle, Watts Tdp)
{
    /// <summary>Milli-vCPU of one physical core: two hardware threads.</summary>
    public const int MilliPerCore = 2000;

    /// <summary>Xeon E5-2682 v4, the CPU of every node of the published experiments: 16 cores, 15 W idle, 120 W at work.</summary>
    public static CpuPower XeonE52682V4 { get; } = new("Xeon-E5-2682-v4", 16, new(15), new(120));
}

/// <summary>The GPUs and CPUs that placement knows. Immutable; adding answers a new table. Names are compared as written, with case.</summary>
public sealed class PowerTable
{
    private readonly Dictionary<string, GpuPower> _gpus;
    private readonly Dictionary<string, CpuPower> _cpus;

    private PowerTable(IEnumerable<GpuPower> gpus, IEnumerable<CpuPower> cpus, CpuPower defaultCpu)
    {
        _gpus = gpus.ToDictionary(static gpu => gpu.Name, StringComparer.Ordinal);
        _cpus = cpus.ToDictionary(static cpu => cpu.Name, StringComparer.Ordinal);
        DefaultCpu = defaultCpu;
    }

    /// <summary>The models of Alibaba's trace of 2023 with the draws of arXiv 2412.17484, table 2.</summary>
    public static PowerTable BuiltIn { get; } = new(
        [
            new("V100M16", new(30), new(300)),
            new("V100M32", new(30), new(300)),
            new("P100", new(25), new(250)),
            new("T4", new(10), new(70)),
            new("A10", new(30), new(150)),
            new("G2", new(30), new(150)),
            new("G3", new(50), new(400)),
        ],
        [CpuPower.XeonE52682V4],
        CpuPower.XeonE52682V4);

    /// <summary>The CPU of nodes that name none.</summary>
    public CpuPower DefaultCpu { get; }

    /// <summary>All GPU models, in the order in which they were added.</summary>
    public IReadOnlyCollection<GpuPower> Gpus => _gpus.Values;

    /// <summary>All CPU models, in the order in which they were added.</summary>
    public IReadOnlyCollection<CpuPower> Cpus => _cpus.Values;

    /// <summary>Finds a GPU model; null where it is unknown.</summary>
    public GpuPower? FindGpu(string name) => _gpus.GetValueOrDefault(name);

    /// <summary>Finds a CPU model; null where it is unknown.</summary>
    public CpuPower? FindCpu(string name) => _cpus.GetValueOrDefault(name);

    /// <summary>This table with one GPU more, or with another under a name that it has.</summary>
    public PowerTable With(GpuPower gpu) => new([.. Gpus.Where(known => known.Name != gpu.Name), gpu], Cpus, DefaultCpu);

    /// <summary>This table with one CPU more, or with another under a name that it has.</summary>
    public PowerTable With(CpuPower cpu) => new(Gpus, [.. Cpus.Where(known => known.Name != cpu.Name), cpu], DefaultCpu.Name == cpu.Name ? cpu : DefaultCpu);

    /// <summary>This table with another CPU for nodes that name none.</summary>
    public PowerTable WithDefaultCpu(CpuPower cpu)
    {
        PowerTable table = With(cpu);
        return new PowerTable(table.Gpus, table.Cpus, cpu);
    }
}
