using PowerActors.Core.Placement;

namespace PowerActors.Core.Tests.Placement;

public sealed class NodeShapeTests
{
    // 96 vCPU are 48 cores in 3 packages of 16: 15 W each idle, 120 W with any core at work.
    [Theory]
    [InlineData(96000, 45)]
    [InlineData(95999, 150)]
    [InlineData(64000, 150)]
    [InlineData(63999, 255)]
    [InlineData(0, 360)]
    public void CpuDraw_FreeCpu_CountsPackagesAtWork(int free, double watts) => Shape(Given.Node("n")).CpuDraw(free).Value.ShouldBe(watts);

    [Fact]
    public void GpuDraw_LitGpus_DrawTdp() => Shape(Given.Node("n", 8, "G3")).GpuDraw(3).Value.ShouldBe((3 * 400) + (5 * 50));

    [Fact]
    public void With_OwnGpuAndCpu_AreUsed()
    {
        PowerTable table = PowerTable.BuiltIn.With(new GpuPower("H100", new(60), new(700))).WithDefaultCpu(new CpuPower("EPYC", 64, new(90), new(360)));
        NodeSpec node = Given.Node("n") with { Gpu = table.FindGpu("H100"), Cpu = table.DefaultCpu, CpuMilli = 256000 };
        Shape(node).GpuDraw(8).Value.ShouldBe(5600);
        Shape(node).CpuDraw(256000).Value.ShouldBe(180);
        Shape(node).CpuDraw(0).Value.ShouldBe(720);
        PowerTable.BuiltIn.FindGpu("H100").ShouldBeNull();
    }

    private static NodeShape Shape(NodeSpec node) => new ShapeCatalog().ShapeOf(node);
}
