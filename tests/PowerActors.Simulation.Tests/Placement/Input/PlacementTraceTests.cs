using PowerActors.Core.Input;
using PowerActors.Core.Placement;
using PowerActors.Simulation.Placement.Input;

namespace PowerActors.Simulation.Tests.Placement.Input;

public sealed class PlacementTraceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poweractors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_GoodFiles_GivesNodesTasksAndOrders()
    {
        PlacementTrace trace = Read(
            "model,sn,gpu,cpu_milli,memory_mib\r\n\"T4\",n0,2,104000,1000\n\n,n1,0,32000,10\n",
            "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,creation_time,deletion_time\na,1000,5,1,460,T4|G2,LS,3,9\nb,0,0,0,0,,,,\n",
            "i,pod\n0,b\n1,a\n2,a\n",
            "rank,node,tiebreak_name\n5,n0,x\n1,n1,y\n");
        trace.Nodes.Select(static n => (n.Name, n.GpuCount, n.CpuMilli, n.Gpu?.Name)).ShouldBe([("n0", 2, 104000, "T4"), ("n1", 0, 32000, null)]);
        trace.Tasks[0].ShouldBe(new TraceTask(new TaskSpec { Name = "a", CpuMilli = 1000, MemoryMib = 5, GpuCount = 1, GpuMilli = 460, Models = "T4|G2" }, 3, 9, "LS"));
        trace.Tasks[1].CreatedAt.ShouldBeNull();
        trace.Arrivals.ShouldBe([1, 0, 0]);
        trace.NodeOrder.ShouldBe([1, 0]);
        trace.CapacityMilli.ShouldBe(2000);
    }

    [Theory]
    [InlineData("n0,1,1,2,", "3: model is missing")]
    [InlineData("n0,1,1,2,T5", "3: model 'T5' is unknown; write one of V100M16")]
    [InlineData("n0,-1,1,2,T4", "3: cpu_milli -1 is negative")]
    [InlineData("n0,,1,2,T4", "3: cpu_milli is missing")]
    [InlineData("n0,1,x,2,T4", "3: memory_mib 'x' is not a whole number")]
    [InlineData("n0,1,1,17,T4", "3: gpu 17 is out of range; write GPUs from 0 to 16")]
    [InlineData("n9,1,1,1,T4", "3: node n9 stands in line 2 already")]
    [InlineData(",1,1,1,T4", "3: sn is missing")]
    [InlineData("n0,1,1,1", "3: 4 fields where the header has 5")]
    [InlineData("\"n0,1,1,1,T4", "3: a quoted field does not end")]
    public void Read_BadNode_IsRefusedWithItsLine(string row, string expected) =>
        Refused($"sn,cpu_milli,memory_mib,gpu,model\nn9,1000,1,1,T4\n{row}\n", GoodTasks).ShouldHaveSingleItem().ShouldStartWith("nodes.csv:" + expected);

    [Theory]
    [InlineData("b,1,1,2,500,", "3: gpu_milli 500 on 2 GPUs; only one GPU can be shared")]
    [InlineData("b,1,1,0,500,", "3: gpu_milli 500 with num_gpu 0")]
    [InlineData("b,1,1,1,0,", "3: gpu_milli 0 with num_gpu 1")]
    [InlineData("b,1,1,1,1001,", "3: gpu_milli 1001 is out of range")]
    [InlineData("b,1,1,1,1000,T4|T9", "3: gpu_spec names the unknown model 'T9'")]
    [InlineData("a,1,1,1,1000,", "3: task a stands in line 2 already")]
    [InlineData("b,1,-7,1,1000,", "3: memory_mib -7 is negative")]
    public void Read_BadTask_IsRefusedWithItsLine(string row, string expected) =>
        Refused(GoodNodes, $"name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\na,1000,1,1,500,\n{row}\n").ShouldHaveSingleItem().ShouldStartWith("pods.csv:" + expected);

    [Fact]
    public void Read_FaultsInBothFiles_AreToldTogether() =>
        Refused("sn,cpu_milli,memory_mib,gpu,model\nn0,-1,-1,1,T4\n", "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,x,1,1,500\n")
            .Select(static line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).ShouldBe(["nodes.csv:2:", "nodes.csv:2:", "pods.csv:2:"]);

    [Fact]
    public void Read_OrdersThatDoNotMatch_AreRefused()
    {
        Refused(GoodNodes, GoodTasks, "i,pod\n0,zz\n").ShouldHaveSingleItem().ShouldBe("arrivals.csv:2: task zz is not in pods.csv; write one of its names");
        Refused(GoodNodes + "n1,1,1,0,\n", GoodTasks, null, "rank,node\n0,n0\n").ShouldHaveSingleItem().ShouldStartWith("order.csv: has 1 of the 2 nodes");
        Refused(GoodNodes, GoodTasks, null, "rank,node\n0,n0\n1,n0\n").ShouldHaveSingleItem().ShouldStartWith("order.csv:3: node n0 stands in line 2 already");
    }

    [Fact]
    public void Read_NoColumnsNoRowsNoFile_AreRefused()
    {
        Refused("sn,gpu\nn0,1\n", GoodTasks).ShouldHaveSingleItem().ShouldStartWith("nodes.csv:1: columns cpu_milli, memory_mib, model missing");
        Refused("", GoodTasks).ShouldHaveSingleItem().ShouldStartWith("nodes.csv: is empty");
        Refused("sn,cpu_milli,memory_mib,gpu,model\n", GoodTasks).ShouldHaveSingleItem().ShouldStartWith("nodes.csv:1: has a header but no node");
        Should.Throw<InputException>(() => PlacementTrace.Read(new PlacementFiles(Path.Combine(_folder, "none"), Path.Combine(_folder, "neither")), PowerTable.BuiltIn)).Faults.Count.ShouldBe(2);
    }

    [Fact]
    public void Read_TimesNeededAndMissing_AreToldOfEveryTaskWithFileAndLine()
    {
        const string Tasks = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,creation_time,deletion_time\na,1,1,0,0,,5\nb,1,1,0,0,1,2\nc,1,1,0,0,,\n";
        PlacementFiles files = new(File("nodes.csv", GoodNodes)!, File("pods.csv", Tasks)!, NeedsTimes: true);
        Should.Throw<InputException>(() => PlacementTrace.Read(files, PowerTable.BuiltIn)).Faults.Select(static fault => $"{fault.Line} {fault.Message.Split(';')[0]}").ShouldBe(
            ["2 creation_time is missing", "4 creation_time is missing", "4 deletion_time is missing"]);
        PlacementTrace.Read(files with { NeedsTimes = false }, PowerTable.BuiltIn).Tasks.Count.ShouldBe(3);
        Should.Throw<InputException>(() => PlacementTrace.Read(files with { Tasks = File("none.csv", GoodTasks)! }, PowerTable.BuiltIn)).Faults.ShouldHaveSingleItem()
            .Message.ShouldStartWith("columns creation_time, deletion_time missing in the header");
    }

    private const string GoodNodes = "sn,cpu_milli,memory_mib,gpu,model\nn0,1000,1,1,T4\n";
    private const string GoodTasks = "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1000,1,1,500\n";

    private PlacementTrace Read(string nodes, string pods, string? arrivals = null, string? order = null) => PlacementTrace.Read(
        new PlacementFiles(File("nodes.csv", nodes)!, File("pods.csv", pods)!, File("arrivals.csv", arrivals), File("order.csv", order)), PowerTable.BuiltIn);

    private string[] Refused(string nodes, string pods, string? arrivals = null, string? order = null) =>
        Should.Throw<InputException>(() => Read(nodes, pods, arrivals, order)).Message.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Split('\n');

    private string? File(string name, string? text)
    {
        if (text is null)
            return null;
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
