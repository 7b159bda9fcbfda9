using PowerActors.Core.Input;
using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Input;

/// <summary>A file of nodes.</summary>
internal sealed class NodeFile
{
    private const int MostCpuMilli = 100_000_000;
    private const int MostMemoryMib = 1_000_000_000;
    private readonly CsvTable _rows;
    private readonly PowerTable _table;

    public NodeFile(string file, PowerTable table)
    {
        _table = table;
        _rows = CsvTable.Read(file, "node", "sn", "cpu_milli", "memory_mib", "gpu", "model");
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        foreach (CsvRow row in _rows.Rows)
        {
            string name = _rows.Field(row, "sn");
            if (name.Length == 0)
                Faults.Add(row.Line, "sn is missing; write the node's name");
            else if (!lines.TryAdd(name, row.Line))
                Faults.Add(row.Line, $"node {CsvTable.Show(name)} stands in line {lines[name]} already; give each node a name of its own");
            else
                Names.Add(name, Names.Count);
            if (Read(row, name) is { } node)
                Nodes.Add(node);
        }
    }

    public InputFaultCollector Faults => _rows.Faults;

    public List<NodeSpec> Nodes { get; } = [];

    public Dictionary<string, int> Names { get; } = new(StringComparer.Ordinal);

    private NodeSpec? Read(CsvRow row, string name)
    {
        long? cpu = _rows.Whole(row, "cpu_milli", 0, MostCpuMilli, "milli-vCPU");
        long? memory = _rows.Whole(row, "memory_mib", 0, MostMemoryMib, "MiB");
        long? gpus = _rows.Whole(row, "gpu", 0, NodeSpec.MostGpus, "GPUs");
        GpuPower? gpu = Gpu(row, gpus);
        CpuPower? cpuModel = Cpu(row);
        if (cpu is null || memory is null || gpus is null || cpuModel is null || (gpus > 0 && gpu is null))
            return null;
        return new NodeSpec { Name = name, CpuMilli = (int)cpu, MemoryMib = (int)memory, GpuCount = (int)gpus, Gpu = gpus > 0 ? gpu : null, Cpu = cpuModel };
    }

    private GpuPower? Gpu(CsvRow row, long? gpus)
    {
        string model = _rows.Field(row, "model");
        if (model.Length == 0)
        {
            if (gpus > 0)
                Faults.Add(row.Line, $"model is missing; write one of {string.Join(", ", _table.Gpus.Select(static gpu => gpu.Name))}");
            return null;
        }

        GpuPower? known = _table.FindGpu(model);
        if (known is null)
            Faults.Add(row.Line, $"model '{CsvTable.Show(model)}' is unknown; write one of {string.Join(", ", _table.Gpus.Select(static gpu => gpu.Name))}, or add it under placement.gpus");
        return known;
    }

    private CpuPower? Cpu(CsvRow row)
    {
        string model = _rows.Field(row, "cpu_model");
        CpuPower? known = model.Length == 0 ? _table.DefaultCpu : _table.FindCpu(model);
        if (known is null)
            Faults.Add(row.Line, $"cpu_model '{CsvTable.Show(model)}' is unknown; write one of {string.Join(", ", _table.Cpus.Select(static cpu => cpu.Name))}, or add it under placement.cpus");
        return known;
    }
}
