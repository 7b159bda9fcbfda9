using System.Globalization;
using PowerActors.Core.Placement;
using PowerActors.Core.Placement.Policies;

namespace PowerActors.Core.Tests.Placement.Policies;

/// <summary>400 random node states with the scores and GPUs of the reference replay; the typical tasks are those of the same run.</summary>
public sealed class ScoreVectorTests
{
    private const string Vectors = "data/openb/golden/default-seed42.score_vectors.csv";
    private const string Typical = "data/openb/golden/default-seed42.typical_pods.csv";
    private const string Tasks = "data/openb/openb_pod_list_default.csv";

    [SharedDataFact(Typical, Tasks)]
    public void TypicalTasks_DefaultTrace_EqualReference()
    {
        TypicalTasks typical = TypicalTasks.Of(ReadTasks(), new ShapeCatalog());
        string[][] expected = [.. Rows(Typical)];
        typical.Classes.Select(static c => (c.Shape.CpuMilli, c.Shape.GpuCount, c.Shape.GpuMilli, c.Shape.Models, c.Probability))
            .ShouldBe(expected.Select(static row => (int.Parse(row[1]), int.Parse(row[2]), int.Parse(row[3]), row[4], Number(row[5]))));
    }

    [SharedDataFact(Vectors, Tasks)]
    public void Scores_ReferenceVectors_AreEqual()
    {
        ShapeCatalog catalog = new();
        TypicalTasks typical = TypicalTasks.Of(ReadTasks(), catalog);
        int checkedRows = 0;
        foreach (string[] row in Rows(Vectors))
        {
            ushort[] free = [.. row[3].Split(' ').Select(ushort.Parse)];
            int cpu = int.Parse(row[2]);
            NodeSpec node = new() { Name = "n", CpuMilli = int.Parse(row[1]), MemoryMib = 1 << 20, GpuCount = free.Length, Gpu = PowerTable.BuiltIn.FindGpu(row[0]) };
            NodeState state = new(catalog.ShapeOf(node), cpu, 1 << 20, free, 0, typical);
            TaskShape task = catalog.ShapeOf(new TaskSpec { Name = "t", CpuMilli = int.Parse(row[4]), GpuCount = int.Parse(row[5]), GpuMilli = int.Parse(row[6]), Models = row[7] });
            state.Fits(task).ShouldBeTrue();
            Math.Abs(state.Fragmentation - Number(row[8])).ShouldBeLessThan(Math.Max(1e-6, Number(row[8]) * 1e-8));
            state.CpuDraw.Value.ShouldBe(Number(row[9]));
            state.GpuDraw.Value.ShouldBe(Number(row[10]));
            FgdPolicy.ScoreOf(state, task).ShouldBe((int.Parse(row[11]), int.Parse(row[12])));
            PwrPolicy.ScoreOf(state, task).ShouldBe((int.Parse(row[13]), int.Parse(row[14])));
            new BestFitPolicy().Score(state, task).First.ShouldBe(int.Parse(row[15]));
            new DotProdPolicy().Score(state, task).First.ShouldBe(int.Parse(row[16]));
            new GpuPackingPolicy().Score(state, task).First.ShouldBe(int.Parse(row[17]));
            checkedRows++;
        }

        checkedRows.ShouldBe(400);
    }

    private static IEnumerable<TaskSpec> ReadTasks() => Rows(Tasks).Select(static row => new TaskSpec
    {
        Name = row[0], CpuMilli = int.Parse(row[1]), MemoryMib = int.Parse(row[2]), GpuCount = int.Parse(row[3]), GpuMilli = int.Parse(row[4]), Models = row[5],
    });

    private static IEnumerable<string[]> Rows(string file) => File.ReadLines(SharedData.Path(file)).Skip(1).Select(static line => line.Split(','));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
