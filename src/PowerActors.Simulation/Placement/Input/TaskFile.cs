using System.Globalization;
using PowerActors.Core.Input;
using PowerActors.Core.Placement;

namespace PowerActors.Simulation.Placement.Input;

/// <summary>A file of tasks.</summary>
internal sealed class TaskFile
{
    private const int MostCpuMilli = 100_000_000;
    private const int MostMemoryMib = 1_000_000_000;
    private readonly CsvTable _rows;
    private readonly PowerTable _table;
    private readonly bool _needsTimes;

    // One string for each text that many rows repeat.
    private readonly Dictionary<string, string> _models = new(StringComparer.Ordinal);

    public TaskFile(string file, PowerTable table, bool needsTimes)
    {
        _table = table;
        _needsTimes = needsTimes;
        _rows = CsvTable.Read(file, "task", ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli", .. needsTimes ? (string[])["creation_time", "deletion_time"] : []]);
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        foreach (CsvRow row in _rows.Rows)
        {
            string name = _rows.Field(row, "name");
            if (name.Length == 0)
                Faults.Add(row.Line, "name is missing; write the task's name");
            else if (!lines.TryAdd(name, row.Line))
                Faults.Add(row.Line, $"task {CsvTable.Show(name)} stands in line {lines[name]} already; give each task a name of its own");
            else
                Names.Add(name, Names.Count);
            if (Read(row, name) is { } task)
                Tasks.Add(task);
        }
    }

    public InputFaultCollector Faults => _rows.Faults;

    public List<TraceTask> Tasks { get; } = [];

    public Dictionary<string, int> Names { get; } = new(StringComparer.Ordinal);

    private TraceTask? Read(CsvRow row, string name)
    {
        long? cpu = _rows.Whole(row, "cpu_milli", 0, MostCpuMilli, "milli-vCPU");
        long? memory = _rows.Whole(row, "memory_mib", 0, MostMemoryMib, "MiB");
        long? gpus = _rows.Whole(row, "num_gpu", 0, NodeSpec.MostGpus, "GPUs");
        long? milli = _rows.Whole(row, "gpu_milli", 0, NodeSpec.WholeGpu, "milli of each GPU");
        string models = Models(row);
        double? created = Time(row, "creation_time");
        double? deleted = Time(row, "deletion_time");
        if (deleted < created)
            Faults.Add(row.Line, $"deletion_time {deleted} is before creation_time {created}; a task leaves after it came");
        if (gpus is not null && milli is not null && !Share(row, gpus.Value, milli.Value))
            return null;
        if (cpu is null || memory is null || gpus is null || milli is null)
            return null;
        TaskSpec spec = new() { Name = name, CpuMilli = (int)cpu, MemoryMib = (int)memory, GpuCount = (int)gpus, GpuMilli = (int)milli, Models = models };
        return new TraceTask(spec, created, deleted, Intern(_rows.Field(row, "qos")));
    }

    private bool Share(CsvRow row, long gpus, long milli)
    {
        string? problem = (gpus, milli) switch
        {
            (0, > 0) => $"gpu_milli {milli} with num_gpu 0; write 0 milli, or how many GPUs",
            ( > 0, 0) => $"gpu_milli 0 with num_gpu {gpus}; write 1 to 1000 milli of each GPU",
            ( > 1, < NodeSpec.WholeGpu) => $"gpu_milli {milli} on {gpus} GPUs; only one GPU can be shared, write num_gpu 1 or gpu_milli 1000",
            _ => null,
        };
        if (problem is not null)
            Faults.Add(row.Line, problem);
        return problem is null;
    }

    private string Models(CsvRow row)
    {
        string models = Intern(_rows.Field(row, "gpu_spec"));
        foreach (string model in models.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (_table.FindGpu(model) is null)
                Faults.Add(row.Line, $"gpu_spec names the unknown model '{CsvTable.Show(model)}'; write models such as {string.Join("|", _table.Gpus.Take(2).Select(static gpu => gpu.Name))}, or nothing for any");
        }

        return models;
    }

    private double? Time(CsvRow row, string column)
    {
        string text = _rows.Field(row, column);
        if (text.Length == 0)
        {
            if (_needsTimes)
                Faults.Add(row.Line, $"{column} is missing; write seconds from the trace's beginning: a replay in time needs it of every task");
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && double.IsFinite(seconds) && seconds >= 0)
            return seconds;
        Faults.Add(row.Line, $"{column} '{CsvTable.Show(text)}' is not a time; write seconds from the trace's beginning, 0 or more");
        return null;
    }

    private string Intern(string text)
    {
        if (_models.TryGetValue(text, out string? known))
            return known;
        _models.Add(text, text);
        return text;
    }
}
